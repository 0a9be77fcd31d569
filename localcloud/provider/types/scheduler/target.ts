import { type Values, num, obj, set, str } from '../../schema/prop.ts';
import { TASK_TO_START } from '../ecs/task-to-start.ts';
import { arn } from '../rules.ts';

/** Seconds and tries that AWS takes where a target says nothing (CreateSchedule, RetryPolicy). */
export const RETRY_SECONDS = 86_400;
export const RETRIES = 185;

const ecsShape = {
  ...TASK_TO_START,
  taskCount: num().between(1, 10).defaultTo(1),
  group: str().matches(/^.{1,255}$/, '1 to 255 characters'),
  referenceId: str().matches(/^.{0,1024}$/, 'at most 1024 characters'),
  capacityProviderStrategies: set(
    obj({
      capacityProvider: str().required(),
      base: num().between(0, 100_000).defaultTo(0),
      weight: num().between(0, 1000).defaultTo(0),
    }),
  ),
} as const;

export type EcsParameters = Values<typeof ecsShape>;

const targetShape = {
  arn: arn().required(),
  roleArn: arn().required(),
  input: str(),
  deadLetterConfig: obj({ arn: arn().required() }),
  retryPolicy: obj({
    maximumEventAgeInSeconds: num().between(60, RETRY_SECONDS).defaultTo(RETRY_SECONDS),
    maximumRetryAttempts: num().between(0, RETRIES).defaultTo(RETRIES),
  }).defaultTo({ maximumEventAgeInSeconds: RETRY_SECONDS, maximumRetryAttempts: RETRIES }),
  ecsParameters: obj(ecsShape),
  eventbridgeParameters: obj({ detailType: str().required(), source: str().required() }),
  kinesisParameters: obj({ partitionKey: str().required() }),
  sqsParameters: obj({ messageGroupId: str() }),
} as const;

/** What a schedule starts. */
export const target = obj(targetShape);

export type ScheduleTarget = Values<typeof targetShape>;
