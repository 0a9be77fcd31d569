import { type TypeOf, num, obj, str } from '../../schema/prop.ts';
import { capacityProviderStrategies } from '../ecs/capacity-providers.ts';
import { TASK_TO_START } from '../ecs/task-to-start.ts';
import { arn } from '../rules.ts';

/** Seconds and tries that AWS takes where a target says nothing (CreateSchedule, RetryPolicy). */
export const RETRY_SECONDS = 86_400;
export const RETRIES = 185;

const ecsParameters = obj({
  ...TASK_TO_START,
  taskCount: num().between(1, 10).defaultTo(1),
  group: str().matches(/^.{1,255}$/, '1 to 255 characters'),
  referenceId: str().matches(/^.{0,1024}$/, 'at most 1024 characters'),
  capacityProviderStrategies,
});

export type EcsParameters = TypeOf<typeof ecsParameters>;

/** What a schedule starts. */
export const target = obj({
  arn: arn().required(),
  roleArn: arn().required(),
  input: str(),
  deadLetterConfig: obj({ arn: arn().required() }),
  retryPolicy: obj({
    maximumEventAgeInSeconds: num().between(60, RETRY_SECONDS).defaultTo(RETRY_SECONDS),
    maximumRetryAttempts: num().between(0, RETRIES).defaultTo(RETRIES),
  }).defaultTo({ maximumEventAgeInSeconds: RETRY_SECONDS, maximumRetryAttempts: RETRIES }),
  ecsParameters,
  eventbridgeParameters: obj({ detailType: str().required(), source: str().required() }),
  kinesisParameters: obj({ partitionKey: str().required() }),
  sqsParameters: obj({ messageGroupId: str() }),
});

export type ScheduleTarget = TypeOf<typeof target>;
