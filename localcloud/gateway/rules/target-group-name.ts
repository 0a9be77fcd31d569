import type { Rule } from '../behaviour.ts';
import { text } from '../call.ts';
import { balancedNameFault } from './load-balancer-name.ts';

/** <= 32 characters, letters, digits, hyphens, none at the ends. */
export const targetGroupName: Rule = {
  service: 'elasticloadbalancing',
  actions: ['CreateTargetGroup'],
  check: (call) => {
    const message = balancedNameFault('target group', text(call.params['Name']));
    return message === undefined ? undefined : { code: 'ValidationError', message };
  },
};
