import { previewEnvironment, previewStack } from '../naming/preview-names.ts';
import type { FailureReport, PreviewReport } from '../documents/report.ts';
import { REPORT_CONTRACT } from '../documents/report.ts';
import { UserError, errorMessage } from '../errors.ts';
import type { Progress } from './progress.ts';
import { taskFailure } from './task-failure.ts';

/** Which preview a run is about. */
export interface PreviewSubject {
  readonly app: string;
  readonly number: number;
  readonly sha: string;
  readonly repository: string;
  readonly base: string;
  readonly links: { readonly run: string | null; readonly logs: string | null };
}

/** Name of the GitHub environment from its template (`preview-pr-{number}`). */
export function githubEnvironmentOf(template: string, app: string, number: number): string {
  return template.replaceAll('{number}', String(number)).replaceAll('{app}', app);
}

/** The report of a run that has just begun. */
export function beginReport(
  subject: PreviewSubject,
  begun: Pick<PreviewReport, 'kind' | 'state' | 'reason'>,
): PreviewReport {
  return {
    contract: REPORT_CONTRACT,
    ...begun,
    app: subject.app,
    number: subject.number,
    repository: subject.repository,
    environment: previewEnvironment(subject.number),
    stack: previewStack(subject.app, subject.number),
    base: subject.base,
    sha: subject.sha,
    url: null,
    services: [],
    changes: null,
    phases: [],
    cost: null,
    expiresAt: null,
    failure: null,
    leftovers: [],
    healed: [],
    warnings: [],
    links: { run: subject.links.run, logs: subject.links.logs, deployment: null },
    deploymentId: null,
  };
}

/** What a failed run was seen to be; in which phase, and what was done about it, is added later. */
export type Observation = Omit<FailureReport, 'outcome' | 'servingSha' | 'phase'>;

/** A failure of which nothing is known but the error itself. */
export function observedError(error: unknown, remedy: string): Observation {
  return {
    service: null,
    cause: errorMessage(error),
    stoppedReason: null,
    exitCode: null,
    targetHealth: null,
    logLines: [],
    remedy,
  };
}

const TASK_REMEDY =
  'See the last log lines for the error, correct it and push again; the task runs again with the next deployment.';

/** A deployment, or the plan of one, that failed of nothing but this error. */
export function observedDeployment(error: unknown): Observation {
  const task = taskFailure(errorMessage(error));
  if (task !== null)
    return { ...observedError(error, TASK_REMEDY), ...task, logLines: [...task.logLines] };
  const remedy =
    error instanceof UserError
      ? 'Correct what is named above and push again, or run the job again.'
      : 'See the log of the run; run the job again when the cause is gone.';
  return observedError(error, remedy);
}

/** The report with all that the run has learnt so far. */
export function learnt(report: PreviewReport, progress: Progress): PreviewReport {
  return {
    ...report,
    phases: [...progress.phases],
    healed: [...progress.healed],
    warnings: [...progress.warnings],
  };
}

/** The report of a run that changed nothing on purpose, with the reason. */
export function skippedReport(
  report: PreviewReport,
  reason: string,
  progress: Progress,
): PreviewReport {
  return { ...learnt(report, progress), state: 'skipped', reason };
}
