import type { Rule } from '../behaviour.ts';
import { text } from '../call.ts';
import { databaseClusters, databaseInstances } from '../data-networks.ts';

/** A subnet group that a database is in stays. */
export const databaseSubnetGroupInUse: Rule = {
  service: 'rds',
  actions: ['DeleteDBSubnetGroup'],
  check: async (call, aws) => {
    const name = text(call.params['DBSubnetGroupName']);
    const instance = (await databaseInstances(aws)).find(
      (one) => one.DBSubnetGroup?.DBSubnetGroupName === name,
    );
    const cluster = (await databaseClusters(aws)).find((one) => one.DBSubnetGroup === name);
    const user =
      instance === undefined
        ? cluster && `database cluster: ${cluster.DBClusterIdentifier ?? ''}`
        : `database instance: ${instance.DBInstanceIdentifier ?? ''}`;
    if (user === undefined) return undefined;
    const message = `Cannot delete the subnet group '${name}' because at least one ${user} is still using it.`;
    return { code: 'InvalidDBSubnetGroupStateFault', message };
  },
};

/** A parameter group that a database takes its parameters from stays. */
export const databaseParameterGroupInUse: Rule = {
  service: 'rds',
  actions: ['DeleteDBParameterGroup', 'DeleteDBClusterParameterGroup'],
  check: async (call, aws) => {
    const ofClusters = call.action === 'DeleteDBClusterParameterGroup';
    const name = text(call.params[ofClusters ? 'DBClusterParameterGroupName' : 'DBParameterGroupName']); // prettier-ignore
    const used = ofClusters
      ? (await databaseClusters(aws)).some((one) => one.DBClusterParameterGroup === name)
      : (await databaseInstances(aws)).some((one) =>
          one.DBParameterGroups?.some((group) => group.DBParameterGroupName === name),
        );
    if (!used) return undefined;
    const message = `One or more database instances are still members of this parameter group ${name}, so the group cannot be deleted`;
    return { code: 'InvalidDBParameterGroupState', message };
  },
};
