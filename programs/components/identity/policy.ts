/** What one statement of a policy allows. */
export interface Grant {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/** Policy document of named grants. */
export function policyOf(grants: Readonly<Record<string, Grant>>): string {
  const Statement = Object.entries(grants).map(([Sid, { actions, resources }]) => ({
    Sid,
    Effect: 'Allow',
    Action: actions,
    Resource: resources,
  }));
  return JSON.stringify({ Version: '2012-10-17', Statement });
}

/** Trust policy: only this AWS service may assume the role. */
export function trustOf(service: string): string {
  const principal = { Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' };
  return JSON.stringify({ Version: '2012-10-17', Statement: [principal] });
}
