import {
  DescribeListenersCommand,
  DescribeRulesCommand,
  DescribeTargetGroupsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Rule } from '../behaviour.ts';
import type { AwsCall } from '../call.ts';
import { text } from '../call.ts';
import type { Emulator } from '../emulator.ts';
import { valuesMatching } from '../parameters.ts';

/** Not adjustable: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html */
const TARGET_GROUPS_PER_LOAD_BALANCER = 100;

/** A load balancer reaches at most 100 different target groups, counted over all its listeners. */
export const targetGroupQuota: Rule = {
  service: 'elasticloadbalancing',
  actions: ['CreateRule', 'ModifyRule', 'CreateListener', 'ModifyListener'],
  check: async (call, aws) => {
    const wanted = valuesMatching(call.params, /^(Actions|DefaultActions)\..*TargetGroupArn$/);
    if (wanted.length === 0) return undefined;
    const { TargetGroups = [] } = await aws.elb.send(
      new DescribeTargetGroupsCommand({ LoadBalancerArn: await loadBalancerOf(call, aws) }),
    );
    const used = new Set(TargetGroups.map(({ TargetGroupArn = '' }) => TargetGroupArn));
    const more = wanted.filter((arn) => !used.has(arn));
    if (new Set([...used, ...more]).size <= TARGET_GROUPS_PER_LOAD_BALANCER || more.length === 0) {
      return undefined;
    }
    return {
      code: 'TooManyUniqueTargetGroupsPerLoadBalancer',
      message:
        "You have reached the maximum number of unique target groups that you can associate with a load balancer of type 'application': [100]",
    };
  },
};

async function loadBalancerOf(call: AwsCall, aws: Emulator): Promise<string | undefined> {
  if (call.action === 'CreateListener') return text(call.params['LoadBalancerArn']);
  let listener = text(call.params['ListenerArn']);
  if (call.action === 'ModifyRule') {
    const RuleArns = [text(call.params['RuleArn'])];
    const { Rules = [] } = await aws.elb.send(new DescribeRulesCommand({ RuleArns }));
    if (Rules.length === 0) return undefined;
    listener = (RuleArns[0] ?? '').replace(':listener-rule/', ':listener/').replace(/\/[^/]+$/, '');
  }
  const ListenerArns = [listener];
  const { Listeners } = await aws.elb.send(new DescribeListenersCommand({ ListenerArns }));
  return Listeners?.[0]?.LoadBalancerArn;
}
