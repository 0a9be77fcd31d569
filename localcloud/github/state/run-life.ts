import { z } from 'zod';
import { UserError } from '../../../action-shared/errors.ts';
import { fullName } from './store.ts';
import type { Store } from './store.ts';
import type { Run, RunAttempt } from './model.ts';
import { requirePull, requireRepository } from './seeds.ts';

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
    headSha: z.string().optional(),
    title: z.string().optional(),
    actor: z.string().default('octocat'),
    job: z.string().default('preview'),
  }),
  completeRun: z.strictObject({
    runId,
    conclusion: z
      .enum(['success', 'failure', 'neutral', 'cancelled', 'skipped', 'timed_out'])
      .default('success'),
  }),
  rerun: z.strictObject({ runId }),
  /** Adds to the log (plain text, workflow commands such as `::group::` are shown as GitHub does). */
  appendLog: z.strictObject({ runId, text: z.string() }),
  /** Adds to the job summary (Markdown). */
  appendSummary: z.strictObject({ runId, text: z.string() }),
} as const;

type Input<K extends keyof typeof runInputs> = z.output<(typeof runInputs)[K]>;

/** Numbers of a run, as `GITHUB_RUN_ID`, `GITHUB_RUN_NUMBER` and `GITHUB_RUN_ATTEMPT` want them. */
export interface RunHandle {
  readonly runId: number;
  readonly runNumber: number;
  readonly attempt: number;
}

/** Starts a run of a workflow, in progress. */
export function createRun(store: Store, input: Input<'createRun'>): RunHandle {
  const repository = requireRepository(store, input.repo);
  const repo = fullName(repository);
  const issue = input.number === null ? null : requirePull(store, repo, input.number);
  const branch = issue?.pull.headBranch ?? repository.defaultBranch;
  const sha = input.headSha ?? issue?.pull.headSha ?? repository.branches[branch] ?? '';
  const number = store.state.runs.filter((one) => one.repo === repo).length + 1;
  const run: Run = {
    id: store.id(),
    repo,
    number,
    name: input.name,
    workflow: input.workflow,
    title: input.title ?? issue?.title ?? input.name,
    event: input.event,
    headSha: sha,
    headBranch: branch,
    actor: input.actor,
    pull: input.number,
    createdAt: store.now(),
    attempts: [newAttempt(store, 1, input.job)],
  };
  store.state.runs.push(run);
  return { runId: run.id, runNumber: number, attempt: 1 };
}

/** Ends the latest attempt of a run. */
export function completeRun(store: Store, input: Input<'completeRun'>): void {
  const { attempt } = requireRun(store, input.runId);
  attempt.status = 'completed';
  attempt.conclusion = input.conclusion;
  attempt.completedAt = store.now();
}

/** Starts another attempt of a run. */
export function rerun(store: Store, input: Input<'rerun'>): RunHandle {
  const { run, attempt } = requireRun(store, input.runId);
  if (attempt.status !== 'completed') {
    throw new UserError(
      `Run ${input.runId} is still running: complete it before running it again.`,
    );
  }
  run.attempts.push(newAttempt(store, attempt.attempt + 1, attempt.job.name));
  return { runId: run.id, runNumber: run.number, attempt: attempt.attempt + 1 };
}

/** Adds text to the log of the latest attempt. */
export function appendLog(store: Store, input: Input<'appendLog'>): void {
  requireRun(store, input.runId).attempt.log += input.text;
}

/** Adds Markdown to the summary of the latest attempt. */
export function appendSummary(store: Store, input: Input<'appendSummary'>): void {
  requireRun(store, input.runId).attempt.summary += input.text;
}

function newAttempt(store: Store, attempt: number, job: string): RunAttempt {
  return {
    attempt,
    job: { id: store.id(), name: job },
    startedAt: store.now(),
    status: 'in_progress',
    conclusion: null,
    completedAt: null,
    log: '',
    summary: '',
  };
}

function requireRun(store: Store, id: number): { run: Run; attempt: RunAttempt } {
  const run = store.state.runs.find((one) => one.id === id);
  const attempt = run?.attempts.at(-1);
  if (run !== undefined && attempt !== undefined) return { run, attempt };
  throw new UserError(`The local GitHub has no run ${id}.`);
}
