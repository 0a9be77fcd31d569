import { DescribeTargetGroupsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Rule } from '../behaviour.ts';
import { text } from '../call.ts';

/** A target group that a listener or rule forwards to cannot be deleted. */
export const targetGroupInUse: Rule = {
  service: 'elasticloadbalancing',
  actions: ['DeleteTargetGroup'],
  check: async (call, aws) => {
    const arn = text(call.params['TargetGroupArn']);
    const { TargetGroups = [] } = await aws.elb.send(new DescribeTargetGroupsCommand({}));
    const group = TargetGroups.find(({ TargetGroupArn }) => TargetGroupArn === arn);
    if ((group?.LoadBalancerArns ?? []).length === 0) return undefined;
    const message = `Target group '${arn}' is currently in use by a listener or a rule`;
    return { code: 'ResourceInUse', message };
  },
};
