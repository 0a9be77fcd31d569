import type { ResourceType } from '../../resource.ts';
import { cachePolicy } from './cache-policy.ts';
import { distribution } from './distribution.ts';
import { originAccessControl } from './origin-access-control.ts';

/** The CDN. */
export const CDN: readonly ResourceType[] = [cachePolicy, distribution, originAccessControl];
