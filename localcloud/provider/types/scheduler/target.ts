import { arn } from '../rules.ts';
import { bool, map, num, obj, set, str } from '../../schema/prop.ts';

/** Seconds and tries that AWS takes where a target says nothing (CreateSchedule, RetryPolicy). */
export const RETRY_SECONDS = 86_400;
export const RETRIES = 185;

/** What a schedule starts. */
export function target() {
  return obj({
    arn: arn().required(),
    roleArn: arn().required(),
    input: str(),
    deadLetterConfig: obj({ arn: arn().required() }),
    retryPolicy: obj({
      maximumEventAgeInSeconds: num().between(60, RETRY_SECONDS).defaultTo(RETRY_SECONDS),
      maximumRetryAttempts: num().between(0, RETRIES).defaultTo(RETRIES),
    }).defaultTo({ maximumEventAgeInSeconds: RETRY_SECONDS, maximumRetryAttempts: RETRIES }),
    ecsParameters: ecs(),
    eventbridgeParameters: obj({ detailType: str().required(), source: str().required() }),
    kinesisParameters: obj({ partitionKey: str().required() }),
    sqsParameters: obj({ messageGroupId: str() }),
  });
}

function ecs() {
  return obj({
    taskDefinitionArn: arn().required(),
    taskCount: num().between(1, 10).defaultTo(1),
    launchType: str().oneOf('EC2', 'FARGATE', 'EXTERNAL'),
    platformVersion: str(),
    group: str().matches(/^.{1,255}$/, '1 to 255 characters'),
    referenceId: str().matches(/^.{0,1024}$/, 'at most 1024 characters'),
    propagateTags: str().oneOf('TASK_DEFINITION'),
    enableEcsManagedTags: bool().defaultTo(false),
    enableExecuteCommand: bool().defaultTo(false),
    tags: map(str()),
    networkConfiguration: obj({
      subnets: set(str()).required(),
      securityGroups: set(str()),
      assignPublicIp: bool().defaultTo(false),
    }),
    capacityProviderStrategies: set(
      obj({
        capacityProvider: str().required(),
        base: num().between(0, 100_000).defaultTo(0),
        weight: num().between(0, 1000).defaultTo(0),
      }),
    ),
  });
}

interface RetryPolicy {
  readonly maximumEventAgeInSeconds: number;
  readonly maximumRetryAttempts: number;
}

export interface ScheduleTarget {
  readonly arn: string;
  readonly roleArn: string;
  readonly input?: string | undefined;
  readonly deadLetterConfig?: { readonly arn: string } | undefined;
  readonly retryPolicy: RetryPolicy;
  readonly ecsParameters?: EcsParameters | undefined;
  readonly eventbridgeParameters?:
    { readonly detailType: string; readonly source: string } | undefined;
  readonly kinesisParameters?: { readonly partitionKey: string } | undefined;
  readonly sqsParameters?: { readonly messageGroupId?: string | undefined } | undefined;
}

export interface EcsParameters {
  readonly taskDefinitionArn: string;
  readonly taskCount: number;
  readonly launchType?: string | undefined;
  readonly platformVersion?: string | undefined;
  readonly group?: string | undefined;
  readonly referenceId?: string | undefined;
  readonly propagateTags?: string | undefined;
  readonly enableEcsManagedTags: boolean;
  readonly enableExecuteCommand: boolean;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly networkConfiguration?:
    | {
        readonly subnets: readonly string[];
        readonly securityGroups?: readonly string[] | undefined;
        readonly assignPublicIp: boolean;
      }
    | undefined;
  readonly capacityProviderStrategies?:
    | readonly {
        readonly capacityProvider: string;
        readonly base: number;
        readonly weight: number;
      }[]
    | undefined;
}
