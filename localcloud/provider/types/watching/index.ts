import type { ResourceType } from '../../resource.ts';
import { dashboard } from './dashboard.ts';
import { eventRule } from './event-rule.ts';
import { eventTarget } from './event-target.ts';
import { metricAlarm } from './metric-alarm.ts';
import { topic } from './topic.ts';
import { topicPolicy } from './topic-policy.ts';
import { topicSubscription } from './topic-subscription.ts';

/** What watches an environment and tells somebody. */
export const WATCHING: readonly ResourceType[] = [
  topic,
  topicPolicy,
  topicSubscription,
  dashboard,
  metricAlarm,
  eventRule,
  eventTarget,
];
