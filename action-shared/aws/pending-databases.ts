import {
  DescribeDBClusterParameterGroupsCommand,
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
  DescribeDBSubnetGroupsCommand,
} from '@aws-sdk/client-rds';
import { text, type Finder } from './pending-finder.ts';

/** RDS answers with an error where nothing has the name; the name is the id. */
const subnetGroup: Finder = async (inputs, clients) => {
  const DBSubnetGroupName = text(inputs, 'name');
  const request = new DescribeDBSubnetGroupsCommand({ DBSubnetGroupName });
  await (await clients.rds()).send(request);
  return DBSubnetGroupName;
};

const parameterGroup: Finder = async (inputs, clients) => {
  const DBClusterParameterGroupName = text(inputs, 'name');
  const request = new DescribeDBClusterParameterGroupsCommand({ DBClusterParameterGroupName });
  await (await clients.rds()).send(request);
  return DBClusterParameterGroupName;
};

const cluster: Finder = async (inputs, clients) => {
  const DBClusterIdentifier = text(inputs, 'clusterIdentifier');
  await (await clients.rds()).send(new DescribeDBClustersCommand({ DBClusterIdentifier }));
  return DBClusterIdentifier;
};

const clusterInstance: Finder = async (inputs, clients) => {
  const DBInstanceIdentifier = text(inputs, 'identifier');
  await (await clients.rds()).send(new DescribeDBInstancesCommand({ DBInstanceIdentifier }));
  return DBInstanceIdentifier;
};

/** The cluster that previews share. */
export const databaseFinders: Readonly<Record<string, Finder>> = {
  'aws:rds/subnetGroup:SubnetGroup': subnetGroup,
  'aws:rds/clusterParameterGroup:ClusterParameterGroup': parameterGroup,
  'aws:rds/cluster:Cluster': cluster,
  'aws:rds/clusterInstance:ClusterInstance': clusterInstance,
};
