import { isDeepStrictEqual } from 'node:util';
import type { BaseOutputs } from '../../action-shared/documents/base-outputs.ts';
import type { PreviewPlan } from '../../action-shared/documents/plan.ts';
import type { PullRequest } from '../../action-shared/github/pull-requests.ts';
import { decidePlan } from '../../action-shared/preview/decide-plan.ts';
import type { PlanSources } from '../../action-shared/preview/plan-sources.ts';
import type { Run } from './context.ts';
import { readPast } from './past.ts';
import type { Past } from './past.ts';

/** What will be done, and what it replaces. */
export interface Prepared {
  readonly plan: PreviewPlan;
  readonly past: Past;
  /** True when exactly this plan is deployed and known to serve. */
  readonly unchanged: boolean;
}

/**
 * Reads and checks all there is to check; changes nothing.
 *
 * @throws UserError naming every problem found.
 */
export async function prepare(run: Run, pullRequest: PullRequest | null): Promise<Prepared> {
  const { inputs, deps, subject } = run;
  run.past = await readPast(deps, subject);
  const request = { inputs, subject, pullRequest, previous: run.past.plan };
  const seen = watched(deps);
  const plan = await decidePlan(request, seen);
  run.plan = plan;
  run.base = seen.shared(plan.services.length - (run.past.plan?.services.length ?? 0));
  return { plan, past: run.past, unchanged: isDeepStrictEqual(plan, run.past.lastGood) };
}

/** Sources that remember the base and how many services were on it: the cost's share needs both. */
function watched(sources: PlanSources): PlanSources & {
  /** @param added services that this deployment adds to those that were there */
  shared(added: number): Run['base'];
} {
  const seen: { outputs?: BaseOutputs; services: number } = { services: 0 };
  return {
    ...sources,
    async base(name) {
      seen.outputs = await sources.base(name);
      return seen.outputs;
    },
    cloud: {
      ...sources.cloud,
      async capacity(base) {
        const uses = await sources.cloud.capacity(base);
        seen.services = Object.values(uses).reduce((all, one) => all + one.targetGroups, 0);
        return uses;
      },
    },
    shared: (added) =>
      seen.outputs === undefined
        ? null
        : { outputs: seen.outputs, services: seen.services + added },
  };
}
