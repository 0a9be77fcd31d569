import type { ResourceType } from '../../resource.ts';
import { scalingPolicy } from './policy.ts';
import { scheduledAction } from './scheduled-action.ts';
import { scalableTarget } from './target.ts';

/** Application Auto Scaling. */
export const SCALING: readonly ResourceType[] = [scalableTarget, scalingPolicy, scheduledAction];
