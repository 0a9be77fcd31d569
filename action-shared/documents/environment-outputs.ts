import { z } from 'zod';

/** What every permanent environment exports, contract 1. A consumer parses it before it touches AWS. */
export const ENVIRONMENT_CONTRACT = 1;

const byService = z.record(z.string(), z.string());

export const environmentOutputsSchema = z.object({
  contract: z.literal(ENVIRONMENT_CONTRACT),
  /** `dev`, `staging` or `production`. */
  environment: z.string(),
  app: z.string(),
  region: z.string(),
  urls: byService,
  /** URL of the primary service. */
  url: z.string(),
  domain: z.string().nullable(),
  clusterName: z.string(),
  serviceNames: byService,
  taskDefinitionArns: byService,
  /** By digest: what promotion takes to the next environment. */
  imageRefs: byService,
  targetGroupArns: byService,
  logGroups: byService,
  /** Task definitions of tasks that run once: migrate, seed. */
  oneOffTasks: byService,
  vpcId: z.string(),
  cidr: z.string(),
  publicSubnetIds: z.array(z.string()).min(2),
  privateSubnetIds: z.array(z.string()).min(2),
  /** The public one first, then the private ones: peers add their routes to all. */
  routeTableIds: z.array(z.string()).min(2),
  loadBalancer: z.object({
    arn: z.string(),
    dnsName: z.string(),
    zoneId: z.string(),
    httpListenerArn: z.string(),
    httpsListenerArn: z.string().nullable(),
    securityGroupId: z.string(),
  }),
  databaseName: z.string().nullable(),
  databaseHost: z.string().nullable(),
  /** Secret with `username` and `password`; the value is never an output. */
  databaseSecretArn: z.string().nullable(),
  cacheHost: z.string().nullable(),
  cdnDomain: z.string().nullable(),
  userPoolId: z.string().nullable(),
  topicArn: z.string(),
  protection: z.boolean(),
  /** Program version and configuration hash. */
  fingerprint: z.string(),
});

export type EnvironmentOutputs = z.infer<typeof environmentOutputsSchema>;
