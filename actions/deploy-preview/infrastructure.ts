import type { ResourceChanges } from '../../action-shared/documents/report.ts';
import { errorMessage } from '../../action-shared/errors.ts';
import { step } from '../../action-shared/session/progress.ts';
import type { Run } from './context.ts';
import type { PreviewStack } from './ports.ts';
import { prepare } from './prepare.ts';
import type { Prepared } from './prepare.ts';

/** How often a race for a listener-rule priority is run again before it counts as a failure. */
const PRIORITY_ATTEMPTS = 5;

/** Brings the stack to the plan. Another preview that took our priority first costs one more attempt. */
export function build(run: Run, stack: PreviewStack, prepared: Prepared): Promise<ResourceChanges> {
  return step(run, 'infrastructure', `Update stack ${prepared.plan.stack}`, async () => {
    let { plan } = prepared;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await stack.up(plan);
      } catch (error) {
        if (attempt === PRIORITY_ATTEMPTS || !errorMessage(error).includes('PriorityInUse'))
          throw error;
        run.deps.warn(
          'Another preview took the listener-rule priority first; taking the next one.',
        );
        const pullRequest = await run.deps.pullRequest(run.subject.number);
        ({ plan } = await prepare(run, pullRequest));
      }
    }
  });
}
