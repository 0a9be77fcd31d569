import { Role } from '@pulumi/aws/iam/role.js';
import { RolePolicy } from '@pulumi/aws/iam/rolePolicy.js';
import { Schedule } from '@pulumi/aws/scheduler/schedule.js';
import * as pulumi from '@pulumi/pulumi';
import { policyOf, trustOf } from '../identity/policy.ts';
import { named, type Tags } from '../tags.ts';
import type { OneOffTask } from './one-off-task.ts';

export interface ScheduledTaskArgs {
  /** Physical name of the schedule, up to 64 characters. */
  readonly scheduleName: string;
  /** Physical name of the role that starts the task, up to 64 characters. */
  readonly roleName: string;
  /** `cron(0 3 * * ? *)` or `rate(1 hour)`. */
  readonly schedule: string;
  /** IANA name. @default 'UTC' */
  readonly timeZone?: string;
  readonly task: OneOffTask;
  /** Cluster that runs it. */
  readonly clusterArn: pulumi.Input<string>;
  /** Subnets of the task. */
  readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  /** Security group of the task: its service’s. */
  readonly securityGroupId: pulumi.Input<string>;
  /** True in subnets without NAT: an image can only be pulled with a public address. */
  readonly assignPublicIp: pulumi.Input<boolean>;
  readonly tags: Tags;
}

/** Starts a task by the clock. Schedules are free up to 14 million invocations a month. */
export class ScheduledTask extends pulumi.ComponentResource {
  constructor(name: string, args: ScheduledTaskArgs, opts?: pulumi.ComponentResourceOptions) {
    super('macro:compute:ScheduledTask', name, {}, opts);
    const child = { parent: this };
    const role = new Role(
      name,
      {
        name: args.roleName,
        assumeRolePolicy: trustOf('scheduler.amazonaws.com'),
        tags: named(args.tags, args.roleName),
      },
      child,
    );
    const policy = new RolePolicy(
      name,
      { name: 'start-task', role: role.id, policy: startPolicy(args) },
      child,
    );
    new Schedule(
      name,
      scheduleArgs(args, role.arn),
      pulumi.mergeOptions(child, { dependsOn: [policy] }),
    );
    this.registerOutputs({});
  }
}

function scheduleArgs(args: ScheduledTaskArgs, roleArn: pulumi.Output<string>) {
  return {
    name: args.scheduleName,
    scheduleExpression: args.schedule,
    scheduleExpressionTimezone: args.timeZone ?? 'UTC',
    flexibleTimeWindow: { mode: 'OFF' },
    target: {
      arn: args.clusterArn,
      roleArn,
      ecsParameters: {
        taskDefinitionArn: args.task.taskDefinitionArn,
        launchType: 'FARGATE',
        networkConfiguration: {
          subnets: args.subnetIds,
          securityGroups: [args.securityGroupId],
          assignPublicIp: args.assignPublicIp,
        },
      },
      retryPolicy: { maximumRetryAttempts: 2, maximumEventAgeInSeconds: 3600 },
    },
  };
}

/** May start this task, in any revision, and hand it its own two roles. */
function startPolicy({ task }: ScheduledTaskArgs): pulumi.Output<string> {
  return pulumi
    .all([task.taskDefinitionArn, task.executionRoleArn, task.taskRoleArn])
    .apply(([definition, ...roles]) =>
      policyOf({
        StartTask: {
          actions: ['ecs:RunTask'],
          resources: [`${definition.replace(/:\d+$/, '')}:*`],
        },
        PassRoles: { actions: ['iam:PassRole'], resources: roles },
      }),
    );
}
