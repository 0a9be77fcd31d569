import { z } from 'zod';
import type { Comment, Deployment, DeploymentState, Environment, Issue, Run } from './model.ts';
import type { Store } from './store.ts';

export const readInputs = {
  comments: z.strictObject({ repo: z.string(), number: z.int() }),
  deployments: z.strictObject({ repo: z.string(), environment: z.string().optional() }),
  environments: z.strictObject({ repo: z.string() }),
  pullRequests: z.strictObject({ repo: z.string() }),
  run: z.strictObject({ runId: z.int() }),
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

/** A run with all its attempts, or `null`. */
export function run(store: Store, input: Input<'run'>): Run | null {
  return store.state.runs.find((one) => one.id === input.runId) ?? null;
}
