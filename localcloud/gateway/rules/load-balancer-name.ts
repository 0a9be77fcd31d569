import type { Rule } from '../behaviour.ts';
import { text } from '../call.ts';

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html */
const NAME_LENGTH = 32;

/** <= 32 characters, letters, digits, hyphens, none at the ends, not `internal-...`. */
export const loadBalancerName: Rule = {
  service: 'elasticloadbalancing',
  actions: ['CreateLoadBalancer'],
  check: (call) => {
    const name = text(call.params['Name']);
    const fault = balancedNameFault('load balancer', name) ?? reservedPrefix(name);
    return fault === undefined ? undefined : { code: 'ValidationError', message: fault };
  },
};

/** The fault of a load balancer's or target group's name, worded as AWS does. */
export function balancedNameFault(kind: string, name: string): string | undefined {
  if (name.length > NAME_LENGTH) {
    return `The ${kind} name '${name}' cannot be longer than '${NAME_LENGTH}' characters`;
  }
  if (!/^[A-Za-z0-9-]*$/.test(name)) {
    return `The ${kind} name '${name}' can only contain characters that are alphanumeric characters and hyphens(-)`;
  }
  if (/^-|-$/.test(name)) return `The ${kind} name '${name}' cannot begin or end with a hyphen(-)`;
  return undefined;
}

function reservedPrefix(name: string): string | undefined {
  if (!name.startsWith('internal-')) return undefined;
  return `The load balancer name '${name}' cannot begin with 'internal-'`;
}
