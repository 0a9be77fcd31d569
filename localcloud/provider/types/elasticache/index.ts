import type { ResourceType } from '../../resource.ts';
import { cacheParameterGroup } from './parameter-group.ts';
import { replicationGroup } from './replication-group.ts';
import { cacheSubnetGroup } from './subnet-group.ts';

/** Amazon ElastiCache. */
export const ELASTICACHE_TYPES: readonly ResourceType[] = [
  cacheSubnetGroup,
  cacheParameterGroup,
  replicationGroup,
];
