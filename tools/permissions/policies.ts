import { iamActions, seenActions, unseenActions } from './iam.ts';
import type { RecordedCall, RoleName } from './recorded.ts';
import { ROLES } from './recorded.ts';
import type { Scope } from './scopes.ts';
import { SCOPES, scopesOf } from './scopes.ts';

export interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Scope['condition'];
}

export interface Policy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

/** The policy of a role: everything its recorded operations need, and what no record can show. */
export function policyOf(role: RoleName, calls: readonly RecordedCall[]): Policy {
  const seen = seenActions(role, calls);
  const actions = [...seen, ...unseenActions(seen).map(({ action }) => action)].sort();
  const statements = SCOPES[role].flatMap((scope) => {
    const own = actions.filter((action) => scopesOf(role, action).includes(scope));
    return own.length === 0 ? [] : [statement(scope, own)];
  });
  return { Version: '2012-10-17', Statement: statements };
}

function statement({ sid, resources, condition }: Scope, actions: readonly string[]): Statement {
  return {
    Sid: sid,
    Effect: 'Allow',
    Action: actions,
    Resource: resources,
    ...(condition === undefined ? {} : { Condition: condition }),
  };
}

/** Operations of a life that the policy of their role does not allow, as `role service:Action`. */
export function notAllowed(
  calls: readonly Pick<RecordedCall, 'role' | 'service' | 'action'>[],
  policies: Readonly<Record<RoleName, Policy>>,
): string[] {
  const allowed = Object.fromEntries(
    ROLES.map((role) => [role, new Set(policies[role].Statement.flatMap(({ Action }) => Action))]),
  );
  const refused = calls.flatMap((call) =>
    iamActions(call)
      .filter((action) => allowed[call.role]?.has(action) !== true)
      .map((action) => `${call.role} ${action}`),
  );
  return [...new Set(refused)].sort();
}
