import { z } from 'zod';
import type { Comment, Deployment, DeploymentState, Environment, Issue } from './model.ts';
import type { Run, RunAttempt } from './run-model.ts';
import { ensureUser, findRepository, resolveCommit } from './store.ts';
import type { Store } from './store.ts';

export const readInputs = {
  comments: z.strictObject({ repo: z.string(), number: z.int() }),
  deployments: z.strictObject({ repo: z.string(), environment: z.string().optional() }),
  environments: z.strictObject({ repo: z.string() }),
  pullRequests: z.strictObject({ repo: z.string() }),
  /** A branch or a SHA. */
  files: z.strictObject({ repo: z.string(), ref: z.string() }),
  repository: z.strictObject({ repo: z.string() }),
  run: z.strictObject({ runId: z.int() }),
  runs: z.strictObject({ repo: z.string() }),
} as const;

type Input<K extends keyof typeof readInputs> = z.output<(typeof readInputs)[K]>;

/** Comments of an issue or pull request, oldest first. */
export function comments(store: Store, input: Input<'comments'>): readonly Comment[] {
  return store.state.comments.filter(
    (one) => one.repo === input.repo && one.issue === input.number,
  );
}

/** Deployments, oldest first, each with the state of its newest status (`pending`: none yet). */
export function deployments(
  store: Store,
  input: Input<'deployments'>,
): readonly (Deployment & { readonly state: DeploymentState })[] {
  return store.state.deployments
    .filter((one) => one.repo === input.repo)
    .filter((one) => (input.environment ?? one.environment) === one.environment)
    .map((one) => ({ ...one, state: stateOf(one) }));
}

/** The state that a deployment shows. */
export function stateOf(deployment: Deployment): DeploymentState {
  return deployment.statuses.at(-1)?.state ?? 'pending';
}

/** Environments in the order they were made. */
export function environments(store: Store, input: Input<'environments'>): readonly Environment[] {
  return store.state.environments.filter((one) => one.repo === input.repo);
}

/** Pull requests, oldest first. */
export function pullRequests(store: Store, input: Input<'pullRequests'>): readonly Issue[] {
  return store.state.issues.filter((one) => one.repo === input.repo && one.pull !== null);
}

/** What a workflow's contexts say of a repository; `null` when there is none. */
export interface RepositoryFacts {
  readonly id: number;
  readonly ownerId: number;
  readonly private: boolean;
  readonly defaultBranch: string;
  /** Branch name to the SHA of its head. */
  readonly branches: Readonly<Record<string, string>>;
}

/** A repository, or `null`. */
export function repository(store: Store, { repo }: Input<'repository'>): RepositoryFacts | null {
  const found = findRepository(store.state, repo);
  if (found === undefined) return null;
  const { id, defaultBranch, branches } = found;
  const ownerId = ensureUser(store, found.owner).id;
  return { id, ownerId, private: found.private, defaultBranch, branches: { ...branches } };
}

/** Text of each file of a commit by path; `null` when there is no such commit. */
export function files(
  store: Store,
  { repo, ref }: Input<'files'>,
): Readonly<Record<string, string>> | null {
  const repository = findRepository(store.state, repo);
  if (repository === undefined) return null;
  return resolveCommit(repository, ref)?.files ?? null;
}

/** A run as a test looks at it: each attempt also with the text of all its jobs. */
export type SeenRun = Omit<Run, 'attempts'> & {
  readonly attempts: readonly (RunAttempt & { readonly log: string; readonly summary: string })[];
};

/** A run with all its attempts, or `null`. */
export function run(store: Store, input: Input<'run'>): SeenRun | null {
  const found = store.state.runs.find((one) => one.id === input.runId);
  return found === undefined ? null : seen(found);
}

/** Runs of a repository, oldest first. */
export function runs(store: Store, input: Input<'runs'>): readonly SeenRun[] {
  return store.state.runs.filter((one) => one.repo === input.repo).map(seen);
}

function seen(one: Run): SeenRun {
  const attempts = one.attempts.map((attempt) => ({
    ...attempt,
    log: attempt.jobs.map((job) => job.log).join(''),
    summary: attempt.jobs.map((job) => job.summary).join(''),
  }));
  return { ...one, attempts };
}
