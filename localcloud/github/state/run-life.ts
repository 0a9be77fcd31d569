import { z } from 'zod';
import { UserError } from '../../../action-shared/errors.ts';
import { conclude, newJob } from './job-life.ts';
import { mergeCommit } from './merge.ts';
import type { Artifact, Job, Run, RunAttempt } from './run-model.ts';
import { conclusionOf, latestAttempt } from './run-status.ts';
import { requirePull, requireRepository } from './require.ts';
import { ensureUser, fullName } from './store.ts';
import type { Store } from './store.ts';

const runId = z.int();

/** What a runner does to a run. */
export const runInputs = {
  createRun: z.strictObject({
    repo: z.string(),
    name: z.string().default('Preview'),
    workflow: z.string().default('.github/workflows/preview.yml'),
    event: z.string().default('pull_request'),
    /** The pull request it runs for. */
    number: z.int().nullable().default(null),
    /** Default: the pull request's head; of other events the default branch's. */
    headSha: z.string().optional(),
    headBranch: z.string().optional(),
    /** `GITHUB_REF`. Default: `refs/pull/<number>/merge`; of other events the branch. */
    ref: z.string().optional(),
    /** `GITHUB_SHA`. Default: the merge commit; of other events the head. */
    sha: z.string().optional(),
    title: z.string().optional(),
    actor: z.string().default('octocat'),
    /** Name of the only job, in progress at once; `null`: queued, jobs come with `addJob`. */
    job: z.string().nullable().default('preview'),
  }),
  completeRun: z.strictObject({
    runId,
    /** Default: what the conclusions of its jobs make; none ended: success. */
    conclusion: z
      .enum(['success', 'failure', 'neutral', 'cancelled', 'skipped', 'timed_out'])
      .optional(),
  }),
  rerun: z.strictObject({
    runId,
    /** Carries the jobs that succeeded over, instead of starting anew. @default false */
    failedOnly: z.boolean().default(false),
    /** Who asked. @default who started the run */
    actor: z.string().optional(),
  }),
  /** Notes an artifact; one of the same name is replaced. */
  addArtifact: z.strictObject({
    runId,
    name: z.string().min(1),
    sizeBytes: z.int().min(0),
    digest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  }),
  /** Adds to the log of the first job (plain text with workflow commands). */
  appendLog: z.strictObject({ runId, text: z.string() }),
  /** Adds to the summary of the first job (Markdown). */
  appendSummary: z.strictObject({ runId, text: z.string() }),
} as const;

type Input<K extends keyof typeof runInputs> = z.output<(typeof runInputs)[K]>;

/** Numbers of a run, as `GITHUB_RUN_ID`, `GITHUB_RUN_NUMBER` and `GITHUB_RUN_ATTEMPT` want them. */
export interface RunHandle {
  readonly runId: number;
  readonly runNumber: number;
  readonly attempt: number;
}

/** Starts a run of a workflow. */
export function createRun(store: Store, input: Input<'createRun'>): RunHandle {
  const repo = fullName(requireRepository(store, input.repo));
  const { runs } = store.state;
  const number = runs.filter((one) => one.repo === repo && one.workflow === input.workflow).length;
  ensureUser(store, input.actor);
  const run: Run = {
    id: store.id(),
    repo,
    number: number + 1,
    name: input.name,
    workflow: input.workflow,
    event: input.event,
    ...placeOf(store, input),
    actor: input.actor,
    pull: input.number,
    createdAt: store.now(),
    simple: input.job !== null,
    cancelRequestedBy: null,
    reviews: [],
    artifacts: [],
    attempts: [],
  };
  run.attempts.push(newAttempt(store, 1, input.actor, startedJobs(store, 1, input.job)));
  runs.push(run);
  return { runId: run.id, runNumber: run.number, attempt: 1 };
}

/** Of what the run is: a pull request's merge commit, or a branch's head. */
function placeOf(
  store: Store,
  input: Input<'createRun'>,
): Pick<Run, 'title' | 'headSha' | 'headBranch' | 'ref' | 'sha'> {
  const repository = requireRepository(store, input.repo);
  const issue = input.number === null ? null : requirePull(store, input.repo, input.number);
  const ofPull = issue !== null && input.event.startsWith('pull_request');
  const headBranch =
    input.headBranch ?? (ofPull ? issue.pull.headBranch : repository.defaultBranch);
  const head = ofPull ? issue.pull.headSha : repository.branches[headBranch];
  const headSha = input.headSha ?? head ?? '';
  const ref = ofPull ? `refs/pull/${issue.number}/merge` : `refs/heads/${headBranch}`;
  const sha = ofPull ? mergeCommit(store, repository, issue) : headSha;
  const title = input.title ?? issue?.title ?? input.name;
  return { title, headSha, headBranch, ref: input.ref ?? ref, sha: input.sha ?? sha };
}

