import { DescribeListenersCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Rule } from '../behaviour.ts';
import { text } from '../call.ts';

/** One listener per port of a load balancer. */
export const listenerPort: Rule = {
  service: 'elasticloadbalancing',
  actions: ['CreateListener'],
  check: async (call, aws) => {
    const arn = text(call.params['LoadBalancerArn']);
    const { Listeners = [] } = await aws.elb.send(
      new DescribeListenersCommand({ LoadBalancerArn: arn }),
    );
    const port = Number(call.params['Port']);
    if (!Listeners.some(({ Port }) => Port === port)) return undefined;
    const message = `A listener already exists on this port for this load balancer '${arn}'`;
    return { code: 'DuplicateListener', message };
  },
};
