import { LogGroup } from '@pulumi/aws/cloudwatch/logGroup.js';
import { TaskDefinition } from '@pulumi/aws/ecs/taskDefinition.js';
import * as pulumi from '@pulumi/pulumi';
import { TaskRoles } from '../identity/task-roles.ts';
import { named, type Tags } from '../tags.ts';
import { containerDefinitions } from './container-definition.ts';

/** What every task on Fargate has, whether it keeps running or ends. */
export interface TaskArgs {
  /** Name of the container and of the log streams. */
  readonly service: string;
  /** Physical names: family and log group up to 255 and 512 characters, roles up to 64. */
  readonly names: {
    readonly family: string;
    readonly logGroup: string;
    readonly executionRole: string;
    readonly taskRole: string;
  };
  /** Region of its logs. */
  readonly region: string;
  /** By digest. */
  readonly image: pulumi.Input<string>;
  /** Null runs the image's own command. */
  readonly command: readonly string[] | null;
  /** Port the container listens on; null: none. */
  readonly port: number | null;
  /** CPU units, 1024 is one vCPU: about 30 USD a month. */
  readonly cpu: number;
  /** MiB; 1024 is about 3.30 USD a month. */
  readonly memory: number;
  /** Plain variables; never a secret. */
  readonly environment: pulumi.Input<Readonly<Record<string, string>>>;
  /** Name of the variable -> ECS `valueFrom`. */
  readonly secrets: pulumi.Input<Readonly<Record<string, string>>>;
  /** Pull credentials of a private registry outside ECR, in Secrets Manager. @default none */
  readonly registryCredentialsArn?: string;
  /** `aws ecs execute-command` into the task. @default false */
  readonly exec?: boolean;
  /** Days, one of the values of CloudWatch Logs. */
  readonly logRetentionDays: number;
  readonly tags: Tags;
}

/** Log group of a task. */
export function taskLogGroup(name: string, args: TaskArgs, child: pulumi.CustomResourceOptions) {
  return new LogGroup(
    name,
    {
      name: args.names.logGroup,
      retentionInDays: args.logRetentionDays,
      tags: named(args.tags, args.names.logGroup),
    },
    child,
  );
}

/** Roles and task definition of a task that writes to `logs`. */
export function taskDefinition(
  name: string,
  args: TaskArgs,
  logs: LogGroup,
  child: pulumi.CustomResourceOptions & { parent: pulumi.Resource },
): TaskDefinition {
  const parts = pulumi.all([args.image, args.environment, args.secrets, logs.name]);
  const roles = taskRoles(name, args, logs, child.parent);
  return new TaskDefinition(
    name,
    {
      family: args.names.family,
      cpu: String(args.cpu),
      memory: String(args.memory),
      networkMode: 'awsvpc',
      requiresCompatibilities: ['FARGATE'],
      executionRoleArn: roles.executionRoleArn,
      taskRoleArn: roles.taskRoleArn,
      containerDefinitions: parts.apply(([image, environment, secrets, logGroup]) =>
        containerDefinitions({
          ...args,
          name: args.service,
          ...{ image, environment, secrets, logGroup },
        }),
      ),
      tags: named(args.tags, args.names.family),
    },
    child,
  );
}

function taskRoles(name: string, args: TaskArgs, logs: LogGroup, parent: pulumi.Resource) {
  const credentials = args.registryCredentialsArn;
  return new TaskRoles(
    name,
    {
      executionRoleName: args.names.executionRole,
      taskRoleName: args.names.taskRole,
      image: args.image,
      region: args.region,
      logGroupArn: logs.arn,
      secrets: pulumi
        .output(args.secrets)
        .apply((all) => [
          ...Object.values(all),
          ...(credentials === undefined ? [] : [credentials]),
        ]),
      ...(args.exec === true ? { exec: true } : {}),
      tags: args.tags,
    },
    { parent },
  );
}
