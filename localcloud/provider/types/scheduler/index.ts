import type { ResourceType } from '../../resource.ts';
import { schedule } from './schedule.ts';

export const SCHEDULER: readonly ResourceType[] = [schedule];
