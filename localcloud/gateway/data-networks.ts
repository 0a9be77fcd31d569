import {
  type CacheCluster,
  DescribeCacheClustersCommand,
  DescribeCacheSubnetGroupsCommand,
} from '@aws-sdk/client-elasticache';
import {
  type DBCluster,
  type DBInstance,
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
} from '@aws-sdk/client-rds';
import type { Emulator } from './emulator.ts';

/** Where databases and caches have their network interfaces. */
export interface DataNetwork {
  readonly subnets: ReadonlySet<string>;
  readonly securityGroups: ReadonlySet<string>;
}

export async function dataNetwork(aws: Emulator): Promise<DataNetwork> {
  const [instances, nodes] = await Promise.all([databaseInstances(aws), cacheNodes(aws)]);
  const { CacheSubnetGroups = [] } = await aws.elasticache.send(
    new DescribeCacheSubnetGroupsCommand({}),
  );
  const names = new Set(nodes.map((node) => node.CacheSubnetGroupName));
  const groups = CacheSubnetGroups.filter((group) => names.has(group.CacheSubnetGroupName));
  const subnets = [
    ...instances.flatMap((one) => one.DBSubnetGroup?.Subnets ?? []),
    ...groups.flatMap((group) => group.Subnets ?? []),
  ].flatMap(({ SubnetIdentifier }) => SubnetIdentifier ?? []);
  const ofDatabases = instances.flatMap((one) => one.VpcSecurityGroups ?? []);
  const ofCaches = nodes.flatMap((node) => node.SecurityGroups ?? []);
  const securityGroups = [
    ...ofDatabases.flatMap(({ VpcSecurityGroupId }) => VpcSecurityGroupId ?? []),
    ...ofCaches.flatMap(({ SecurityGroupId }) => SecurityGroupId ?? []),
  ];
  return { subnets: new Set(subnets), securityGroups: new Set(securityGroups) };
}

export async function databaseInstances(aws: Emulator): Promise<readonly DBInstance[]> {
  return (await aws.rds.send(new DescribeDBInstancesCommand({}))).DBInstances ?? [];
}

export async function databaseClusters(aws: Emulator): Promise<readonly DBCluster[]> {
  return (await aws.rds.send(new DescribeDBClustersCommand({}))).DBClusters ?? [];
}

export async function cacheNodes(aws: Emulator): Promise<readonly CacheCluster[]> {
  return (await aws.elasticache.send(new DescribeCacheClustersCommand({}))).CacheClusters ?? [];
}
