import type { AwsVpcConfiguration, EcsParameters } from '@aws-sdk/client-eventbridge';
import { type Values, bool, map, obj, set, str } from '../../schema/prop.ts';
import { arn } from '../rules.ts';

/** Where a task's network interface is (network mode awsvpc). */
export const networkConfiguration = () =>
  obj({
    subnets: set(str()).required(),
    securityGroups: set(str()),
    assignPublicIp: bool().defaultTo(false),
  });

/** What EventBridge and EventBridge Scheduler say alike of a task that they start. */
export const TASK_TO_START = {
  taskDefinitionArn: arn().required(),
  launchType: str().oneOf('EC2', 'FARGATE', 'EXTERNAL'),
  platformVersion: str(),
  propagateTags: str().oneOf('TASK_DEFINITION'),
  enableEcsManagedTags: bool().defaultTo(false),
  enableExecuteCommand: bool().defaultTo(false),
  tags: map(str()),
  networkConfiguration: networkConfiguration(),
} as const;

type TaskToStart = Omit<Values<typeof TASK_TO_START>, 'tags'> & {
  readonly taskCount: number;
  readonly group?: string | undefined;
};

/** The task as either service is told it, but for its tags, which each spells its own way. */
export function taskRequest(wanted: TaskToStart): Omit<EcsParameters, 'Tags'> {
  const { networkConfiguration: network } = wanted;
  return {
    TaskDefinitionArn: wanted.taskDefinitionArn,
    TaskCount: wanted.taskCount,
    LaunchType: wanted.launchType as 'FARGATE' | undefined,
    PlatformVersion: wanted.platformVersion,
    Group: wanted.group,
    PropagateTags: wanted.propagateTags as 'TASK_DEFINITION' | undefined,
    EnableECSManagedTags: wanted.enableEcsManagedTags,
    EnableExecuteCommand: wanted.enableExecuteCommand,
    ...(network && { NetworkConfiguration: { awsvpcConfiguration: awsvpc(network) } }),
  };
}

function awsvpc(network: NonNullable<TaskToStart['networkConfiguration']>): AwsVpcConfiguration {
  return {
    Subnets: [...network.subnets],
    SecurityGroups: [...(network.securityGroups ?? [])],
    AssignPublicIp: network.assignPublicIp ? 'ENABLED' : 'DISABLED',
  };
}

/** The task as the state has it, but for its tags. */
export function taskState(it: Omit<EcsParameters, 'Tags'>): TaskToStart {
  const network = it.NetworkConfiguration?.awsvpcConfiguration;
  return {
    taskDefinitionArn: it.TaskDefinitionArn ?? '',
    taskCount: it.TaskCount ?? 1,
    launchType: it.LaunchType,
    platformVersion: it.PlatformVersion,
    group: it.Group,
    propagateTags: it.PropagateTags,
    enableEcsManagedTags: it.EnableECSManagedTags ?? false,
    enableExecuteCommand: it.EnableExecuteCommand ?? false,
    ...(network && {
      networkConfiguration: {
        subnets: network.Subnets ?? [],
        securityGroups: network.SecurityGroups,
        assignPublicIp: network.AssignPublicIp === 'ENABLED',
      },
    }),
  };
}
