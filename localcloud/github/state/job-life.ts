import { z } from 'zod';
import { UserError } from '../../../action-shared/errors.ts';
import { settleDeployment } from './deployment-life.ts';
import type { Conclusion, Job, Run, RunAttempt, Step } from './run-model.ts';
import type { Store } from './store.ts';

const conclusion = z.enum([
  'success',
  'failure',
  'neutral',
  'cancelled',
  'skipped',
  'timed_out',
  'action_required',
]);
const of = { runId: z.int(), jobId: z.int() };

/** What a runner does to the jobs of a run's newest attempt. */
export const jobInputs = {
  addJob: z.strictObject({
    runId: z.int(),
    /** Unique within the attempt; what `needs` names. */
    key: z.string().min(1),
    /** @default the key */
    name: z.string().optional(),
    needs: z.array(z.string()).default([]),
    status: z.enum(['queued', 'pending', 'in_progress']).default('queued'),
    /** For OIDC's `job_workflow_ref`: `org/repo/.github/workflows/deploy.yml@refs/tags/v1`. */
    workflowRef: z.string().nullable().default(null),
    workflowSha: z.string().nullable().default(null),
    steps: z.array(z.string()).default([]),
  }),
  updateJob: z.strictObject({
    ...of,
    name: z.string().optional(),
    status: z.enum(['queued', 'pending', 'in_progress', 'completed']).optional(),
    /** Completes the job. */
    conclusion: conclusion.optional(),
  }),
  /** Adds the step when its number is new. */
  updateStep: z.strictObject({
    ...of,
    number: z.int().min(1),
    name: z.string().optional(),
    status: z.enum(['queued', 'in_progress', 'completed']).optional(),
    conclusion: conclusion.optional(),
  }),
  appendJobLog: z.strictObject({ ...of, text: z.string() }),
  appendJobSummary: z.strictObject({ ...of, text: z.string() }),
} as const;

type Input<K extends keyof typeof jobInputs> = z.output<(typeof jobInputs)[K]>;

/** Adds a job to the newest attempt of a run; gives its id. */
export function addJob(store: Store, input: Input<'addJob'>): { readonly jobId: number } {
  const { attempt } = newest(store, input.runId);
  if (attempt.status === 'completed') {
    throw new UserError(`Run ${input.runId} has ended: no job can be added.`);
  }
  const known = attempt.jobs.findIndex((one) => one.key === input.key);
  if (attempt.jobs[known]?.attempt === attempt.attempt) {
    throw new UserError(`Run ${input.runId} has a job ${input.key} already.`);
  }
  // One that was carried over from the attempt before runs again after all.
  if (known !== -1) attempt.jobs.splice(known, 1);
  const { steps, status, ...what } = input;
  const job = newJob(store, attempt.attempt, what);
  job.steps = steps.map((name, index) => newStep(index + 1, name));
  attempt.jobs.push(job);
  if (status !== 'queued') change(store, attempt, job, status);
  return { jobId: job.id };
}

/** Changes a job. What is over stays over: an ended job takes no other status or conclusion. */
export function updateJob(store: Store, input: Input<'updateJob'>): void {
  const { attempt, job } = requireJob(store, input);
  job.name = input.name ?? job.name;
  const status = input.conclusion === undefined ? input.status : 'completed';
  if (status === undefined) return;
  if (job.status === 'completed' && job.conclusion === input.conclusion) return;
  if (job.status === 'completed') throw new UserError(`Job ${job.key} has ended already.`);
  if (status === 'completed') conclude(store, job, input.conclusion ?? 'success');
  else change(store, attempt, job, status);
}

