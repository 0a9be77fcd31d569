import type { ResourceType } from '../../resource.ts';
import { cacheParameterGroup, cacheSubnetGroup } from './groups.ts';
import { replicationGroup } from './replication-group.ts';

/** Amazon ElastiCache. */
export const ELASTICACHE_TYPES: readonly ResourceType[] = [
  cacheSubnetGroup,
  cacheParameterGroup,
  replicationGroup,
];
