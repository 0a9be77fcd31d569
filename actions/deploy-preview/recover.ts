import type { PreviewPlan } from '../../action-shared/documents/plan.ts';
import type { FailureReport, PreviewReport } from '../../action-shared/documents/report.ts';
import { errorMessage } from '../../action-shared/errors.ts';
import { observedDeployment } from '../../action-shared/session/report.ts';
import type { Observation } from '../../action-shared/session/report.ts';
import { tell } from './conclude.ts';
import { step } from '../../action-shared/session/progress.ts';
import type { Run } from './context.ts';
import type { PreviewStack } from './ports.ts';
import { failedReport } from './reports.ts';
import { NotServing } from './verify.ts';

type Outcome = Pick<FailureReport, 'outcome' | 'servingSha'>;

/** A failure before anything was changed: what served before still serves. */
export async function refuse(run: Run, error: unknown): Promise<PreviewReport> {
  const failure = { ...observe(error), phase: run.progress.current };
  const servingSha = run.past?.serving?.sha ?? null;
  const report = failedReport(run, { ...failure, outcome: 'unchanged', servingSha }, []);
  await tell(run, report);
  return report;
}

/**
 * A failure after the stack was touched. The cause is already in hand; now the preview is put into a
 * state that is true and useful: back to what served, or gone, or kept as it is for debugging.
 */
export async function recover(
  run: Run,
  stack: PreviewStack,
  error: unknown,
): Promise<PreviewReport> {
  const failure = { ...observe(error), phase: run.progress.current };
  const services = error instanceof NotServing ? error.services : [];
  run.deps.warn(`Failed in ${failure.phase}: ${failure.cause}`);
  run.deps.remember(
    failedReport(run, { ...failure, outcome: 'unfinished', servingSha: null }, services),
    null,
  );
  const outcome = await restore(run, stack);
  const report = failedReport(run, { ...failure, ...outcome }, services);
  await tell(run, report);
  return report;
}

async function restore(run: Run, stack: PreviewStack): Promise<Outcome> {
  const decision = decide(run);
  try {
    if (decision.action === 'keep') return { outcome: 'kept', servingSha: decision.servingSha };
    if (decision.action === 'destroy') {
      await step(run, 'destroy', 'Destroy what the failed deployment made', () => stack.destroy());
      return { outcome: 'destroyed', servingSha: null };
    }
    const { plan } = decision;
    await step(run, 'rollback', `Go back to ${plan.sha.slice(0, 7)}`, () => stack.up(plan));
    const obstacle = await stack.rollout(plan);
    if (obstacle === null) return { outcome: 'rolled-back', servingSha: plan.sha };
    run.progress.warnings.push(`The version before does not come up either: ${obstacle.cause}`);
  } catch (error) {
    run.deps.signal.throwIfAborted();
    run.progress.warnings.push(`Cleaning up after the failure failed too: ${errorMessage(error)}`);
  }
  return { outcome: 'unfinished', servingSha: null };
}

type Decision =
  | { readonly action: 'keep'; readonly servingSha: string | null }
  | { readonly action: 'destroy' }
  | { readonly action: 'rollback'; readonly plan: PreviewPlan };

/** What the input `on-failure` means here: only what was proven to serve is worth going back to. */
function decide(run: Run): Decision {
  const { onFailure } = run.inputs;
  const good = run.past?.lastGood ?? null;
  const serving = run.past?.serving ?? null;
  if (onFailure === 'keep') return { action: 'keep', servingSha: null };
  if (onFailure === 'destroy' || serving === null) return { action: 'destroy' };
  if (good !== null) return { action: 'rollback', plan: good };
  return { action: 'keep', servingSha: null };
}

function observe(error: unknown): Observation {
  return error instanceof NotServing ? error.observation : observedDeployment(error);
}
