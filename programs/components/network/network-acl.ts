import { NetworkAcl as Ec2NetworkAcl } from '@pulumi/aws/ec2/networkAcl.js';
import * as pulumi from '@pulumi/pulumi';
import { named, type Tags } from '../tags.ts';
import { ANYWHERE } from './security-group-rules.ts';

/** One entry of a network ACL, as EC2 wants it. */
export interface AclEntry {
  /** Entries are tried in this order, 1..32766. */
  readonly ruleNo: number;
  readonly action: 'allow' | 'deny';
  readonly protocol: 'tcp' | '-1';
  readonly cidrBlock: string;
  readonly fromPort: number;
  readonly toPort: number;
}

export interface NetworkAclArgs {
  /** Network whose subnets it rules. */
  readonly vpcId: pulumi.Input<string>;
  /** Range of the VPC. */
  readonly cidr: string;
  /** Ranges of peered networks. @default [] */
  readonly peerCidrs?: readonly string[];
  /** Ports of the load balancer. */
  readonly ports: { readonly http: number; readonly https: number };
  /** Subnets it rules: all of the network's. */
  readonly subnetIds: pulumi.Input<string>[];
  readonly tags: Tags;
}

/** Answers come back to ports of this range (NAT gateways use all of it). Source: VPC guide. */
const EPHEMERAL = { fromPort: 1024, toPort: 65_535 };
const EVERY_PORT = { fromPort: 0, toPort: 0 };

/**
 * The one rule set of every environment; only ranges and ports are its parameters. Within the network
 * everything passes (security groups rule there); from outside only the listeners' ports and answers.
 */
export function aclRules(args: Pick<NetworkAclArgs, 'cidr' | 'peerCidrs' | 'ports'>): {
  readonly ingress: readonly AclEntry[];
  readonly egress: readonly AclEntry[];
} {
  const within = [args.cidr, ...(args.peerCidrs ?? [])].map((cidrBlock, index) =>
    allow(100 + index, { protocol: '-1', cidrBlock, ...EVERY_PORT }),
  );
  const listener = (ruleNo: number, port: number) =>
    allow(ruleNo, { protocol: 'tcp', cidrBlock: ANYWHERE, fromPort: port, toPort: port });
  const answers = allow(300, { protocol: 'tcp', cidrBlock: ANYWHERE, ...EPHEMERAL });
  return {
    ingress: [...within, listener(200, args.ports.http), listener(210, args.ports.https), answers],
    egress: [allow(100, { protocol: '-1', cidrBlock: ANYWHERE, ...EVERY_PORT })],
  };
}

function allow(ruleNo: number, entry: Omit<AclEntry, 'ruleNo' | 'action'>): AclEntry {
  return { ruleNo, action: 'allow', ...entry };
}

/** The network ACL of all subnets of a network, free of charge. */
export class NetworkAcl extends pulumi.ComponentResource {
  readonly id: pulumi.Output<string>;

  constructor(name: string, args: NetworkAclArgs, opts?: pulumi.ComponentResourceOptions) {
    super('macro:network:NetworkAcl', name, {}, opts);
    const { ingress, egress } = aclRules(args);
    const acl = new Ec2NetworkAcl(
      name,
      {
        vpcId: args.vpcId,
        subnetIds: args.subnetIds,
        ingress: [...ingress],
        egress: [...egress],
        tags: named(args.tags, `${name}-acl`),
      },
      { parent: this },
    );
    this.id = acl.id;
    this.registerOutputs({ id: this.id });
  }
}
