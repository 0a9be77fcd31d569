import { SecurityGroup } from '@pulumi/aws/ec2/securityGroup.js';
import * as pulumi from '@pulumi/pulumi';
import { named, type Tags } from '../tags.ts';

export interface ClientSecurityGroupArgs {
  /** Physical name, up to 255 characters. */
  readonly groupName: string;
  /** Network of the group. */
  readonly vpcId: pulumi.Input<string>;
  readonly tags: Tags;
}

/**
 * A security group without rules: who is in it may reach what lets it in. A shared store lets in one
 * group for all previews, because AWS takes 60 rules in a group and there may be more previews. Free.
 */
export class ClientSecurityGroup extends pulumi.ComponentResource {
  readonly id: pulumi.Output<string>;

  constructor(name: string, args: ClientSecurityGroupArgs, opts?: pulumi.ComponentResourceOptions) {
    super('macro:network:ClientSecurityGroup', name, {}, opts);
    const { groupName, vpcId, tags } = args;
    const group = new SecurityGroup(
      name,
      { name: groupName, description: groupName, vpcId, tags: named(tags, groupName) },
      { parent: this },
    );
    this.id = group.id;
    this.registerOutputs({ id: this.id });
  }
}
