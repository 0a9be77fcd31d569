import { z } from 'zod';
import type { Environment, Settings } from './model.ts';
import { requireRepository } from './require.ts';
import { ensureUser, fullName, sameName } from './store.ts';
import type { Store } from './store.ts';

/** GitHub's limit of a wait timer: 30 days. */
export const maxWaitMinutes = 43_200;

export const environmentInputs = {
  /** Sets all rules of an environment, made when it is not there. */
  protectEnvironment: z.strictObject({
    repo: z.string(),
    name: z.string().min(1),
    /** Logins, at most six as at GitHub. @default nobody */
    reviewers: z.array(z.string()).max(6).default([]),
    preventSelfReview: z.boolean().default(false),
    waitMinutes: z.int().min(0).max(maxWaitMinutes).default(0),
  }),
  /** Sets what a repository's settings hold for its workflows: all of it, at once. */
  setSettings: z.strictObject({
    repo: z.string(),
    environment: z.string().nullable().default(null),
    secrets: z.record(z.string(), z.string()).default({}),
    variables: z.record(z.string(), z.string()).default({}),
  }),
} as const;

/** Finds an environment by name; GitHub does not look at case. */
export function findEnvironment(store: Store, repo: string, name: string): Environment | undefined {
  return store.state.environments.find((one) => one.repo === repo && sameName(one.name, name));
}

/** A deployment to an environment that is not there, or a job that names it, makes it. */
export function ensureEnvironment(store: Store, repo: string, name: string): Environment {
  const known = findEnvironment(store, repo, name);
  if (known !== undefined) return known;
  const now = store.now();
  const environment: Environment = {
    id: store.id(),
    repo,
    name,
    createdAt: now,
    updatedAt: now,
    reviewers: [],
    preventSelfReview: false,
    waitMinutes: 0,
  };
  store.state.environments.push(environment);
  return environment;
}

/** Sets the rules of an environment. */
export function protectEnvironment(
  store: Store,
  input: z.output<typeof environmentInputs.protectEnvironment>,
): Environment {
  const repo = fullName(requireRepository(store, input.repo));
  const environment = ensureEnvironment(store, repo, input.name);
  environment.reviewers = input.reviewers.map((login) => ensureUser(store, login).login);
  environment.preventSelfReview = input.preventSelfReview;
  environment.waitMinutes = input.waitMinutes;
  environment.updatedAt = store.now();
  return environment;
}

/** Keeps secrets and variables of a repository or of one of its environments. */
export function setSettings(
  store: Store,
  input: z.output<typeof environmentInputs.setSettings>,
): void {
  const repo = fullName(requireRepository(store, input.repo));
  const { environment } = input;
  if (environment !== null) ensureEnvironment(store, repo, environment);
  const { state } = store;
  state.settings = state.settings.filter((one) => !isOf(one, repo, environment));
  state.settings.push({ ...input, repo });
}

/** Secrets and variables that a job sees: the repository's, under those of its environment. */
export function settingsOf(
  store: Store,
  repo: string,
  environment: string | null = null,
): Pick<Settings, 'secrets' | 'variables'> {
  const { settings } = store.state;
  const name = fullName(requireRepository(store, repo));
  const own = settings.find((one) => isOf(one, name, null));
  const more =
    environment === null ? undefined : settings.find((one) => isOf(one, name, environment));
  return {
    secrets: { ...own?.secrets, ...more?.secrets },
    variables: { ...own?.variables, ...more?.variables },
  };
}

function isOf(one: Settings, repo: string, environment: string | null): boolean {
  if (one.repo !== repo) return false;
  return one.environment === null || environment === null
    ? one.environment === environment
    : sameName(one.environment, environment);
}
