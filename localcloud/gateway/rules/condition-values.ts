import type { Rule } from '../behaviour.ts';
import { valuesMatching } from '../parameters.ts';

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html */
const CONDITION_VALUES_PER_RULE = 5;

/** All conditions of a rule together have at most five values. */
export const conditionValues: Rule = {
  service: 'elasticloadbalancing',
  actions: ['CreateRule', 'ModifyRule'],
  check: (call) => {
    const typed = valuesMatching(
      call.params,
      /^Conditions\.member\.\d+\.\w+Config\..*\.\d+(\.Value)?$/,
    );
    const plain = valuesMatching(call.params, /^Conditions\.member\.\d+\.Values\.member\.\d+$/);
    const count = typed.length > 0 ? typed.length : plain.length;
    if (count <= CONDITION_VALUES_PER_RULE) return undefined;
    return { code: 'ValidationError', message: "A rule can only have '5' condition values" };
  },
};
