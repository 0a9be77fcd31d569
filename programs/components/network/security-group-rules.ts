import { SecurityGroupEgressRule } from '@pulumi/aws/vpc/securityGroupEgressRule.js';
import { SecurityGroupIngressRule } from '@pulumi/aws/vpc/securityGroupIngressRule.js';
import type * as pulumi from '@pulumi/pulumi';

/** Every IPv4 address. Only a load balancer's listeners may be reached from here. */
export const ANYWHERE = '0.0.0.0/0';

/** Who may reach what; there is no other way in. */
export const FLOWS = {
  'http from anywhere': { from: 'internet', to: 'load balancer' },
  'https from anywhere': { from: 'internet', to: 'load balancer' },
  'load balancer to service': { from: 'group', to: 'service' },
  'service to database': { from: 'group', to: 'database' },
  'service to cache': { from: 'group', to: 'cache' },
  'network to endpoint': { from: 'network', to: 'endpoint' },
} as const;

/** Name of a flow, which is also the rule's description. */
export type Flow = keyof typeof FLOWS;
/** Flows whose source is another security group. */
export type GroupFlow = {
  [Name in Flow]: (typeof FLOWS)[Name]['from'] extends 'group' ? Name : never;
}[Flow];

interface RuleArgs {
  readonly groupId: pulumi.Input<string>;
  readonly port: number;
  readonly tags: Record<string, string>;
}

/** Lets the members of another security group in on one TCP port. */
export function allowGroup(
  name: string,
  flow: GroupFlow,
  args: RuleArgs & { readonly sourceGroupId: pulumi.Input<string> },
  child: pulumi.CustomResourceOptions,
): SecurityGroupIngressRule {
  const source = { referencedSecurityGroupId: args.sourceGroupId };
  return ingress(name, flow, { ...args, source }, child);
}

/** Lets everyone in on a listener's port; nothing but a load balancer is open like this. */
export function allowInternet(
  name: string,
  protocol: 'http' | 'https',
  args: RuleArgs,
  child: pulumi.CustomResourceOptions,
): SecurityGroupIngressRule {
  const source = { cidrIpv4: ANYWHERE };
  return ingress(name, `${protocol} from anywhere`, { ...args, source }, child);
}

/** Lets a network's own addresses in on one TCP port. */
export function allowNetwork(
  name: string,
  args: RuleArgs & { readonly cidr: string },
  child: pulumi.CustomResourceOptions,
): SecurityGroupIngressRule {
  return ingress(name, 'network to endpoint', { ...args, source: { cidrIpv4: args.cidr } }, child);
}

/** Lets everything out to a range. */
export function allowOut(
  name: string,
  args: Omit<RuleArgs, 'port'> & { readonly cidr: string },
  child: pulumi.CustomResourceOptions,
): SecurityGroupEgressRule {
  return new SecurityGroupEgressRule(
    name,
    { securityGroupId: args.groupId, ipProtocol: '-1', cidrIpv4: args.cidr, tags: args.tags },
    child,
  );
}

type Source =
  { readonly cidrIpv4: string } | { readonly referencedSecurityGroupId: pulumi.Input<string> };

function ingress(
  name: string,
  description: Flow,
  { groupId, port, tags, source }: RuleArgs & { readonly source: Source },
  child: pulumi.CustomResourceOptions,
): SecurityGroupIngressRule {
  const ports = { ipProtocol: 'tcp', fromPort: port, toPort: port };
  return new SecurityGroupIngressRule(
    name,
    { securityGroupId: groupId, ...source, ...ports, description, tags },
    child,
  );
}
