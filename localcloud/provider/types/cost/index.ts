import type { ResourceType } from '../../resource.ts';
import { anomalyMonitor } from './anomaly-monitor.ts';
import { anomalySubscription } from './anomaly-subscription.ts';
import { budget } from './budget.ts';

export const COST: readonly ResourceType[] = [budget, anomalyMonitor, anomalySubscription];
