import type {
  CreateScheduleInput,
  EcsParameters as EcsRequest,
  GetScheduleOutput,
  Target,
} from '@aws-sdk/client-scheduler';
import { type Values, num, obj, str } from '../../schema/prop.ts';
import { arn } from '../rules.ts';
import { strategiesFrom } from '../ecs/capacity-providers.ts';
import { ecsTagList } from '../ecs/tags.ts';
import { taskRequest, taskState } from '../ecs/task-to-start.ts';
import {
  RETRIES,
  RETRY_SECONDS,
  type EcsParameters,
  type ScheduleTarget,
  target,
} from './target.ts';

const moment = () =>
  str()
    .matches(
      /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/,
      'a time such as 2026-01-31T12:00:00Z',
    )
    .comparedBy((value) => Date.parse(String(value)));

/** Inputs and outputs of a schedule. */
export const SCHEDULE_SHAPE = {
  name: str()
    .matches(/^[\w.-]{1,64}$/, '1 to 64 letters, digits and ._-')
    .required()
    .replaces(),
  groupName: str()
    .matches(/^[\w.-]{1,64}$/, '1 to 64 letters, digits and ._-')
    .computed()
    .replaces(),
  scheduleExpression: str()
    .matches(/^.{1,256}$/, '1 to 256 characters')
    .required(),
  scheduleExpressionTimezone: str()
    .matches(/^.{1,50}$/, '1 to 50 characters')
    .defaultTo('UTC'),
  startDate: moment(),
  endDate: moment(),
  state: str().oneOf('ENABLED', 'DISABLED').defaultTo('ENABLED'),
  description: str().matches(/^[\s\S]{0,512}$/, 'at most 512 characters'),
  actionAfterCompletion: str().oneOf('NONE', 'DELETE').computed(),
  flexibleTimeWindow: obj({
    mode: str().oneOf('OFF', 'FLEXIBLE').required(),
    maximumWindowInMinutes: num().between(1, 1440),
  }).required(),
  kmsKeyArn: arn(),
  target: target.required(),
  arn: str().output(),
} as const;
type Wanted = Values<typeof SCHEDULE_SHAPE>;

/** The schedule as AWS is told it, whole. */
export function scheduleRequest(wanted: Wanted): CreateScheduleInput {
  const { startDate, endDate, flexibleTimeWindow: window } = wanted;
  return {
    Name: wanted.name,
    GroupName: wanted.groupName,
    ScheduleExpression: wanted.scheduleExpression,
    ScheduleExpressionTimezone: wanted.scheduleExpressionTimezone,
    StartDate: startDate === undefined ? undefined : new Date(startDate),
    EndDate: endDate === undefined ? undefined : new Date(endDate),
    State: wanted.state as 'ENABLED',
    Description: wanted.description,
    ActionAfterCompletion: wanted.actionAfterCompletion as 'NONE' | undefined,
    FlexibleTimeWindow: {
      Mode: window.mode as 'OFF',
      MaximumWindowInMinutes: window.maximumWindowInMinutes,
    },
    KmsKeyArn: wanted.kmsKeyArn,
    Target: targetTo(wanted.target),
  };
}

function targetTo(wanted: ScheduleTarget): Target {
  const { retryPolicy: retry, ecsParameters: ecs, eventbridgeParameters: event } = wanted;
  return {
    Arn: wanted.arn,
    RoleArn: wanted.roleArn,
    Input: wanted.input,
    ...(wanted.deadLetterConfig && { DeadLetterConfig: { Arn: wanted.deadLetterConfig.arn } }),
    RetryPolicy: {
      MaximumEventAgeInSeconds: retry.maximumEventAgeInSeconds,
      MaximumRetryAttempts: retry.maximumRetryAttempts,
    },
    ...(ecs && { EcsParameters: ecsTo(ecs) }),
    ...(event && {
      EventBridgeParameters: { DetailType: event.detailType, Source: event.source },
    }),
    ...(wanted.kinesisParameters && {
      KinesisParameters: { PartitionKey: wanted.kinesisParameters.partitionKey },
    }),
    ...(wanted.sqsParameters && {
      SqsParameters: { MessageGroupId: wanted.sqsParameters.messageGroupId },
    }),
  };
}

function ecsTo(wanted: EcsParameters): EcsRequest {
  const { capacityProviderStrategies: strategies } = wanted;
  return {
    ...taskRequest(wanted),
    ReferenceId: wanted.referenceId,
    ...(wanted.tags && { Tags: ecsTagList(wanted.tags) }),
    ...(strategies && { CapacityProviderStrategy: strategies.map((one) => ({ ...one })) }),
  };
}

/** The schedule as the state has it. */
export function scheduleFrom(it: GetScheduleOutput) {
  return {
    name: it.Name,
    groupName: it.GroupName,
    scheduleExpression: it.ScheduleExpression,
    scheduleExpressionTimezone: it.ScheduleExpressionTimezone,
    startDate: it.StartDate?.toISOString(),
    endDate: it.EndDate?.toISOString(),
    state: it.State,
    description: it.Description === '' ? undefined : it.Description,
    actionAfterCompletion: it.ActionAfterCompletion ?? 'NONE',
    flexibleTimeWindow: {
      mode: it.FlexibleTimeWindow?.Mode ?? 'OFF',
      maximumWindowInMinutes: it.FlexibleTimeWindow?.MaximumWindowInMinutes,
    },
    kmsKeyArn: it.KmsKeyArn,
    ...(it.Target && { target: targetFrom(it.Target) }),
    arn: it.Arn,
  };
}

function targetFrom(it: Target): ScheduleTarget {
  const { RetryPolicy: retry, EcsParameters: ecs, EventBridgeParameters: event } = it;
  return {
    arn: it.Arn ?? '',
    roleArn: it.RoleArn ?? '',
    input: it.Input,
    ...(it.DeadLetterConfig?.Arn === undefined
      ? {}
      : { deadLetterConfig: { arn: it.DeadLetterConfig.Arn } }),
    retryPolicy: {
      maximumEventAgeInSeconds: retry?.MaximumEventAgeInSeconds ?? RETRY_SECONDS,
      maximumRetryAttempts: retry?.MaximumRetryAttempts ?? RETRIES,
    },
    ...(ecs && { ecsParameters: ecsFrom(ecs) }),
    ...(event && {
      eventbridgeParameters: { detailType: event.DetailType ?? '', source: event.Source ?? '' },
    }),
    ...(it.KinesisParameters && {
      kinesisParameters: { partitionKey: it.KinesisParameters.PartitionKey ?? '' },
    }),
    ...(it.SqsParameters && { sqsParameters: { messageGroupId: it.SqsParameters.MessageGroupId } }),
  };
}

function ecsFrom(it: EcsRequest): EcsParameters {
  return {
    ...taskState(it),
    referenceId: it.ReferenceId,
    ...(it.Tags && {
      tags: Object.fromEntries(it.Tags.map((tag) => [tag['key'] ?? '', tag['value'] ?? ''])),
    }),
    ...(it.CapacityProviderStrategy && {
      capacityProviderStrategies: strategiesFrom(it.CapacityProviderStrategy),
    }),
  };
}
