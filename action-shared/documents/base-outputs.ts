import { z } from 'zod';

/**
 * What every base stack exports, contract 1 (see docs/concepts.md). A consumer parses the outputs with
 * this schema before it touches AWS: an older or foreign base is refused with one line instead of
 * failing half-way through a deployment.
 */
export const CONTRACT = 1;

const loadBalancer = z.object({
  name: z.string(),
  arn: z.string(),
  dnsName: z.string(),
  zoneId: z.string(),
  httpListenerArn: z.string(),
  /** Port of the HTTP listener; URLs carry it unless it is 80. */
  httpPort: z.number(),
  /** Null on a base without a domain: such a base serves HTTP only. */
  httpsListenerArn: z.string().nullable(),
  /** Port of the HTTPS listener; URLs carry it unless it is 443. */
  httpsPort: z.number().nullable(),
  securityGroupId: z.string(),
});

export const baseOutputsSchema = z.object({
  contract: z.literal(CONTRACT),
  environment: z.string(),
  app: z.string(),
  /** Named addresses; a base has none of its own besides its load balancers'. */
  urls: z.record(z.string(), z.string()),
  url: z.string(),
  region: z.string(),
  vpcId: z.string(),
  publicSubnetIds: z.array(z.string()).min(2),
  privateSubnetIds: z.array(z.string()),
  loadBalancers: z.array(loadBalancer).min(1),
  domain: z.string().nullable(),
  /** Zone of the domain; previews on a load balancer other than the first add their own records. */
  hostedZoneId: z.string().nullable().optional(),
  /** Names on the certificate, wildcards included: `*.example.com` covers one label. */
  certificateDomains: z.array(z.string()),
  repositoryUrl: z.string(),
  /** The policy previews on this base must keep to; a pull request cannot widen it. */
  limits: z.object({
    maxCpu: z.number(),
    maxMemory: z.number(),
    maxServices: z.number(),
    /** `secretsmanager:` and `ssm:` names a preview may read, `*` as wildcard. */
    secrets: z.array(z.string()),
  }),
  /** True: tasks get a public address in the public subnets (a base without NAT). */
  assignPublicIp: z.boolean(),
  /** Program version and configuration hash; `ensure-base-stack` compares it without an engine run. */
  fingerprint: z.string(),
});

export type BaseOutputs = z.infer<typeof baseOutputsSchema>;
export type LoadBalancerOutputs = z.infer<typeof loadBalancer>;
