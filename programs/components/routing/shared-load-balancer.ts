import { SecurityGroup } from '@pulumi/aws/ec2/securityGroup.js';
import { Listener } from '@pulumi/aws/lb/listener.js';
import type { ListenerArgs } from '@pulumi/aws/lb/listener.js';
import { LoadBalancer } from '@pulumi/aws/lb/loadBalancer.js';
import * as pulumi from '@pulumi/pulumi';
import { allowInternet, allowOut } from '../network/security-group-rules.ts';
import { named, type Tags } from '../tags.ts';

/** TLS 1.3 and 1.2 with forward secrecy only: AWS's recommended policy for load balancers. */
export const TLS_POLICY = 'ELBSecurityPolicy-TLS13-1-2-2021-06';

/** Answer for hosts without a rule; AWS allows 1,024 characters. */
export const NO_PREVIEW_TEXT = [
  'No preview lives here.',
  'Its pull request may be closed, or its preview is not deployed yet.',
  'The comment in the pull request says which.',
].join('\n');

export interface SharedLoadBalancerArgs {
  /** Physical name, up to 32 characters. */
  readonly loadBalancerName: string;
  /** Network of the load balancer. */
  readonly vpcId: pulumi.Input<string>;
  /** Range of the VPC: where the load balancer may connect to. */
  readonly vpcCidr: string;
  /** At least two subnets in different zones. */
  readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  /** Ports of its listeners; `https` is used with a certificate only. */
  readonly ports: { readonly http: number; readonly https: number };
  /** Validated certificate; null serves HTTP only. */
  readonly certificateArn: pulumi.Input<string> | null;
  /**
   * Refuses deletion until it is switched off.
   * @default false
   */
  readonly deletionProtection?: boolean;
  /** Bucket for access logs (about 0.023 USD per GB and month) and the prefix in it. @default none */
  readonly accessLogs?: { readonly bucket: pulumi.Input<string>; readonly prefix: string };
  /** Answer for hosts without a rule, up to 1,024 characters. @default NO_PREVIEW_TEXT */
  readonly notFoundText?: string;
  readonly tags: Tags;
}

/**
 * An internet-facing load balancer that many services add their rules to: about 16 USD a month, 3.65 USD
 * per zone for its addresses, and the traffic.
 */
export class SharedLoadBalancer extends pulumi.ComponentResource {
  readonly loadBalancer: LoadBalancer;
  readonly securityGroupId: pulumi.Output<string>;
  readonly httpListenerArn: pulumi.Output<string>;
  readonly httpsListenerArn: pulumi.Output<string> | null;

  constructor(name: string, args: SharedLoadBalancerArgs, opts?: pulumi.ComponentResourceOptions) {
    super('macro:routing:SharedLoadBalancer', name, {}, opts);
    const child = { parent: this };
    this.securityGroupId = securityGroup(name, args, child);
    this.loadBalancer = new LoadBalancer(
      name,
      {
        name: args.loadBalancerName,
        loadBalancerType: 'application',
        internal: false,
        subnets: args.subnetIds,
        securityGroups: [this.securityGroupId],
        enableDeletionProtection: args.deletionProtection ?? false,
        ...(args.accessLogs === undefined
          ? {}
          : { accessLogs: { ...args.accessLogs, enabled: true } }),
        tags: named(args.tags, args.loadBalancerName),
      },
      child,
    );
    const arn = this.loadBalancer.arn;
    const http = new Listener(`${name}-http`, httpListenerArgs(args, arn), child);
    this.httpListenerArn = http.arn;
    this.httpsListenerArn =
      args.certificateArn === null
        ? null
        : new Listener(`${name}-https`, httpsListenerArgs(args, arn, args.certificateArn), child)
            .arn;
    this.registerOutputs({ arn, dnsName: this.loadBalancer.dnsName });
  }
}

/** HTTP redirects to HTTPS (301) where there is a certificate, else it serves the previews itself. */
export function httpListenerArgs(
  args: Pick<SharedLoadBalancerArgs, 'ports' | 'certificateArn' | 'notFoundText' | 'tags'>,
  loadBalancerArn: pulumi.Input<string>,
): ListenerArgs {
  const redirect = { port: String(args.ports.https), protocol: 'HTTPS', statusCode: 'HTTP_301' };
  return {
    loadBalancerArn,
    port: args.ports.http,
    protocol: 'HTTP',
    defaultActions:
      args.certificateArn === null ? [notFound(args)] : [{ type: 'redirect', redirect }],
    tags: { ...args.tags },
  };
}

function httpsListenerArgs(
  args: SharedLoadBalancerArgs,
  loadBalancerArn: pulumi.Input<string>,
  certificateArn: pulumi.Input<string>,
): ListenerArgs {
  return {
    loadBalancerArn,
    port: args.ports.https,
    protocol: 'HTTPS',
    sslPolicy: TLS_POLICY,
    certificateArn,
    defaultActions: [notFound(args)],
    tags: { ...args.tags },
  };
}

function notFound({
  notFoundText = NO_PREVIEW_TEXT,
}: Pick<SharedLoadBalancerArgs, 'notFoundText'>) {
  const fixedResponse = {
    contentType: 'text/plain',
    statusCode: '404',
    messageBody: notFoundText,
  };
  return { type: 'fixed-response', fixedResponse };
}

function securityGroup(
  name: string,
  args: SharedLoadBalancerArgs,
  child: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const groupName = `${args.loadBalancerName}-sg`;
  const tags = named(args.tags, groupName);
  const group = new SecurityGroup(
    name,
    { name: groupName, description: groupName, vpcId: args.vpcId, tags },
    child,
  );
  const open = args.certificateArn === null ? (['http'] as const) : (['http', 'https'] as const);
  for (const protocol of open)
    allowInternet(
      `${name}-${protocol}-in`,
      protocol,
      { groupId: group.id, port: args.ports[protocol], tags },
      child,
    );
  allowOut(`${name}-out`, { groupId: group.id, cidr: args.vpcCidr, tags }, child);
  return group.id;
}
