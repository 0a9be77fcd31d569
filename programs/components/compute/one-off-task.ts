import * as pulumi from '@pulumi/pulumi';
import { assertFargateSize } from './fargate-sizes.ts';
import { taskDefinition, taskLogGroup } from './task-definition.ts';
import type { TaskArgs } from './task-definition.ts';

/** A task that somebody starts and that ends by itself (migrate, seed); costs only while it runs. */
export class OneOffTask extends pulumi.ComponentResource {
  readonly taskDefinitionArn: pulumi.Output<string>;
  /** Name of its revisions, known once the newest one is there. */
  readonly family: pulumi.Output<string>;
  readonly logGroupName: pulumi.Output<string>;
  readonly logGroupArn: pulumi.Output<string>;
  readonly executionRoleArn: pulumi.Output<string>;
  readonly taskRoleArn: pulumi.Output<string>;

  constructor(name: string, args: TaskArgs, opts?: pulumi.ComponentResourceOptions) {
    super('macro:compute:OneOffTask', name, {}, opts);
    assertFargateSize(args.service, args.cpu, args.memory);
    const child = { parent: this };
    const logs = taskLogGroup(name, args, child);
    const definition = taskDefinition(name, args, logs, child);
    this.taskDefinitionArn = definition.arn;
    // The ARN changes with every revision: whoever asks for the family waits for the new one.
    this.family = pulumi.all([definition.family, definition.arn]).apply(([family]) => family);
    this.logGroupName = logs.name;
    this.logGroupArn = logs.arn;
    this.executionRoleArn = definition.executionRoleArn.apply((arn) => arn ?? '');
    this.taskRoleArn = definition.taskRoleArn.apply((arn) => arn ?? '');
    this.registerOutputs({ taskDefinitionArn: this.taskDefinitionArn });
  }
}
