import { isDeepStrictEqual } from 'node:util';
import type { PreviewPlan } from '../../action-shared/documents/plan.ts';
import type { PullRequest } from '../../action-shared/github/pull-requests.ts';
import { decidePlan } from '../../action-shared/preview/decide-plan.ts';
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
  const plan = await decidePlan(request, deps);
  run.plan = plan;
  return { plan, past: run.past, unchanged: isDeepStrictEqual(plan, run.past.lastGood) };
}
