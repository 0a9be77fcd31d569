import type { Sample } from './sample.ts';
import { OTHER_TAGS, TAGS } from './sample.ts';

const TOPIC = 'arn:aws:sns:us-east-1:000000000000:alarms';
const MONITOR = 'arn:aws:ce::000000000000:anomalymonitor/1b2c3d4e';

const notification = (threshold: number) => ({
  ...{ notificationType: 'ACTUAL', comparisonOperator: 'GREATER_THAN' },
  ...{ threshold, thresholdType: 'PERCENTAGE', subscriberSnsTopicArns: [TOPIC] },
});
const threshold = (usd: string) => ({
  dimension: {
    key: 'ANOMALY_TOTAL_IMPACT_ABSOLUTE',
    matchOptions: ['GREATER_THAN_OR_EQUAL'],
    values: [usd],
  },
});
const specification = (stack: string): string =>
  JSON.stringify({ Tags: { Key: 'stack', Values: [stack], MatchOptions: ['EQUALS'] } });

/** Budgets and watches for unusual cost. */
export const COST: readonly Sample[] = [
  {
    token: 'aws:budgets/budget:Budget',
    inputs: {
      name: 'shop',
      accountId: '000000000000',
      budgetType: 'COST',
      timeUnit: 'MONTHLY',
      limitAmount: '200',
      limitUnit: 'USD',
      timePeriodStart: '2026-01-01_00:00',
      timePeriodEnd: '2087-06-15_00:00',
      costFilters: [{ name: 'TagKeyValue', values: ['user:stack$a'] }],
      costTypes: { includeCredit: false },
      notifications: [notification(80)],
      ...TAGS,
    },
    others: {
      name: 'other',
      accountId: '000000000001',
      budgetType: 'USAGE',
      timeUnit: 'DAILY',
      limitAmount: '300',
      limitUnit: 'EUR',
      timePeriodStart: '2026-02-01_00:00',
      timePeriodEnd: '2027-06-15_00:00',
      costFilters: [{ name: 'TagKeyValue', values: ['user:stack$b'] }],
      costTypes: { includeCredit: true },
      notifications: [notification(90)],
      ...OTHER_TAGS,
    },
  },
  {
    token: 'aws:costexplorer/anomalyMonitor:AnomalyMonitor',
    inputs: {
      name: 'shop',
      monitorType: 'CUSTOM',
      monitorSpecification: specification('a'),
      ...TAGS,
    },
    others: {
      name: 'other',
      monitorType: 'DIMENSIONAL',
      monitorSpecification: specification('b'),
      ...OTHER_TAGS,
    },
  },
  {
    token: 'aws:costexplorer/anomalySubscription:AnomalySubscription',
    inputs: {
      name: 'shop',
      accountId: '000000000000',
      frequency: 'IMMEDIATE',
      monitorArnLists: [MONITOR],
      subscribers: [{ type: 'SNS', address: TOPIC }],
      thresholdExpression: threshold('20'),
      ...TAGS,
    },
    others: {
      name: 'other',
      accountId: '000000000001',
      frequency: 'DAILY',
      monitorArnLists: [`${MONITOR}2`],
      subscribers: [{ type: 'EMAIL', address: 'ops@example.com' }],
      thresholdExpression: threshold('30'),
      ...OTHER_TAGS,
    },
  },
];
