import { z } from 'zod';
import { loadBalancerSchema, standardOutputsSchema } from './standard-outputs.ts';

export { CONTRACT } from './standard-outputs.ts';
export type { LoadBalancerOutputs } from './standard-outputs.ts';

const standard = standardOutputsSchema.pick({
  contract: true,
  environment: true,
  app: true,
  urls: true,
  url: true,
  region: true,
  vpcId: true,
  privateSubnetIds: true,
  domain: true,
  certificateDomains: true,
  assignPublicIp: true,
  database: true,
  fingerprint: true,
});

/**
 * What consumers need of a base. A consumer parses the outputs with this schema before it touches AWS:
 * an older or foreign base is refused with one line instead of failing half-way through a deployment.
 */
export const baseOutputsSchema = standard.extend({
  publicSubnetIds: z.array(z.string()).min(2),
  loadBalancers: z.array(loadBalancerSchema).min(1),
  /** Zone of the domain; previews on a load balancer other than the first add their own records. */
  hostedZoneId: z.string().nullable().optional(),
  repositoryUrl: z.string(),
  /** The policy previews on this base must keep to; a pull request cannot widen it. */
  limits: z.object({
    maxCpu: z.number(),
    maxMemory: z.number(),
    maxServices: z.number(),
    /** `secretsmanager:` and `ssm:` names a preview may read, `*` as wildcard. */
    secrets: z.array(z.string()),
  }),
});

export type BaseOutputs = z.infer<typeof baseOutputsSchema>;
