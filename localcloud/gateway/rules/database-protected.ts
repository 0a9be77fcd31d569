import type { Rule } from '../behaviour.ts';
import { text } from '../call.ts';
import { databaseClusters, databaseInstances } from '../data-networks.ts';

const next = 'please disable deletion protection and try again.';

/** A database with deletion protection stays. */
export const databaseProtected: Rule = {
  service: 'rds',
  actions: ['DeleteDBCluster', 'DeleteDBInstance'],
  check: async (call, aws) => {
    const [cluster, instance] = [
      text(call.params['DBClusterIdentifier']),
      text(call.params['DBInstanceIdentifier']),
    ];
    const found =
      call.action === 'DeleteDBCluster'
        ? (await databaseClusters(aws)).find((one) => one.DBClusterIdentifier === cluster)
        : (await databaseInstances(aws)).find((one) => one.DBInstanceIdentifier === instance);
    if (found?.DeletionProtection !== true) return undefined;
    const what = call.action === 'DeleteDBCluster' ? 'Cluster' : 'DB Instance';
    const message = `Cannot delete protected ${what}, ${next}`;
    return { code: 'InvalidParameterCombination', message };
  },
};
