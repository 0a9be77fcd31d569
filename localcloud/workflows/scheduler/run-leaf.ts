import { errorMessage } from '../../../action-shared/errors.ts';
import type { JsonObject } from '../expressions/evaluate.ts';
import { holds, resolve, resolveText } from '../expressions/evaluate.ts';
import { isTemplateMapping } from '../files/template.ts';
import { DEFAULT_PERMISSIONS, readOnly } from '../plan/permissions.ts';
import type { Cancellation } from './cancellation.ts';
import { createCancellation } from './cancellation.ts';
import { enterConcurrency } from './enter-concurrency.ts';
import { endJob, recordJob } from './job-record.ts';
import type { JobOutcome, JobRequest } from './ports.ts';
import type { LeafResult, Leg } from './run-context.ts';
import { asJson, legScope } from './run-context.ts';

/** GitHub's own limit of a job, in minutes. */
const DEFAULT_TIMEOUT_MINUTES = 360;

/** Runs one job that has steps: its turn in the group, its environment, a runner, its end. */
export async function runLeaf(leg: Leg): Promise<LeafResult> {
  const { scope, job } = leg.node;
  const { run, workflow, prefix } = scope;
  const name = nameOf(leg);
  const jobId = recordJob(run, workflow, { key: leg.key, name, needs: job.needs }, prefix);
  run.deps.runs.updateJob({ runId: run.runId, jobId, name });
  const cancellation = ownCancellation(leg);
  let ended: Ended;
  try {
    ended = await inTurn(leg, jobId, cancellation);
  } catch (error) {
    ended = { conclusion: 'failure', outputs: {}, because: errorMessage(error) };
  }
  endJob(run, jobId, ended.conclusion, ended.because);
  const tolerated = ended.conclusion === 'failure' && continuesOnError(leg);
  const result = tolerated ? 'success' : ended.conclusion;
  run.results.set(leg.key, { result, outputs: ended.outputs });
  return { result, outputs: ended.outputs };
}

interface Ended extends JobOutcome {
  /** '' when the log says it already. */
  readonly because: string;
}

/**
 * What cancels this job: the matrix and the group do at once; the run does when the job's condition
 * no longer holds (GitHub docs, "Workflow cancellation").
 */
function ownCancellation(leg: Leg): Cancellation {
  const own = createCancellation();
  const { scope, job, status } = leg.node;
  leg.cancellation.onCancel((reason) => own.cancel(reason));
  scope.cancellation.onCancel((reason) => {
    const cancelled = { ...legScope(leg), status: { ...status, cancelled: true } };
    if (!holds(job.if, cancelled)) own.cancel(reason);
  });
  return own;
}

async function inTurn(leg: Leg, jobId: number, cancellation: Cancellation): Promise<Ended> {
  const { scope, job } = leg.node;
  const { runId, deps } = scope.run;
  const entered = await enterConcurrency(scope, {
    concurrency: job.concurrency,
    names: legScope(leg),
    cancellation,
    who: leg.key,
    onWait: () => deps.runs.updateJob({ runId, jobId, status: 'pending' }),
  });
  if (entered === null) return cancelledBy(cancellation);
  try {
    const environment = environmentOf(leg);
    const refused =
      environment === null ? null : await environmentRefusal(leg, jobId, environment, cancellation);
    return refused ?? (await onRunner(leg, jobId, environment, cancellation));
  } finally {
    entered.leave();
  }
}

function cancelledBy({ reason }: Cancellation): Ended {
  return { conclusion: 'cancelled', outputs: {}, because: reason };
}

function environmentOf(leg: Leg): string | null {
  const { environment } = leg.node.job;
  const name = isTemplateMapping(environment) ? (environment['name'] ?? null) : environment;
  const text = name === null ? '' : resolveText(name, legScope(leg));
  return text === '' ? null : text;
}

/** Null when the job may go on. */
async function environmentRefusal(
  leg: Leg,
  jobId: number,
  environment: string,
  cancellation: Cancellation,
): Promise<Ended | null> {
  const { runId, deps } = leg.node.scope.run;
  const file = leg.node.job.environment;
  const deployment = !(isTemplateMapping(file) && file['deployment'] === false);
  const asked = deps.requestEnvironment({ runId, jobId, environment, deployment });
  const stopped = new Promise<null>((resolve) => void cancellation.onCancel(() => resolve(null)));
  const answer = await Promise.race([asked, stopped]);
  if (answer === null || answer.state === 'cancelled') return cancelledBy(cancellation);
  if (answer.state === 'approved') return null;
  const because = `The deployment was rejected or didn't satisfy other protection rules. ${answer.comment}`;
  return { conclusion: 'failure', outputs: {}, because: because.trim() };
}

async function onRunner(
  leg: Leg,
  jobId: number,
  environment: string | null,
  cancellation: Cancellation,
): Promise<Ended> {
  const { run } = leg.node.scope;
  const release = await run.slots.take(cancellation);
  if (release === null) return cancelledBy(cancellation);
  run.deps.runs.updateJob({ runId: run.runId, jobId, status: 'in_progress' });
  const minutes = timeoutOf(leg);
  const stopTimer = run.deps.after(minutes * 60_000, () => {
    cancellation.cancel(`The job has exceeded the maximum execution time of ${minutes}m0s`);
  });
  const controller = new AbortController();
  cancellation.onCancel((reason) => controller.abort(reason));
  try {
    const request = requestOf(leg, jobId, environment);
    const outcome = await run.deps.executeJob(request, controller.signal);
    return { ...outcome, because: cancellation.reason };
  } finally {
    stopTimer();
    release();
  }
}

function timeoutOf(leg: Leg): number {
  const value = resolve(leg.node.job.timeoutMinutes, legScope(leg));
  return value === null ? DEFAULT_TIMEOUT_MINUTES : Number(value);
}

function continuesOnError(leg: Leg): boolean {
  return resolve(leg.node.job.continueOnError, legScope(leg)) === true;
}

function nameOf(leg: Leg): string {
  const { scope, job } = leg.node;
  if (job.name === null) return leg.key;
  return `${scope.prefix}${resolveText(job.name, legScope(leg))}`;
}

function requestOf(leg: Leg, jobId: number, environment: string | null): JobRequest {
  const { scope, job } = leg.node;
  const { run, workflow } = scope;
  const { repository } = run.delivery;
  const own = environment === null ? null : run.deps.settings(repository, environment);
  const granted = workflow.permissions[job.key] ?? DEFAULT_PERMISSIONS;
  const vars: JsonObject = { ...run.vars, ...(own === null ? {} : asJson(own.variables)) };
  return {
    runId: run.runId,
    jobId,
    key: leg.key,
    name: nameOf(leg),
    attempt: run.attempt,
    delivery: run.delivery,
    workflow: run.workflow.identity,
    holder: workflow.identity,
    file: workflow.file,
    job,
    contexts: { ...legScope(leg).contexts, vars },
    secrets: { ...scope.secrets, ...(run.untrusted ? {} : own?.secrets) },
    permissions: run.untrusted ? readOnly(granted) : granted,
    environment,
  };
}
