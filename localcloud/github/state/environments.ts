import type { Environment } from './model.ts';
import { sameName } from './store.ts';
import type { Store } from './store.ts';

/** Finds an environment by name; GitHub does not look at case. */
export function findEnvironment(store: Store, repo: string, name: string): Environment | undefined {
  return store.state.environments.find((one) => one.repo === repo && sameName(one.name, name));
}

/** A deployment to an environment that is not there makes it. */
export function ensureEnvironment(store: Store, repo: string, name: string): Environment {
  const known = findEnvironment(store, repo, name);
  if (known !== undefined) return known;
  const environment: Environment = { id: store.id(), repo, name, createdAt: store.now() };
  store.state.environments.push(environment);
  return environment;
}
