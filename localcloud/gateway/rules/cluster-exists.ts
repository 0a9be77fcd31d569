import { DescribeClustersCommand } from '@aws-sdk/client-ecs';
import type { Rule } from '../behaviour.ts';
import { text } from '../call.ts';
import type { Emulator } from '../emulator.ts';

/** Services and tasks need a cluster that exists; the emulator would make one. */
export const clusterMustExist: Rule = {
  service: 'ecs',
  actions: ['CreateService', 'RunTask'],
  check: async (call, aws) => {
    if (await clusterExists(text(call.params['cluster']) || 'default', aws)) return undefined;
    return { code: 'ClusterNotFoundException', message: 'Cluster not found.' };
  },
};

/** Whether an active cluster of this name or ARN is there. */
export async function clusterExists(cluster: string, aws: Emulator): Promise<boolean> {
  const { clusters = [] } = await aws.ecs.send(
    new DescribeClustersCommand({ clusters: [cluster] }),
  );
  return clusters.some(({ status }) => status === 'ACTIVE');
}
