import {
  DescribeDBClusterParameterGroupsCommand,
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
  DescribeDBSubnetGroupsCommand,
  type RDSClient,
} from '@aws-sdk/client-rds';
import { text, type Finder } from './pending-finder.ts';

/** The name among the inputs is the id; RDS answers with an error where nothing has it. */
function named(input: string, ask: (rds: RDSClient, name: string) => Promise<unknown>): Finder {
  return async (inputs, clients) => {
    const name = text(inputs, input);
    await ask(await clients.rds(), name);
    return name;
  };
}

/** The cluster that previews share. */
export const databaseFinders: Readonly<Record<string, Finder>> = {
  'aws:rds/subnetGroup:SubnetGroup': named('name', (rds, DBSubnetGroupName) =>
    rds.send(new DescribeDBSubnetGroupsCommand({ DBSubnetGroupName })),
  ),
  'aws:rds/clusterParameterGroup:ClusterParameterGroup': named(
    'name',
    (rds, DBClusterParameterGroupName) =>
      rds.send(new DescribeDBClusterParameterGroupsCommand({ DBClusterParameterGroupName })),
  ),
  'aws:rds/cluster:Cluster': named('clusterIdentifier', (rds, DBClusterIdentifier) =>
    rds.send(new DescribeDBClustersCommand({ DBClusterIdentifier })),
  ),
  'aws:rds/clusterInstance:ClusterInstance': named('identifier', (rds, DBInstanceIdentifier) =>
    rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier })),
  ),
};