/** Adds or changes a step. */
export function updateStep(store: Store, input: Input<'updateStep'>): void {
  const { job } = requireJob(store, input);
  let step = job.steps.find((one) => one.number === input.number);
  if (step === undefined) {
    step = newStep(input.number, input.name ?? `Step ${input.number}`);
    job.steps.push(step);
    job.steps.sort((a, b) => a.number - b.number);
  }
  step.name = input.name ?? step.name;
  const now = store.now();
  const status = input.conclusion === undefined ? input.status : 'completed';
  if (status === undefined) return;
  step.status = status;
  if (status !== 'queued') step.startedAt ??= now;
  if (status !== 'completed') return;
  step.completedAt = now;
  step.conclusion = input.conclusion ?? 'success';
}

/** Adds text to a job's log. */
export function appendJobLog(store: Store, input: Input<'appendJobLog'>): void {
  requireJob(store, input).job.log += input.text;
}

/** Adds Markdown to a job's summary. */
export function appendJobSummary(store: Store, input: Input<'appendJobSummary'>): void {
  requireJob(store, input).job.summary += input.text;
}

/** A job of the newest attempt of a run; a `UserError` when there is none. */
export function requireJob(
  store: Store,
  { runId, jobId }: { readonly runId: number; readonly jobId: number },
): { run: Run; attempt: RunAttempt; job: Job } {
  const { run, attempt } = newest(store, runId);
  const job = attempt.jobs.find((one) => one.id === jobId);
  if (job === undefined) throw new UserError(`Run ${runId} has no job ${jobId}.`);
  return { run, attempt, job };
}

/** A job that has not begun. */
export function newJob(
  store: Store,
  attempt: number,
  what: Pick<Job, 'key'> &
    Partial<Pick<Job, 'needs' | 'workflowRef' | 'workflowSha'>> & {
      readonly name?: string | undefined;
    },
): Job {
  return {
    id: store.id(),
    key: what.key,
    name: what.name ?? what.key,
    needs: what.needs ?? [],
    attempt,
    createdAt: store.now(),
    startedAt: null,
    completedAt: null,
    status: 'queued',
    conclusion: null,
    environment: null,
    deployment: null,
    reviewAskedAt: null,
    workflowRef: what.workflowRef ?? null,
    workflowSha: what.workflowSha ?? null,
    idToken: false,
    steps: [],
    log: '',
    summary: '',
  };
}

/** Ends a job: its open steps end with it, its token is void, a waiting environment lets go. */
export function conclude(store: Store, job: Job, conclusion: Conclusion): void {
  const now = store.now();
  for (const step of job.steps) endStep(step, conclusion, now);
  Object.assign(job, { status: 'completed', conclusion, completedAt: now });
  if (conclusion !== 'skipped') job.startedAt ??= now;
  job.reviewAskedAt = null;
  const { tokens } = store.state;
  store.state.tokens = tokens.filter((one) => one.job?.jobId !== job.id);
  settleDeployment(store, job);
  store.signals.answers.emit({ jobId: job.id, state: 'cancelled', by: null, comment: '' });
}

function endStep(step: Step, conclusion: Conclusion, now: string): void {
  if (step.status === 'completed') return;
  const began = step.status === 'in_progress';
  step.status = 'completed';
  step.completedAt = now;
  step.conclusion = began ? conclusion : 'skipped';
}

function change(
  store: Store,
  attempt: RunAttempt,
  job: Job,
  status: 'queued' | 'pending' | 'in_progress',
): void {
  job.status = status;
  if (status !== 'in_progress') return;
  job.startedAt ??= store.now();
  attempt.status = 'in_progress';
  settleDeployment(store, job);
}

function newest(store: Store, runId: number): { run: Run; attempt: RunAttempt } {
  const run = store.state.runs.find((one) => one.id === runId);
  const attempt = run?.attempts.at(-1);
  if (run !== undefined && attempt !== undefined) return { run, attempt };
  throw new UserError(`The local GitHub has no run ${runId}.`);
}

function newStep(number: number, name: string): Step {
  const open = { status: 'queued', conclusion: null, startedAt: null, completedAt: null } as const;
  return { number, name, ...open };
}
