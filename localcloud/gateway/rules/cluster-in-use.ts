import { paginateListTasks } from '@aws-sdk/client-ecs';
import type { Rule } from '../behaviour.ts';
import { text } from '../call.ts';
import { servicesIn } from '../service-networks.ts';
import { clusterExists } from './cluster-exists.ts';

/** A cluster with active services or running tasks stays. */
export const clusterInUse: Rule = {
  service: 'ecs',
  actions: ['DeleteCluster'],
  check: async (call, aws) => {
    const cluster = text(call.params['cluster']);
    if (!(await clusterExists(cluster, aws))) return undefined;
    const services = await servicesIn(cluster, aws);
    if (services.some(({ status }) => status !== 'INACTIVE')) {
      const message = 'The Cluster cannot be deleted while Services are active.';
      return { code: 'ClusterContainsServicesException', message };
    }
    for await (const { taskArns = [] } of paginateListTasks({ client: aws.ecs }, { cluster })) {
      if (taskArns.length === 0) continue;
      const message = 'The Cluster cannot be deleted while Tasks are active.';
      return { code: 'ClusterContainsTasksException', message };
    }
    return undefined;
  },
};
