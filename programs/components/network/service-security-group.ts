import { SecurityGroup } from '@pulumi/aws/ec2/securityGroup.js';
import * as pulumi from '@pulumi/pulumi';
import { named, type Tags } from '../tags.ts';
import { allowGroup, allowOut, ANYWHERE } from './security-group-rules.ts';

export interface ServiceSecurityGroupArgs {
  /** Physical name, up to 255 characters. */
  readonly groupName: string;
  /** Network of the group. */
  readonly vpcId: pulumi.Input<string>;
  /** Port the container listens on. */
  readonly port: number;
  /** The only source that may connect: the load balancer's security group. */
  readonly loadBalancerSecurityGroupId: pulumi.Input<string>;
  readonly tags: Tags;
}

/** Security group of a service: in only from the load balancer, out to anywhere (image pulls). Free. */
export class ServiceSecurityGroup extends pulumi.ComponentResource {
  readonly id: pulumi.Output<string>;

  constructor(
    name: string,
    args: ServiceSecurityGroupArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super('macro:network:ServiceSecurityGroup', name, {}, opts);
    const child = { parent: this };
    const tags = named(args.tags, args.groupName);
    const group = new SecurityGroup(
      name,
      { name: args.groupName, description: args.groupName, vpcId: args.vpcId, tags },
      child,
    );
    allowGroup(
      `${name}-from-load-balancer`,
      'load balancer to service',
      {
        groupId: group.id,
        sourceGroupId: args.loadBalancerSecurityGroupId,
        port: args.port,
        tags,
      },
      child,
    );
    allowOut(`${name}-out`, { groupId: group.id, cidr: ANYWHERE, tags }, child);
    this.id = group.id;
    this.registerOutputs({ id: this.id });
  }
}
