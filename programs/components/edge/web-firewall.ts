import { WebAcl } from '@pulumi/aws/wafv2/webAcl.js';
import { WebAclAssociation } from '@pulumi/aws/wafv2/webAclAssociation.js';
import * as pulumi from '@pulumi/pulumi';
import { named, type Tags } from '../tags.ts';

/** AWS's own rule groups, in the order in which they are asked. */
const MANAGED = [
  'AWSManagedRulesAmazonIpReputationList',
  'AWSManagedRulesCommonRuleSet',
  'AWSManagedRulesKnownBadInputsRuleSet',
] as const;

export interface WebFirewallArgs {
  /** Physical name, up to 128 characters. */
  readonly firewallName: string;
  /** Load balancer that it stands in front of. */
  readonly resourceArn: pulumi.Input<string>;
  /** Requests of one address in 5 minutes before it is blocked, 10 or more. */
  readonly rateLimit: number;
  readonly tags: Tags;
}

/** WAF before a load balancer: 5 USD a month, 1 USD per rule, 0.60 USD per million requests. */
export class WebFirewall extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: WebFirewallArgs, opts?: pulumi.ComponentResourceOptions) {
    super('macro:edge:WebFirewall', name, {}, opts);
    const child = { parent: this };
    const acl = new WebAcl(
      name,
      {
        name: args.firewallName,
        scope: 'REGIONAL',
        defaultAction: { allow: {} },
        rules: firewallRules(args.rateLimit),
        visibilityConfig: visibility(args.firewallName),
        tags: named(args.tags, args.firewallName),
      },
      child,
    );
    new WebAclAssociation(name, { resourceArn: args.resourceArn, webAclArn: acl.arn }, child);
    this.arn = acl.arn;
    this.registerOutputs({ arn: this.arn });
  }
}

/** The limit first: a flood must not cost the managed rules' price. */
export function firewallRules(rateLimit: number) {
  const rate = {
    name: 'rate',
    priority: 0,
    action: { block: {} },
    statement: { rateBasedStatement: { limit: rateLimit, aggregateKeyType: 'IP' } },
    visibilityConfig: visibility('rate'),
  };
  const managed = MANAGED.map((name, index) => ({
    name,
    priority: index + 1,
    overrideAction: { none: {} },
    statement: { managedRuleGroupStatement: { vendorName: 'AWS', name } },
    visibilityConfig: visibility(name),
  }));
  return [rate, ...managed];
}

function visibility(metricName: string) {
  return { cloudwatchMetricsEnabled: true, sampledRequestsEnabled: true, metricName };
}
