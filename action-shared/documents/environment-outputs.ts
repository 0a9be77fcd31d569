import { z } from 'zod';
import { loadBalancerSchema, standardOutputsSchema } from './standard-outputs.ts';

/** What every permanent environment exports, contract 1. A consumer parses it before it touches AWS. */
export const environmentOutputsSchema = standardOutputsSchema.extend({
  clusterName: z.string(),
  cidr: z.string(),
  publicSubnetIds: z.array(z.string()).min(2),
  privateSubnetIds: z.array(z.string()).min(2),
  routeTableIds: z.array(z.string()).min(2),
  loadBalancers: z.array(loadBalancerSchema).min(1),
  topicArn: z.string(),
  /** While true neither the engine nor AWS deletes what holds data or an address. */
  protection: z.boolean(),
});

export type EnvironmentOutputs = z.infer<typeof environmentOutputsSchema>;
