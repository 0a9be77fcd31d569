import { previewCost } from '../../action-shared/cost/preview-cost.ts';
import type { PreviewPlan } from '../../action-shared/documents/plan.ts';
import type {
  FailureReport,
  PhaseReport,
  PreviewReport,
  ServiceReport,
} from '../../action-shared/documents/report.ts';
import { beginReport, learnt } from '../../action-shared/session/report.ts';
import type { Run } from './context.ts';
import type { Subject } from '../../action-shared/preview/identify.ts';

/** The report of a deployment that has just begun. */
export function startReport(subject: Subject): PreviewReport {
  const reason = `Commit ${subject.sha.slice(0, 7)} is being deployed.`;
  return beginReport(subject, { kind: 'deploy', state: 'deploying', reason });
}

/** The report of a preview that serves the commit that was asked for. */
export function deployedReport(
  run: Run,
  plan: PreviewPlan,
  services: readonly ServiceReport[],
  phases: readonly PhaseReport[],
): PreviewReport {
  return {
    ...learnt(run.report, run.progress),
    state: 'ready',
    reason: `Commit ${plan.sha.slice(0, 7)} answers on every service.`,
    url: plan.url,
    ...(plan.database == null ? {} : { database: plan.database.name }),
    services: [...services],
    phases: [...phases],
    cost: previewCost(plan, run.base),
    expiresAt: plan.expiresAt,
    deploymentId: run.report.deploymentId ?? run.past?.serving?.id ?? null,
  };
}

/** The report of a deployment that failed, after what could be done about it was done. */
export function failedReport(
  run: Run,
  failure: FailureReport,
  services: readonly ServiceReport[],
): PreviewReport {
  const serving = failure.outcome === 'rolled-back' || failure.outcome === 'unchanged';
  const plan = serving ? (run.past?.lastGood ?? null) : null;
  return {
    ...learnt(run.report, run.progress),
    state: 'failed',
    reason: failure.cause,
    url: plan?.url ?? null,
    services: [...services],
    cost: plan === null ? null : previewCost(plan, run.base),
    failure,
  };
}
