import { isDeepStrictEqual } from 'node:util';
import type { PreviewReport } from '../../action-shared/documents/report.ts';
import { startProgress } from '../../action-shared/session/progress.ts';
import { announce, conclude, skipped, withdraw } from './conclude.ts';
import { step } from '../../action-shared/session/progress.ts';
import type { Run } from './context.ts';
import { closedMeanwhile, reasonToSkip } from '../../action-shared/preview/head.ts';
import { identify } from '../../action-shared/preview/identify.ts';
import { build } from './infrastructure.ts';
import type { DeployInputs } from './inputs.ts';
import type { DeployDeps, PreviewStack } from './ports.ts';
import { prepare } from './prepare.ts';
import type { Prepared } from './prepare.ts';
import { recover, refuse } from './recover.ts';
import { startReport } from './reports.ts';
import { verify } from './verify.ts';

/**
 * Deploys one preview. Every way out ends in a report, and the report in the comment, the deployment
 * status and the outputs; only a cancellation leaves that to `post`.
 *
 * @throws UserError when not even the app and the pull request can be told from the inputs.
 * @throws the reason of `deps.signal` when the job is cancelled.
 */
export async function run(inputs: DeployInputs, deps: DeployDeps): Promise<PreviewReport> {
  const subject = await identify(inputs, deps);
  const progress = startProgress(deps.now());
  const report = startReport(subject);
  const run: Run = { inputs, deps, subject, progress, report, past: null, plan: null, base: null };
  try {
    return await deploy(run);
  } catch (error) {
    deps.signal.throwIfAborted();
    return refuse(run, error);
  }
}

async function deploy(run: Run): Promise<PreviewReport> {
  const { deps, subject } = run;
  const pullRequest = await deps.pullRequest(subject.number);
  const skip = reasonToSkip(pullRequest, subject);
  if (skip !== null) return skipped(run, skip);
  const first = await step(run, 'validate', 'Check inputs, base, images and capacity', () =>
    prepare(run, pullRequest),
  );
  await using stack = await step(run, 'lease', `Take the lease of ${first.plan.stack}`, () =>
    deps.open(first.plan.stack, run.progress),
  );
  if (isDeepStrictEqual(await stack.snapshot(), first.past.snapshot))
    return await held(run, stack, first);
  // The stack changed while we waited for it: decide again, on what is true now.
  const now = await deps.pullRequest(subject.number);
  const late = reasonToSkip(now, subject);
  if (late !== null) return await skipped(run, late);
  const again = await step(run, 'validate', 'Check again, the stack has changed meanwhile', () =>
    prepare(run, now),
  );
  return await held(run, stack, again);
}

/** The part of a deployment during which the stack is ours. */
async function held(run: Run, stack: PreviewStack, prepared: Prepared): Promise<PreviewReport> {
  try {
    return await update(run, stack, prepared);
  } catch (error) {
    run.deps.signal.throwIfAborted();
    return recover(run, stack, error);
  }
}

async function update(run: Run, stack: PreviewStack, prepared: Prepared): Promise<PreviewReport> {
  const { deps, subject } = run;
  deps.remember(run.report, prepared.plan);
  // What is deployed already is confirmed quietly: nobody is told unless something has to change.
  if (!prepared.unchanged) await announce(run, prepared.plan);
  const changes = await build(run, stack, prepared);
  run.report = { ...run.report, changes };
  const plan = run.plan ?? prepared.plan;
  if (run.report.deploymentId === null && changes.list.length > 0) await announce(run, plan);
  const services = await verify(run, stack, plan);
  if (closedMeanwhile(await deps.pullRequest(subject.number))) return withdraw(run, stack);
  return conclude(run, plan, services);
}