/** Ends the latest attempt of a run, and jobs of it that have not ended with it. */
export function completeRun(store: Store, input: Input<'completeRun'>): void {
  const { attempt } = requireRun(store, input.runId);
  const ended = attempt.jobs.filter((job) => job.status === 'completed');
  const conclusion = input.conclusion ?? conclusionOf(ended);
  for (const job of attempt.jobs) {
    if (job.status === 'completed') continue;
    const never = conclusion === 'cancelled' ? 'cancelled' : 'skipped';
    conclude(store, job, job.status === 'in_progress' ? conclusion : never);
  }
  attempt.status = 'completed';
  attempt.conclusion = conclusion;
  attempt.completedAt = store.now();
}

/**
 * Starts another attempt of a run. A run made by a shortcut has its one job in progress again; of
 * others the attempt is queued, without jobs or (`failedOnly`) with those that succeeded.
 */
export function rerun(store: Store, input: Input<'rerun'>): RunHandle {
  const { run, attempt } = requireRun(store, input.runId);
  if (attempt.status !== 'completed') {
    throw new UserError(
      `Run ${input.runId} is still running: complete it before running it again.`,
    );
  }
  const next = attempt.attempt + 1;
  const first = run.simple ? (attempt.jobs[0]?.name ?? run.name) : null;
  const kept = keptJobs(attempt.jobs);
  const jobs = input.failedOnly && !run.simple ? kept : startedJobs(store, next, first);
  run.cancelRequestedBy = null;
  run.attempts.push(newAttempt(store, next, input.actor ?? run.actor, jobs));
  return { runId: run.id, runNumber: run.number, attempt: next };
}

/** Notes an artifact of a run; gives its id. */
export function addArtifact(
  store: Store,
  { runId, ...what }: Input<'addArtifact'>,
): { readonly artifactId: number } {
  const { artifacts } = requireRun(store, runId).run;
  const artifact: Artifact = { id: store.id(), ...what, createdAt: store.now() };
  const place = artifacts.findIndex((one) => one.name === what.name);
  if (place === -1) artifacts.push(artifact);
  else artifacts[place] = artifact;
  return { artifactId: artifact.id };
}

/** Adds text to the log of the latest attempt's first job. */
export function appendLog(store: Store, input: Input<'appendLog'>): void {
  firstJob(store, input.runId).log += input.text;
}

/** Adds Markdown to the summary of the latest attempt's first job. */
export function appendSummary(store: Store, input: Input<'appendSummary'>): void {
  firstJob(store, input.runId).summary += input.text;
}

/** A run and its newest attempt; a `UserError` when there is none. */
export function requireRun(store: Store, id: number): { run: Run; attempt: RunAttempt } {
  const run = store.state.runs.find((one) => one.id === id);
  if (run !== undefined) return { run, attempt: latestAttempt(run) };
  throw new UserError(`The local GitHub has no run ${id}.`);
}

function firstJob(store: Store, id: number): Job {
  const [job] = requireRun(store, id).attempt.jobs;
  if (job !== undefined) return job;
  throw new UserError(`Run ${id} has no job yet: add one with addJob.`);
}

/** A re-run of failed jobs also runs what needs them, though it may have succeeded. */
function keptJobs(jobs: readonly Job[]): Job[] {
  const runsAgain = (job: Job): boolean =>
    job.conclusion !== 'success' ||
    jobs.some((one) => job.needs.includes(one.key) && runsAgain(one));
  return jobs.filter((job) => !runsAgain(job));
}

function startedJobs(store: Store, attempt: number, name: string | null): Job[] {
  if (name === null) return [];
  const job = newJob(store, attempt, { key: name, name });
  return [{ ...job, status: 'in_progress', startedAt: store.now() }];
}

function newAttempt(
  store: Store,
  attempt: number,
  triggeringActor: string,
  jobs: Job[],
): RunAttempt {
  return {
    attempt,
    triggeringActor,
    startedAt: store.now(),
    status: jobs.some((job) => job.status === 'in_progress') ? 'in_progress' : 'queued',
    conclusion: null,
    completedAt: null,
    jobs: [...jobs],
  };
}
