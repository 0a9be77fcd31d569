import { DescribeTargetGroupsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Rule } from '../behaviour.ts';
import { isRecord, text } from '../call.ts';

/** A service's target groups must be reached by a load balancer already. */
export const serviceTargetGroup: Rule = {
  service: 'ecs',
  actions: ['CreateService', 'UpdateService'],
  check: async (call, aws) => {
    const balancers = call.params['loadBalancers'];
    const entries = Array.isArray(balancers) ? balancers.filter(isRecord) : [];
    const wanted = entries.map((entry) => text(entry['targetGroupArn'])).filter(Boolean);
    if (wanted.length === 0) return undefined;
    const { TargetGroups = [] } = await aws.elb.send(new DescribeTargetGroupsCommand({}));
    for (const arn of wanted) {
      const group = TargetGroups.find(({ TargetGroupArn }) => TargetGroupArn === arn);
      if ((group?.LoadBalancerArns ?? []).length > 0) continue;
      const message = group
        ? `The target group with targetGroupArn ${arn} does not have an associated load balancer.`
        : `The specified target group does not exist: ${arn}`;
      return { code: 'InvalidParameterException', message };
    }
    return undefined;
  },
};
