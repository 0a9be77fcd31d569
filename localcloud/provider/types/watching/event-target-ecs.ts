import type { EcsParameters } from '@aws-sdk/client-eventbridge';
import { arn } from '../rules.ts';
import { bool, map, num, obj, set, str } from '../../schema/prop.ts';

/** A task that an event starts. */
export const ecsTarget = obj({
  taskDefinitionArn: arn().required(),
  taskCount: num()
    .between(1, 2 ** 31)
    .defaultTo(1),
  launchType: str().oneOf('EC2', 'FARGATE', 'EXTERNAL'),
  platformVersion: str(),
  group: str(),
  enableEcsManagedTags: bool().defaultTo(false),
  enableExecuteCommand: bool().defaultTo(false),
  propagateTags: str().oneOf('TASK_DEFINITION'),
  tags: map(str()),
  networkConfiguration: obj({
    subnets: set(str()).required(),
    securityGroups: set(str()),
    assignPublicIp: bool().defaultTo(false),
  }),
});

export interface EcsTarget {
  readonly taskDefinitionArn: string;
  readonly taskCount: number;
  readonly launchType?: string | undefined;
  readonly platformVersion?: string | undefined;
  readonly group?: string | undefined;
  readonly enableEcsManagedTags: boolean;
  readonly enableExecuteCommand: boolean;
  readonly propagateTags?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly networkConfiguration?:
    | {
        readonly subnets: readonly string[];
        readonly securityGroups?: readonly string[] | undefined;
        readonly assignPublicIp: boolean;
      }
    | undefined;
}

export function ecsRequest(wanted: EcsTarget): EcsParameters {
  const network = wanted.networkConfiguration;
  return {
    TaskDefinitionArn: wanted.taskDefinitionArn,
    TaskCount: wanted.taskCount,
    LaunchType: wanted.launchType as 'FARGATE' | undefined,
    PlatformVersion: wanted.platformVersion,
    Group: wanted.group,
    EnableECSManagedTags: wanted.enableEcsManagedTags,
    EnableExecuteCommand: wanted.enableExecuteCommand,
    PropagateTags: wanted.propagateTags as 'TASK_DEFINITION' | undefined,
    Tags: Object.entries(wanted.tags ?? {}).map(([Key, Value]) => ({ Key, Value })),
    ...(network && {
      NetworkConfiguration: {
        awsvpcConfiguration: {
          Subnets: [...network.subnets],
          SecurityGroups: [...(network.securityGroups ?? [])],
          AssignPublicIp: network.assignPublicIp ? 'ENABLED' : 'DISABLED',
        },
      },
    }),
  };
}

export function ecsFrom(it: EcsParameters): EcsTarget {
  const network = it.NetworkConfiguration?.awsvpcConfiguration;
  return {
    taskDefinitionArn: it.TaskDefinitionArn ?? '',
    taskCount: it.TaskCount ?? 1,
    launchType: it.LaunchType,
    platformVersion: it.PlatformVersion,
    group: it.Group,
    enableEcsManagedTags: it.EnableECSManagedTags ?? false,
    enableExecuteCommand: it.EnableExecuteCommand ?? false,
    propagateTags: it.PropagateTags,
    tags: Object.fromEntries((it.Tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? ''])),
    ...(network && {
      networkConfiguration: {
        subnets: network.Subnets ?? [],
        securityGroups: network.SecurityGroups,
        assignPublicIp: network.AssignPublicIp === 'ENABLED',
      },
    }),
  };
}
