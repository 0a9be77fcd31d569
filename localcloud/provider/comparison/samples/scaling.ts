import type { Sample } from './sample.ts';
import { OTHER_TAGS, TAGS } from './sample.ts';

const PLACE = {
  serviceNamespace: 'ecs',
  resourceId: 'service/shop/api',
  scalableDimension: 'ecs:service:DesiredCount',
};
const OTHER_PLACE = {
  serviceNamespace: 'dynamodb',
  resourceId: 'table/shop',
  scalableDimension: 'dynamodb:table:ReadCapacityUnits',
};
const ROLE = 'arn:aws:iam::000000000000:role';

const tracking = (targetValue: number) => ({
  targetValue,
  scaleInCooldown: 600,
  scaleOutCooldown: 300,
  predefinedMetricSpecification: { predefinedMetricType: 'ECSServiceAverageCPUUtilization' },
});

/** Application Auto Scaling. */
export const SCALING: readonly Sample[] = [
  {
    token: 'aws:appautoscaling/target:Target',
    inputs: {
      ...PLACE,
      minCapacity: 1,
      maxCapacity: 4,
      roleArn: `${ROLE}/a`,
      suspendedState: { scheduledScalingSuspended: true },
      ...TAGS,
    },
    others: {
      ...OTHER_PLACE,
      minCapacity: 2,
      maxCapacity: 5,
      roleArn: `${ROLE}/b`,
      suspendedState: { dynamicScalingInSuspended: true },
      ...OTHER_TAGS,
    },
  },
  {
    token: 'aws:appautoscaling/policy:Policy',
    inputs: {
      ...PLACE,
      name: 'cpu',
      policyType: 'TargetTrackingScaling',
      targetTrackingScalingPolicyConfiguration: tracking(70),
    },
    others: {
      ...OTHER_PLACE,
      name: 'memory',
      policyType: 'StepScaling',
      targetTrackingScalingPolicyConfiguration: tracking(80),
    },
  },
  {
    token: 'aws:appautoscaling/scheduledAction:ScheduledAction',
    inputs: {
      ...PLACE,
      name: 'evening',
      schedule: 'cron(0 18 * * ? *)',
      timezone: 'Europe/London',
      startTime: '2026-01-01T00:00:00Z',
      endTime: '2027-01-01T00:00:00Z',
      scalableTargetAction: { minCapacity: 0, maxCapacity: 0 },
    },
    others: {
      ...OTHER_PLACE,
      name: 'morning',
      schedule: 'cron(0 8 * * ? *)',
      timezone: 'UTC',
      startTime: '2026-02-01T00:00:00Z',
      endTime: '2027-02-01T00:00:00Z',
      scalableTargetAction: { minCapacity: 1, maxCapacity: 4 },
    },
  },
];
