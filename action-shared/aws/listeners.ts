import {
  paginateDescribeListeners,
  paginateDescribeRules,
  paginateDescribeTargetGroups,
  type ElasticLoadBalancingV2Client,
  type Rule,
} from '@aws-sdk/client-elastic-load-balancing-v2';

/** Every rule of a listener, its default rule included. */
export async function listenerRules(
  listenerArn: string,
  elb: ElasticLoadBalancingV2Client,
): Promise<Rule[]> {
  const rules: Rule[] = [];
  const pages = paginateDescribeRules({ client: elb }, { ListenerArn: listenerArn });
  for await (const page of pages) rules.push(...(page.Rules ?? []));
  return rules;
}

/** Priorities in use on a listener, each with the ARN of the rule that has it. */
export async function usedPriorities(
  listenerArn: string,
  elb: ElasticLoadBalancingV2Client,
): Promise<ReadonlyMap<number, string>> {
  const rules = await listenerRules(listenerArn, elb);
  const numbered = rules.filter((rule) => rule.IsDefault !== true && rule.RuleArn !== undefined);
  return new Map(numbered.map((rule) => [Number(rule.Priority), rule.RuleArn ?? '']));
}

/**
 * Target groups of a load balancer as AWS counts them for its quota of 100: each one that a listener
 * or rule of the load balancer forwards to, once. These are the groups that name the load balancer.
 */
export async function targetGroupCount(
  loadBalancerArn: string,
  elb: ElasticLoadBalancingV2Client,
): Promise<number> {
  const request = { LoadBalancerArn: loadBalancerArn };
  const arns = new Set<string>();
  for await (const page of paginateDescribeTargetGroups({ client: elb }, request)) {
    for (const { TargetGroupArn } of page.TargetGroups ?? []) arns.add(TargetGroupArn ?? '');
  }
  return arns.size;
}

/** Listeners of a load balancer. */
export async function listenerArns(
  loadBalancerArn: string,
  elb: ElasticLoadBalancingV2Client,
): Promise<string[]> {
  const arns: string[] = [];
  const request = { LoadBalancerArn: loadBalancerArn };
  for await (const page of paginateDescribeListeners({ client: elb }, request)) {
    for (const { ListenerArn } of page.Listeners ?? []) {
      if (ListenerArn !== undefined) arns.push(ListenerArn);
    }
  }
  return arns;
}
