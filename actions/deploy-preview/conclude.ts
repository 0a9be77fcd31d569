import type { PreviewPlan } from '../../action-shared/documents/plan.ts';
import type { PreviewReport, ServiceReport } from '../../action-shared/documents/report.ts';
import { comparePhases } from '../../action-shared/session/progress.ts';
import { learnt, skippedReport } from '../../action-shared/session/report.ts';
import { step } from '../../action-shared/session/progress.ts';
import type { Run } from './context.ts';
import type { PreviewStack } from './ports.ts';
import { deployedReport } from './reports.ts';

/** From here on people are told: GitHub has a deployment in progress, the comment says deploying. */
export async function announce(run: Run, plan: PreviewPlan): Promise<void> {
  const { deps, subject } = run;
  run.report = { ...run.report, expiresAt: plan.expiresAt };
  const deployment = await deps.deployments.start(subject.githubEnvironment, plan);
  const links = { ...run.report.links, deployment: deployment.url };
  run.report = { ...run.report, deploymentId: deployment.id, links };
  deps.remember(run.report, plan);
  // Where it will be can be told already; whether it is there the report says at the end.
  await deps.comment.show({ ...run.report, url: plan.url });
}

/** The preview is ready: says so everywhere, unless everything says so already. */
export async function conclude(
  run: Run,
  plan: PreviewPlan,
  services: readonly ServiceReport[],
): Promise<PreviewReport> {
  const { deps, subject } = run;
  const announced = run.report.deploymentId !== null;
  const phases = comparePhases(run.progress.phases, await deps.comment.previousPhases(subject.app));
  const report = deployedReport(run, plan, services, phases);
  if (announced) await tell(run, report);
  else if (!(await deps.comment.saysReady(subject.app, subject.sha)))
    await deps.comment.show(report);
  return report;
}

/** Publishes a report that ends an announced deployment, and retires the deployments before it. */
export async function tell(run: Run, report: PreviewReport): Promise<void> {
  const { deps, subject } = run;
  if (report.deploymentId !== null) {
    await deps.deployments.finish(report.deploymentId, report);
    if (report.state === 'ready' || report.state === 'destroyed') {
      await deps.deployments.deactivate(subject.githubEnvironment, report.deploymentId);
    }
  }
  await deps.comment.show(report);
}

/** The pull request was closed meanwhile: nobody wants what was just made, so it goes at once. */
export async function withdraw(run: Run, stack: PreviewStack): Promise<PreviewReport> {
  const reason =
    'The pull request was closed while its preview was being deployed: the preview was removed at once.';
  run.deps.log(reason);
  const changes = await step(run, 'destroy', 'Destroy, the pull request is closed', () =>
    stack.destroy(),
  );
  const report = {
    ...learnt(run.report, run.progress),
    state: 'destroyed',
    reason,
    changes,
  } as const;
  await tell(run, report);
  return report;
}

/** Ends the run without a deployment, with the reason in the comment. */
export async function skipped(run: Run, reason: string): Promise<PreviewReport> {
  run.deps.log(`Skipped: ${reason}`);
  const report = skippedReport(run.report, reason, run.progress);
  await tell(run, report);
  return report;
}
