import { DescribeLoadBalancersCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Rule } from '../behaviour.ts';
import { text } from '../call.ts';

/** A web ACL is associated with what is there; of the kinds that can be, load balancers are ours. */
export const webAclResource: Rule = {
  service: 'wafv2',
  actions: ['AssociateWebACL'],
  check: async (call, aws) => {
    const arn = text(call.params['ResourceArn']);
    if (!arn.includes(':elasticloadbalancing:')) return undefined;
    const { LoadBalancers = [] } = await aws.elb.send(new DescribeLoadBalancersCommand({}));
    if (LoadBalancers.some(({ LoadBalancerArn }) => LoadBalancerArn === arn)) return undefined;
    const message = 'AWS WAF couldn’t perform the operation because your resource doesn’t exist.';
    return { code: 'WAFNonexistentItemException', message };
  },
};
