import type { ResourceType } from '../../resource.ts';
import { dbCluster } from './cluster.ts';
import { dbClusterInstance } from './cluster-instance.ts';
import { dbInstance } from './instance.ts';
import { dbClusterParameterGroup, dbParameterGroup } from './parameter-groups.ts';
import { dbSubnetGroup } from './subnet-group.ts';

/** Amazon RDS and Aurora. */
export const RDS_TYPES: readonly ResourceType[] = [
  dbSubnetGroup,
  dbParameterGroup,
  dbClusterParameterGroup,
  dbCluster,
  dbClusterInstance,
  dbInstance,
];
