import type { ResourceType } from '../../resource.ts';
import { userPoolClient } from './user-pool-client.ts';
import { userPoolDomain } from './user-pool-domain.ts';
import { userPool } from './user-pool.ts';

/** People who sign in. */
export const USER_POOLS: readonly ResourceType[] = [userPool, userPoolClient, userPoolDomain];
