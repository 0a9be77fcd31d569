import { z } from 'zod';

/**
 * What every stack exports, contract 1 (see docs/concepts.md): base, preview and permanent environment
 * have the same name for the same thing. What one of them does not have is null or empty.
 */
export const CONTRACT = 1;

export const loadBalancerSchema = z.object({
  name: z.string(),
  arn: z.string(),
  dnsName: z.string(),
  zoneId: z.string(),
  httpListenerArn: z.string(),
  /** Port of the HTTP listener; URLs carry it unless it is 80. */
  httpPort: z.number(),
  /** Null without a domain: HTTP only. */
  httpsListenerArn: z.string().nullable(),
  /** Port of the HTTPS listener; URLs carry it unless it is 443. */
  httpsPort: z.number().nullable(),
  securityGroupId: z.string(),
});

const byService = z.record(z.string(), z.string());

/** A cluster on which every preview gets a database of its own. */
const sharedDatabaseSchema = z.object({
  engine: z.literal('postgres'),
  host: z.string(),
  port: z.number(),
  clusterArn: z.string(),
  /** Secret of the administrator; its value is never an output. */
  adminSecretArn: z.string(),
  /** Function that makes and drops databases. */
  administrator: z.string(),
  /** Security group whose members may connect. */
  clientSecurityGroupId: z.string(),
});

export const standardOutputsSchema = z.object({
  contract: z.literal(CONTRACT),
  /** `dev`, `staging`, `production`, `pr-42`. */
  environment: z.string(),
  /** `base` for what previews share. */
  app: z.string(),
  region: z.string(),
  /** By service; a base has one of its own, its load balancer's. */
  urls: byService,
  /** URL of the primary service. */
  url: z.string(),
  domain: z.string().nullable(),
  vpcId: z.string(),
  /** Null where the network is a base's. */
  cidr: z.string().nullable(),
  publicSubnetIds: z.array(z.string()),
  privateSubnetIds: z.array(z.string()),
  /** The public one first, then the private ones: peers add their routes to all. */
  routeTableIds: z.array(z.string()),
  /** True: tasks get a public address in the public subnets (a network without NAT). */
  assignPublicIp: z.boolean(),
  /** Services answer on the first; of a preview, the one of its base that was chosen. */
  loadBalancers: z.array(loadBalancerSchema),
  /** Zone of the domain; null without one. */
  hostedZoneId: z.string().nullable(),
  /** Names on the certificate, wildcards included: `*.example.com` covers one label. */
  certificateDomains: z.array(z.string()),
  /** Image repository; null where every service names its image in full. */
  repositoryUrl: z.string().nullable(),
  clusterName: z.string().nullable(),
  serviceNames: byService,
  taskDefinitionArns: byService,
  /** By digest: what promotion takes to the next environment. */
  imageRefs: byService,
  targetGroupArns: byService,
  logGroups: byService,
  /** Task definitions of tasks that run once: migrate, seed. */
  oneOffTasks: byService,
  databaseName: z.string().nullable(),
  databaseHost: z.string().nullable(),
  /** Secret with `username` and `password`; the value is never an output. */
  databaseSecretArn: z.string().nullable(),
  /** What previews share; null: they have no databases. Bases of before do not tell. */
  database: sharedDatabaseSchema.nullable().optional(),
  cacheHost: z.string().nullable(),
  cdnDomain: z.string().nullable(),
  userPoolId: z.string().nullable(),
  /** Where alarms are told. */
  topicArn: z.string().nullable(),
  /** Program version and a hash of the values: changes when the stack would be built differently. */
  fingerprint: z.string(),
});

export type StandardOutputs = z.infer<typeof standardOutputsSchema>;
export type SharedDatabaseOutputs = z.infer<typeof sharedDatabaseSchema>;
export type LoadBalancerOutputs = z.infer<typeof loadBalancerSchema>;
