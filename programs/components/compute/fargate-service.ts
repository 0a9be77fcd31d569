import { LogGroup } from '@pulumi/aws/cloudwatch/logGroup.js';
import { Service } from '@pulumi/aws/ecs/service.js';
import type { ServiceArgs } from '@pulumi/aws/ecs/service.js';
import { TaskDefinition } from '@pulumi/aws/ecs/taskDefinition.js';
import * as pulumi from '@pulumi/pulumi';
import { TaskRoles } from '../identity/task-roles.ts';
import { named, type Tags } from '../tags.ts';
import { containerDefinitions } from './container-definition.ts';
import { assertFargateSize } from './fargate-sizes.ts';

export interface FargateServiceArgs {
  /** Name of the container and of the log streams. */
  readonly service: string;
  readonly names: {
    readonly service: string;
    readonly family: string;
    readonly logGroup: string;
    readonly executionRole: string;
    readonly taskRole: string;
  };
  readonly region: string;
  /** By digest. */
  readonly image: string;
  /** Null runs the image's own command. */
  readonly command: readonly string[] | null;
  readonly port: number;
  /** CPU units, 1024 is one vCPU. */
  readonly cpu: number;
  /** MiB. */
  readonly memory: number;
  /** Tasks wanted. */
  readonly count: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Name of the variable -> ECS `valueFrom`. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly capacityProvider: 'FARGATE' | 'FARGATE_SPOT';
  readonly clusterArn: pulumi.Input<string>;
  readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  /** True in subnets without NAT: an image can only be pulled with a public address. */
  readonly assignPublicIp: pulumi.Input<boolean>;
  readonly securityGroupId: pulumi.Input<string>;
  /** Attached to a listener already: ECS refuses others. */
  readonly targetGroupArn: pulumi.Input<string>;
  /** Seconds after start in which failing health checks do not stop a task. */
  readonly graceSeconds: number;
  /** Percent of `count` that a deployment keeps running at least, and starts at most. */
  readonly minimumHealthyPercent: number;
  readonly maximumPercent: number;
  readonly logRetentionDays: number;
  readonly tags: Tags;
}

/** A container that keeps running on Fargate: log group, roles, task definition, service. */
export class FargateService extends pulumi.ComponentResource {
  readonly serviceName: pulumi.Output<string>;
  readonly taskDefinitionArn: pulumi.Output<string>;
  readonly logGroupName: pulumi.Output<string>;

  constructor(name: string, args: FargateServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super('macro:compute:FargateService', name, {}, opts);
    assertFargateSize(args.service, args.cpu, args.memory);
    const child = { parent: this };
    const logs = logGroup(name, args, child);
    const definition = taskDefinition(name, args, logs, child);
    const service = new Service(name, serviceArgs(args, definition.arn), child);
    this.serviceName = service.name;
    this.taskDefinitionArn = definition.arn;
    this.logGroupName = logs.name;
    this.registerOutputs({ serviceName: this.serviceName });
  }
}

function logGroup(name: string, args: FargateServiceArgs, child: pulumi.CustomResourceOptions) {
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

function taskDefinition(
  name: string,
  args: FargateServiceArgs,
  logs: LogGroup,
  child: pulumi.CustomResourceOptions & { parent: pulumi.Resource },
): TaskDefinition {
  const roles = new TaskRoles(
    name,
    {
      executionRoleName: args.names.executionRole,
      taskRoleName: args.names.taskRole,
      image: args.image,
      region: args.region,
      logGroupArn: logs.arn,
      secrets: Object.values(args.secrets),
      tags: args.tags,
    },
    { parent: child.parent },
  );
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
      containerDefinitions: logs.name.apply((logGroupName) =>
        containerDefinitions({ ...args, name: args.service, logGroup: logGroupName }),
      ),
      tags: named(args.tags, args.names.family),
    },
    child,
  );
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
      securityGroups: [args.securityGroupId],
      assignPublicIp: args.assignPublicIp,
    },
    loadBalancers: [
      {
        targetGroupArn: args.targetGroupArn,
        containerName: args.service,
        containerPort: args.port,
      },
    ],
    propagateTags: 'SERVICE',
    waitForSteadyState: false,
    tags: named(args.tags, args.names.service),
  };
}
