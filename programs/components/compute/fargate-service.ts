import { Service } from '@pulumi/aws/ecs/service.js';
import type { ServiceArgs } from '@pulumi/aws/ecs/service.js';
import * as pulumi from '@pulumi/pulumi';
import { named } from '../tags.ts';
import { assertFargateSize } from './fargate-sizes.ts';
import { taskDefinition, taskLogGroup } from './task-definition.ts';
import type { TaskArgs } from './task-definition.ts';

export interface FargateServiceArgs extends TaskArgs {
  /** Physical names; `service` up to 255 characters, the others as in OneOffTask. */
  readonly names: TaskArgs['names'] & { readonly service: string };
  readonly port: number;
  /** Tasks wanted. */
  readonly count: number;
  /** Spot costs about 70 % less and may be stopped with two minutes of warning. */
  readonly capacityProvider: 'FARGATE' | 'FARGATE_SPOT';
  /** Cluster that runs the tasks; its capacity providers are known. */
  readonly clusterArn: pulumi.Input<string>;
  /** Subnets of the tasks. */
  readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  /** True in subnets without NAT: an image can only be pulled with a public address. */
  readonly assignPublicIp: pulumi.Input<boolean>;
  /** Security groups of the tasks, up to 5. */
  readonly securityGroupIds: pulumi.Input<pulumi.Input<string>[]>;
  /** Attached to a listener already: ECS refuses others. */
  readonly targetGroupArn: pulumi.Input<string>;
  /** Seconds after start in which failing health checks do not stop a task. */
  readonly graceSeconds: number;
  /** Percent of `count` that a deployment keeps running at least, and starts at most. */
  readonly minimumHealthyPercent: number;
  /** Percent of `count` that a deployment runs at most, 100 or more. */
  readonly maximumPercent: number;
  /** True: the number of tasks is autoscaling's business after the first deployment. @default false */
  readonly autoscaled?: boolean;
  /** Entry of the private zone, see ServiceDiscovery. @default none */
  readonly registryArn?: pulumi.Input<string>;
}

/**
 * A container that keeps running on Fargate: log group, roles, task definition, service. A task of 256 CPU
 * units and 512 MiB is about 9 USD a month, 3.65 USD more with a public address.
 */
export class FargateService extends pulumi.ComponentResource {
  readonly serviceName: pulumi.Output<string>;
  readonly taskDefinitionArn: pulumi.Output<string>;
  readonly logGroupName: pulumi.Output<string>;

  constructor(name: string, args: FargateServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super('macro:compute:FargateService', name, {}, opts);
    assertFargateSize(args.service, args.cpu, args.memory);
    const child = { parent: this };
    const logs = taskLogGroup(name, args, child);
    const definition = taskDefinition(name, args, logs, child);
    const options =
      args.autoscaled === true
        ? pulumi.mergeOptions(child, { ignoreChanges: ['desiredCount'] })
        : child;
    const service = new Service(name, serviceArgs(args, definition.arn), options);
    this.serviceName = service.name;
    this.taskDefinitionArn = definition.arn;
    this.logGroupName = logs.name;
    this.registerOutputs({ serviceName: this.serviceName });
  }
}

/** Inputs of the ECS service. It does not wait: the rollout is watched by who asked for it. */
export function serviceArgs(
  args: FargateServiceArgs,
  taskDefinitionArn: pulumi.Input<string>,
): ServiceArgs {
  return {
    name: args.names.service,
    cluster: args.clusterArn,
    taskDefinition: taskDefinitionArn,
    desiredCount: args.count,
    capacityProviderStrategies: [{ capacityProvider: args.capacityProvider, weight: 1, base: 0 }],
    deploymentCircuitBreaker: { enable: true, rollback: true },
    deploymentMinimumHealthyPercent: args.minimumHealthyPercent,
    deploymentMaximumPercent: args.maximumPercent,
    healthCheckGracePeriodSeconds: args.graceSeconds,
    networkConfiguration: {
      subnets: args.subnetIds,
      securityGroups: args.securityGroupIds,
      assignPublicIp: args.assignPublicIp,
    },
    loadBalancers: [
      {
        targetGroupArn: args.targetGroupArn,
        containerName: args.service,
        containerPort: args.port,
      },
    ],
    ...(args.registryArn === undefined
      ? {}
      : { serviceRegistries: { registryArn: args.registryArn } }),
    ...(args.exec === true ? { enableExecuteCommand: true } : {}),
    propagateTags: 'SERVICE',
    waitForSteadyState: false,
    tags: named(args.tags, args.names.service),
  };
}
