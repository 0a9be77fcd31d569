import { Role } from '@pulumi/aws/iam/role.js';
import { RolePolicy } from '@pulumi/aws/iam/rolePolicy.js';
import * as pulumi from '@pulumi/pulumi';
import { named, type Tags } from '../tags.ts';
import { policyOf } from './policy.ts';
import { ECS_TASKS_TRUST, executionPolicy } from './task-role-policy.ts';

export interface TaskRolesArgs {
  /** Physical names, up to 64 characters each. */
  readonly executionRoleName: string;
  /** Physical name of the role the application has, up to 64 characters. */
  readonly taskRoleName: string;
  /** The one image that may be pulled. */
  readonly image: pulumi.Input<string>;
  /** Region of secrets and images. */
  readonly region: string;
  /** The one log group that may be written. */
  readonly logGroupArn: pulumi.Input<string>;
  /** ECS `valueFrom` of the container's secrets. */
  readonly secrets: pulumi.Input<readonly string[]>;
  /** Lets the task open the channel of `aws ecs execute-command`. @default false */
  readonly exec?: boolean;
  readonly tags: Tags;
}

/** Source: ECS Developer Guide, "ECS Exec", required permissions. */
const EXEC_POLICY = policyOf({
  ExecChannel: {
    actions: [
      'ssmmessages:CreateControlChannel',
      'ssmmessages:CreateDataChannel',
      'ssmmessages:OpenControlChannel',
      'ssmmessages:OpenDataChannel',
    ],
    resources: ['*'],
  },
});

/** Execution role (least privilege) and task role (nothing, until an application asks). Free. */
export class TaskRoles extends pulumi.ComponentResource {
  readonly executionRoleArn: pulumi.Output<string>;
  readonly taskRoleArn: pulumi.Output<string>;

  constructor(name: string, args: TaskRolesArgs, opts?: pulumi.ComponentResourceOptions) {
    super('macro:identity:TaskRoles', name, {}, opts);
    const child = { parent: this };
    const execution = role(`${name}-execution`, args.executionRoleName, args.tags, child);
    const policy = new RolePolicy(
      `${name}-execution`,
      {
        name: 'start-task',
        role: execution.id,
        policy: pulumi
          .all([args.logGroupArn, args.image, args.secrets])
          .apply(([logGroupArn, image, secrets]) =>
            executionPolicy({ region: args.region, logGroupArn, image, secrets }),
          ),
      },
      child,
    );
    const task = role(`${name}-task`, args.taskRoleName, args.tags, child);
    // A task that starts before its policy is there fails to pull: the ARN waits for both.
    this.executionRoleArn = pulumi.all([execution.arn, policy.id]).apply(([arn]) => arn);
    this.taskRoleArn = task.arn;
    if (args.exec === true)
      new RolePolicy(`${name}-exec`, { name: 'exec', role: task.id, policy: EXEC_POLICY }, child);
    this.registerOutputs({
      executionRoleArn: this.executionRoleArn,
      taskRoleArn: this.taskRoleArn,
    });
  }
}

function role(name: string, roleName: string, tags: Tags, child: pulumi.CustomResourceOptions) {
  return new Role(
    name,
    { name: roleName, assumeRolePolicy: ECS_TASKS_TRUST, tags: named(tags, roleName) },
    child,
  );
}
