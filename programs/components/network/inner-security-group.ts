import { SecurityGroup } from '@pulumi/aws/ec2/securityGroup.js';
import * as pulumi from '@pulumi/pulumi';
import { named, type Tags } from '../tags.ts';
import { allowGroup } from './security-group-rules.ts';
import type { GroupFlow } from './security-group-rules.ts';

export interface InnerSecurityGroupArgs {
  /** Physical name, up to 255 characters. */
  readonly groupName: string;
  /** Network of the group. */
  readonly vpcId: pulumi.Input<string>;
  /** Port of the store: 5432, 6379. */
  readonly port: number;
  readonly flow: GroupFlow;
  /** Security groups that may connect, by the name of their service. */
  readonly from: Readonly<Record<string, pulumi.Input<string>>>;
  readonly tags: Tags;
}

/** Security group of a store: in from the services named, on one port; nothing goes out. Free. */
export class InnerSecurityGroup extends pulumi.ComponentResource {
  readonly id: pulumi.Output<string>;

  constructor(name: string, args: InnerSecurityGroupArgs, opts?: pulumi.ComponentResourceOptions) {
    super('macro:network:InnerSecurityGroup', name, {}, opts);
    const child = { parent: this };
    const tags = named(args.tags, args.groupName);
    const group = new SecurityGroup(
      name,
      { name: args.groupName, description: args.groupName, vpcId: args.vpcId, tags },
      child,
    );
    for (const [service, sourceGroupId] of Object.entries(args.from))
      allowGroup(
        `${name}-from-${service}`,
        args.flow,
        { groupId: group.id, sourceGroupId, port: args.port, tags },
        child,
      );
    this.id = group.id;
    this.registerOutputs({ id: this.id });
  }
}
