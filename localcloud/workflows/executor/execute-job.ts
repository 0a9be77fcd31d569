import { rmSync } from 'node:fs';
import { errorMessage } from '../../../action-shared/errors.ts';
import { prepareJob } from '../../runner/job.ts';
import { killTracked } from '../../runner/processes.ts';
import { startLog } from '../../runner/step-log.ts';
import type { JsonObject } from '../expressions/evaluate.ts';
import { asText, holds, resolveTexts } from '../expressions/evaluate.ts';
import type { StepFile } from '../files/workflow-file.ts';
import type { JobOutcome, JobRequest } from '../scheduler/ports.ts';
import type { ExecutorDeps, StepResult, StepUpdate } from './ports.ts';
import { runSteps } from './run-steps.ts';
import type { StepObserver } from './run-steps.ts';
import { CANCELLATION_MILLISECONDS, statusOf, stepScope } from './session.ts';
import type { Frame, Session } from './session.ts';

/** Runs a job as GitHub's runner does: its steps, then what their actions left for the end. */
export async function executeJob(
  deps: ExecutorDeps,
  request: JobRequest,
  cancel: AbortSignal,
): Promise<JobOutcome> {
  const lost = new AbortController();
  const session = sessionOf(deps, request, cancel, AbortSignal.any([deps.kill, lost.signal]));
  const limit = limitCancellation(cancel, () => lost.abort());
  const frame: Frame = { steps: {}, env: {}, inputs: null, action: {}, failed: false };
  try {
    const withEnv = { ...frame, env: jobEnvironment(session, frame) };
    const number = numbering();
    await runSteps(session, withEnv, request.job.steps, observerOf(session, number));
    await runPosts(session, withEnv, number);
    const orphans = await killTracked(session.job.trackingId);
    for (const { pid, name } of orphans) {
      session.log.own(`Terminate orphan process: pid (${pid}) (${name})`);
    }
    return {
      conclusion: cancel.aborted ? 'cancelled' : withEnv.failed ? 'failure' : 'success',
      outputs: outputsOf(session, withEnv),
    };
  } catch (error) {
    session.log.annotate('error', errorMessage(error));
    return { conclusion: cancel.aborted ? 'cancelled' : 'failure', outputs: {} };
  } finally {
    limit();
    rmSync(session.job.tempDir, { recursive: true, force: true });
  }
}

function sessionOf(
  deps: ExecutorDeps,
  request: JobRequest,
  cancel: AbortSignal,
  kill: AbortSignal,
): Session {
  const { runId, jobId, delivery } = request;
  const show = (line: string): void =>
    deps.record.appendJobLog({ runId, jobId, text: `${line}\n` });
  const log = startLog(show, false);
  const token = deps.tokenFor(request);
  const github = request.contexts['github'] as JsonObject;
  const identity = deps.identityFor(request);
  const hidden = [token, identity['ACTIONS_ID_TOKEN_REQUEST_TOKEN'] ?? ''];
  for (const secret of [...hidden, ...Object.values(request.secrets)]) {
    if (secret !== '') log.mask(secret);
  }
  const job = prepareJob(
    {
      repository: delivery.repository,
      sha: delivery.sha,
      ref: delivery.ref,
      runId,
      runAttempt: request.attempt,
      job: request.job.key,
      eventName: delivery.event,
      actor: delivery.actor,
      token,
      apiUrl: asText(github['api_url'] ?? null),
      serverUrl: asText(github['server_url'] ?? null),
    },
    delivery.payload,
    { tempDir: deps.jobFolder() },
  );
  const rest = { env: {}, paths: [], posts: [], identity };
  return { request, deps, job, log, cancel, kill, token, ...rest };
}

/** After a cancellation everything ends within five minutes. */
function limitCancellation(cancel: AbortSignal, end: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const start = (): void => void (timer = setTimeout(end, CANCELLATION_MILLISECONDS));
  if (cancel.aborted) start();
  else cancel.addEventListener('abort', start, { once: true });
  return () => {
    clearTimeout(timer);
    cancel.removeEventListener('abort', start);
  };
}

function jobEnvironment(session: Session, frame: Frame): Readonly<Record<string, string>> {
  const { file, job } = session.request;
  const ofWorkflow = resolveTexts(file.env, stepScope(session, frame));
  const withWorkflow = { ...frame, env: ofWorkflow };
  return { ...ofWorkflow, ...resolveTexts(job.env, stepScope(session, withWorkflow)) };
}

/** Numbers of the steps as GitHub counts them: "Set up job" is the first. */
function numbering(): (step: StepFile | string) => number {
  const known = new Map<StepFile | string, number>();
  return (step) => {
    const number = known.get(step) ?? known.size + 1;
    known.set(step, number);
    return number;
  };
}

function observerOf(session: Session, number: ReturnType<typeof numbering>): StepObserver {
  const { record } = session.deps;
  const { runId, jobId } = session.request;
  const update = (step: StepFile, name: string, over: Partial<StepUpdate>): void => {
    const place = { runId, jobId, number: number(step), name: session.log.masked(name) };
    record.updateStep({ ...place, ...over });
  };
  return {
    begin: (step, name) => update(step, name, { status: 'in_progress' }),
    end: (step, name, conclusion) => update(step, name, { conclusion }),
  };
}

async function runPosts(
  session: Session,
  frame: Frame,
  number: ReturnType<typeof numbering>,
): Promise<void> {
  const { record } = session.deps;
  const { runId, jobId } = session.request;
  for (const post of session.posts.toReversed()) {
    if (session.kill.aborted) return;
    const scope = { ...stepScope(session, post.frame), status: statusOf(session, frame) };
    if (!holds(post.condition, scope)) continue;
    const place = {
      runId,
      jobId,
      number: number(`post ${post.name} ${session.posts.indexOf(post)}`),
    };
    record.updateStep({ ...place, name: session.log.masked(post.name), status: 'in_progress' });
    session.log.newStep();
    session.log.own(`##[group]${post.name}`);
    session.log.own('##[endgroup]');
    const conclusion: StepResult = await post.run(postSignal(session));
    if (conclusion === 'failure') frame.failed = true;
    record.updateStep({ ...place, conclusion });
  }
}

/** A post that begins after the cancellation is not interrupted by it, only by the five minutes. */
function postSignal({ cancel, kill }: Session): AbortSignal {
  return cancel.aborted ? kill : cancel;
}

/** Outputs of the job; one that holds a secret is kept back, as GitHub does. */
function outputsOf(session: Session, frame: Frame): Readonly<Record<string, string>> {
  const outputs = resolveTexts(session.request.job.outputs, stepScope(session, frame));
  const kept = Object.entries(outputs).filter(([name, value]) => {
    const clean = session.log.masked(value) === value;
    if (!clean) {
      session.log.annotate('warning', `Skip output '${name}' since it may contain secret.`);
    }
    return clean;
  });
  return Object.fromEntries(kept);
}
