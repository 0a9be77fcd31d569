import * as pulumi from '@pulumi/pulumi';
import { assertFargateSize } from './fargate-sizes.ts';
import { taskDefinition, taskLogGroup } from './task-definition.ts';
import type { TaskArgs } from './task-definition.ts';

/** A task that somebody starts and that ends by itself (migrate, seed); costs only while it runs. */
export class OneOffTask extends pulumi.ComponentResource {
  readonly taskDefinitionArn: pulumi.Output<string>;
  readonly logGroupName: pulumi.Output<string>;
  readonly executionRoleArn: pulumi.Output<string>;
  readonly taskRoleArn: pulumi.Output<string>;

  constructor(name: string, args: TaskArgs, opts?: pulumi.ComponentResourceOptions) {
    super('macro:compute:OneOffTask', name, {}, opts);
    assertFargateSize(args.service, args.cpu, args.memory);
    const child = { parent: this };
    const logs = taskLogGroup(name, args, child);
    const definition = taskDefinition(name, args, logs, child);
    this.taskDefinitionArn = definition.arn;
    this.logGroupName = logs.name;
    this.executionRoleArn = definition.executionRoleArn.apply((arn) => arn ?? '');
    this.taskRoleArn = definition.taskRoleArn.apply((arn) => arn ?? '');
    this.registerOutputs({ taskDefinitionArn: this.taskDefinitionArn });
  }
}
