import { Cluster as EcsCluster } from '@pulumi/aws/ecs/cluster.js';
import { ClusterCapacityProviders } from '@pulumi/aws/ecs/clusterCapacityProviders.js';
import * as pulumi from '@pulumi/pulumi';
import { named, type Tags } from '../tags.ts';

export interface ClusterArgs {
  /** Physical name, up to 255 characters. */
  readonly clusterName: string;
  /** Container Insights, about 0.30 USD per metric and month. @default false */
  readonly insights?: boolean;
  readonly tags: Tags;
}

/** An ECS cluster that runs tasks on Fargate and Fargate Spot. Free without insights. */
export class Cluster extends pulumi.ComponentResource {
  /** ARN, known once the capacity providers can be used. */
  readonly arn: pulumi.Output<string>;
  readonly clusterName: pulumi.Output<string>;

  constructor(name: string, args: ClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super('macro:compute:Cluster', name, {}, opts);
    const child = { parent: this };
    const cluster = new EcsCluster(
      name,
      {
        name: args.clusterName,
        settings: [
          { name: 'containerInsights', value: args.insights === true ? 'enabled' : 'disabled' },
        ],
        tags: named(args.tags, args.clusterName),
      },
      child,
    );
    const capacity = new ClusterCapacityProviders(
      name,
      { clusterName: cluster.name, capacityProviders: ['FARGATE', 'FARGATE_SPOT'] },
      child,
    );
    this.arn = pulumi.all([cluster.arn, capacity.id]).apply(([arn]) => arn);
    this.clusterName = cluster.name;
    this.registerOutputs({ arn: this.arn });
  }
}
