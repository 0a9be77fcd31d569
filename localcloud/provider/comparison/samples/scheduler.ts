import type { Sample } from './sample.ts';

const ECS = 'arn:aws:ecs:us-east-1:000000000000';
const ROLE = 'arn:aws:iam::000000000000:role/r';
const KEY = 'arn:aws:kms:us-east-1:000000000000:key/4d1c3a52-1f0b-4b5a-9f0e-6d2f6a3b7c10';

const target = (subnet: string) => ({
  arn: `${ECS}:cluster/c`,
  roleArn: ROLE,
  ecsParameters: {
    taskDefinitionArn: `${ECS}:task-definition/t:1`,
    launchType: 'FARGATE',
    networkConfiguration: { subnets: [subnet], securityGroups: ['sg-1'], assignPublicIp: true },
  },
  retryPolicy: { maximumRetryAttempts: 2, maximumEventAgeInSeconds: 3600 },
});

/** Tasks by the clock. */
export const SCHEDULER: readonly Sample[] = [
  {
    token: 'aws:scheduler/schedule:Schedule',
    inputs: {
      name: 'nightly',
      groupName: 'default',
      scheduleExpression: 'cron(0 3 * * ? *)',
      scheduleExpressionTimezone: 'UTC',
      startDate: '2026-12-01T00:00:00Z',
      endDate: '2027-12-01T00:00:00Z',
      state: 'ENABLED',
      description: 'every night',
      flexibleTimeWindow: { mode: 'OFF' },
      kmsKeyArn: KEY,
      target: target('subnet-1'),
    },
    others: {
      name: 'other',
      groupName: 'own',
      scheduleExpression: 'rate(1 hour)',
      scheduleExpressionTimezone: 'Europe/Berlin',
      startDate: '2026-12-02T00:00:00Z',
      endDate: '2027-12-02T00:00:00Z',
      state: 'DISABLED',
      description: 'every hour',
      flexibleTimeWindow: { mode: 'FLEXIBLE', maximumWindowInMinutes: 5 },
      kmsKeyArn: KEY.replace('4d1c', '5d1c'),
      target: target('subnet-2'),
    },
  },
];
