import { peekAppName } from '../config/app-name.ts';
import type { FailureReport, Leftover, PreviewReport } from '../documents/report.ts';
import type { StackSnapshot } from '../engine/protocol.ts';
import { deployedPlan } from '../preview/deployed-plan.ts';
import { startProgress, step } from '../session/progress.ts';
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
  /** People have been told that the preview goes: then they are told how that ends. */
  announced: boolean;
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
    announced: deps.reasonToKeep === undefined,
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
  const reopenedBefore = await reopened(run);
  if (reopenedBefore !== null) return skipped(run, reopenedBefore);
  const before = await deps.snapshot(run.stack);
  // Who may still find that the preview stays tells nobody before that is clear.
  if (deps.reasonToKeep === undefined) await announce(run, before);
  // Held to the end: a deploy that follows must not be taken for a leftover, nor its deployment retired.
  await using stack = await step(run, 'lease', `Take the lease of ${run.stack}`, () =>
    deps.open(run.stack, run.progress),
  );
  const keep = (await reopened(run)) ?? (await deps.reasonToKeep?.(await stack.snapshot())) ?? null;
  if (keep !== null) return skipped(run, keep);
  if (deps.reasonToKeep !== undefined) await announce(run, before);
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

async function announce(run: Run, before: StackSnapshot): Promise<void> {
  run.announced = true;
  run.deps.remember(run.report);
  await run.deps.comment.show(run.report, { onlyExisting: !before.exists });
}

/**
 * The event says closed, but the pull request is open again: its preview is not ours to destroy.
 * Asked again with the lease in hand: a deploy that was waited for may have followed a reopening.
 */
async function reopened({ deps, inputs }: Run): Promise<string | null> {
  if (!inputs.fromCloseEvent) return null;
  if ((await deps.pullRequest(inputs.number))?.state !== 'open') return null;
  return `Pull request #${inputs.number} is open again: its preview stays.`;
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
      : destroyedReport({ run, existed, previous });
  await deps.comment.show(report, { onlyExisting: !existed && leftovers.length === 0 });
  const status = leftovers.length > 0 ? 'leftovers' : existed ? 'destroyed' : 'not-found';
  return { status, report };
}

function skipped(run: Run, reason: string): CleanupResult {
  run.deps.log(reason);
  return { status: 'skipped', report: skippedReport(run.report, reason, run.progress) };
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
  if (run.announced) await run.deps.comment.show(report, { onlyExisting: false });
  return { status: 'failed', report };
}
