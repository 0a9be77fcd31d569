import {
  isDisruptive,
  planFailureSection,
  planSection,
} from '../../action-shared/comment/plan-section.ts';
import type { PreviewPlan } from '../../action-shared/documents/plan.ts';
import type { PreviewReport, ResourceChanges } from '../../action-shared/documents/report.ts';
import { decidePlan } from '../../action-shared/preview/decide-plan.ts';
import { deployedPlan } from '../../action-shared/preview/deployed-plan.ts';
import { reasonToSkip } from '../../action-shared/preview/head.ts';
import { identify } from '../../action-shared/preview/identify.ts';
import type { Subject } from '../../action-shared/preview/identify.ts';
import type { PlanSources } from '../../action-shared/preview/plan-sources.ts';
import type { PreviewWorld } from '../../action-shared/preview/preview-world.ts';
import { startProgress, step } from '../../action-shared/session/progress.ts';
import type { Progress } from '../../action-shared/session/progress.ts';
import {
  beginReport,
  learnt,
  observedDeployment,
  skippedReport,
} from '../../action-shared/session/report.ts';
import type { PlanPreviewInputs } from './inputs.ts';

export interface PlanDeps extends PreviewWorld, PlanSources {
  now(): number;
  /** What an update to this plan would change; takes no lock, changes nothing. */
  changes(plan: PreviewPlan): Promise<ResourceChanges>;
  /** Commit that serves in this GitHub environment, null for none; undefined: it cannot be told. */
  serving(environment: string): Promise<string | null | undefined>;
  /** Writes the section `plan` of the comment; empty: takes it away. */
  showPlan(app: string, text: string): Promise<void>;
}

/** What came of it; `section` is what people read, in the comment and in the job's summary. */
export type PlanResult =
  | {
      readonly status: 'planned' | 'unchanged';
      readonly plan: PreviewPlan;
      readonly changes: ResourceChanges;
      readonly disruptive: boolean;
      readonly section: string;
    }
  | { readonly status: 'skipped'; readonly reason: string; readonly section: string }
  | {
      readonly status: 'failed';
      readonly report: PreviewReport;
      readonly section: string;
    };

interface Run {
  readonly inputs: PlanPreviewInputs;
  readonly deps: PlanDeps;
  readonly subject: Subject;
  readonly progress: Progress;
  readonly report: PreviewReport;
}

/**
 * Tells what deploying a commit would change. Every way out ends in the comment.
 *
 * @throws the reason of `deps.signal` when the job is cancelled.
 */
export async function run(inputs: PlanPreviewInputs, deps: PlanDeps): Promise<PlanResult> {
  const subject = await identify(inputs, deps);
  const reason = `Commit ${subject.sha.slice(0, 7)} is being planned.`;
  const report = beginReport(subject, { kind: 'deploy', state: 'building', reason });
  const run: Run = { inputs, deps, subject, progress: startProgress(deps.now()), report };
  try {
    return await makePlan(run);
  } catch (error) {
    deps.signal.throwIfAborted();
    return failed(run, error);
  }
}

async function makePlan(run: Run): Promise<PlanResult> {
  const { deps, subject, inputs } = run;
  const pullRequest = await deps.pullRequest(subject.number);
  const skip = reasonToSkip(pullRequest, subject);
  if (skip !== null) return skipped(run, skip);
  const plan = await step(run, 'validate', 'Check inputs, base, images and capacity', async () => {
    const previous = deployedPlan(await deps.snapshot(subject.stack));
    return decidePlan({ inputs, subject, pullRequest, previous }, deps);
  });
  const changes = await step(run, 'plan', `Plan stack ${plan.stack}`, () => deps.changes(plan));
  const section = planSection(plan.sha, changes);
  const status = changes.list.length === 0 ? 'unchanged' : 'planned';
  // A comment that says ready of this very commit has nothing to add.
  const told = status === 'unchanged' && (await deps.comment.saysReady(subject.app, subject.sha));
  await deps.showPlan(subject.app, told ? '' : section);
  return { status, plan, changes, disruptive: isDisruptive(changes), section };
}

async function skipped(run: Run, reason: string): Promise<PlanResult> {
  run.deps.log(`Skipped: ${reason}`);
  await run.deps.comment.show(skippedReport(run.report, reason, run.progress));
  return { status: 'skipped', reason, section: reason };
}

async function failed(run: Run, error: unknown): Promise<PlanResult> {
  const { deps, subject } = run;
  const observed = observedDeployment(error);
  const serving = await deps.serving(subject.githubEnvironment);
  const report: PreviewReport = {
    ...learnt(run.report, run.progress),
    state: 'failed',
    reason: observed.cause,
    failure: {
      ...observed,
      phase: run.progress.current,
      outcome: 'unchanged',
      servingSha: serving ?? null,
    },
  };
  // What serves is part of the status: where that is unknown, only the plan's own section can be true.
  if (serving !== undefined) await deps.comment.show(report);
  const section = planFailureSection(subject.sha, observed.cause, observed.remedy);
  await deps.showPlan(subject.app, serving === undefined ? section : '');
  return { status: 'failed', report, section };
}
