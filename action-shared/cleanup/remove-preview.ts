import { peekAppName } from '../config/app-name.ts';
import type { FailureReport, Leftover, PreviewReport } from '../documents/report.ts';
import { deployedPlan } from '../preview/deployed-plan.ts';
import { phase, startProgress } from '../session/progress.ts';
import type { Progress } from '../session/progress.ts';
import { observedError, skippedReport } from '../session/report.ts';
import type { CleanupDeps, CleanupStack, RemovalInputs } from './ports.ts';
import { destroyedReport, failedReport, leftoversReport, startReport } from './reports.ts';
import { retireDeployments } from './retire.ts';

/** What the action did, beside the report: the value of its `status` output. */
export type CleanupStatus = 'destroyed' | 'not-found' | 'leftovers' | 'failed' | 'skipped';

export interface CleanupResult {
  readonly status: CleanupStatus;
  readonly report: PreviewReport;
}

interface Run {
  readonly inputs: RemovalInputs;
  readonly deps: CleanupDeps;
  readonly progress: Progress;
  readonly stack: string;
  report: PreviewReport;
}

/**
 * Destroys a preview and proves that nothing is left. Running it for a preview that is not there, or a
 * second time, is a success that is verified all the same.
 *
 * @throws the reason of `deps.signal` when the job is cancelled.
 */
export async function removePreview(
  inputs: RemovalInputs,
  deps: CleanupDeps,
): Promise<CleanupResult> {
  const app = inputs.app ?? peekAppName(await deps.appFile(), inputs.repository);
  const report = startReport(app, inputs);
  const run: Run = {
    inputs,
    deps,
    progress: startProgress(deps.now()),
    stack: report.stack,
    report,
  };
  try {
    return await cleanUp(run);
  } catch (error) {
    deps.signal.throwIfAborted();
    return failed(run, error);
  }
}

async function cleanUp(run: Run): Promise<CleanupResult> {
  const { deps, inputs } = run;
  if (await reopened(run)) return skipped(run);
  const before = await deps.snapshot(run.stack);
  deps.remember(run.report);
  await deps.comment.show(run.report, { onlyExisting: !before.exists });
  // Held to the end: a deploy that follows must not be taken for a leftover, nor its deployment retired.
  await using stack = await step(run, 'lease', `Take the lease of ${run.stack}`, () =>
    deps.open(run.stack, run.progress),
  );
  if (await reopened(run)) return await skipped(run);
  const found = await step(run, 'destroy', `Destroy stack ${run.stack}`, () => destroy(run, stack));
  const leftovers = inputs.verify
    ? await step(run, 'verify', 'Ask AWS what is left', () =>
        deps.leftovers(run.report, deployedPlan(before)),
      )
    : [];
  await step(run, 'deployments', 'Retire the deployments', () =>
    retireDeployments(deps, inputs, run.report.app, run.progress),
  );
  return await conclude(run, found || before.exists, leftovers);
}

/**
 * The event says closed, but the pull request is open again: its preview is not ours to destroy.
 * Asked again with the lease in hand: a deploy that was waited for may have followed a reopening.
 */
async function reopened(run: Run): Promise<boolean> {
  if (!run.inputs.fromCloseEvent) return false;
  return (await run.deps.pullRequest(run.inputs.number))?.state === 'open';
}

/** True when there was a stack. */
async function destroy(run: Run, stack: CleanupStack): Promise<boolean> {
  if (!(await stack.snapshot()).exists) {
    run.deps.log(`There is no stack ${run.stack}: nothing to destroy.`);
    return false;
  }
  const changes = await stack.destroy();
  run.report = { ...run.report, changes };
  return true;
}

async function conclude(
  run: Run,
  existed: boolean,
  leftovers: readonly Leftover[],
): Promise<CleanupResult> {
  const { deps, progress } = run;
  const previous = await deps.comment.previousPhases(run.report.app);
  const report =
    leftovers.length > 0
      ? leftoversReport(run.report, leftovers, progress)
      : destroyedReport(run.report, existed, progress, previous, run.inputs.verify);
  await deps.comment.show(report, { onlyExisting: !existed && leftovers.length === 0 });
  const status = leftovers.length > 0 ? 'leftovers' : existed ? 'destroyed' : 'not-found';
  return { status, report };
}

async function skipped(run: Run): Promise<CleanupResult> {
  const reason = `Pull request #${run.inputs.number} is open again: its preview stays.`;
  run.deps.log(reason);
  return Promise.resolve({
    status: 'skipped',
    report: skippedReport(run.report, reason, run.progress),
  });
}

async function failed(run: Run, error: unknown): Promise<CleanupResult> {
  const failure: FailureReport = {
    ...observedError(
      error,
      'Run the cleanup again when the cause is gone; it goes on where it stopped.',
    ),
    phase: run.progress.current,
    outcome: 'unfinished',
    servingSha: null,
  };
  const report = failedReport(run.report, failure, run.progress);
  await run.deps.comment.show(report, { onlyExisting: false });
  return { status: 'failed', report };
}

function step<T>(run: Run, name: string, title: string, body: () => Promise<T>): Promise<T> {
  run.deps.signal.throwIfAborted();
  return phase(run.progress, name, title, run.deps, body);
}
