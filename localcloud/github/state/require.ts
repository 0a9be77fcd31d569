import { UserError } from '../../../action-shared/errors.ts';
import type { Issue, PullRequest, Repository } from './model.ts';
import { findIssue, findRepository, fullName } from './store.ts';
import type { Store } from './store.ts';

/** An issue that is a pull request. */
export type PullIssue = Issue & { readonly pull: PullRequest };

/** Finds a repository that a seed names, or says that it is not there. */
export function requireRepository(store: Store, name: string): Repository {
  const found = findRepository(store.state, name);
  if (found !== undefined) return found;
  throw new UserError(`The local GitHub has no repository ${name}. Create it first.`);
}

/** Finds a pull request that a seed names, or says that it is not there. */
export function requirePull(store: Store, name: string, number: number): PullIssue {
  const issue = findIssue(store.state, fullName(requireRepository(store, name)), number);
  if (issue?.pull == null) throw new UserError(`${name} has no pull request #${number}.`);
  return issue as PullIssue;
}

/** Full name of a repository, written as it is kept. */
export function keptName(store: Store, name: string): string {
  return fullName(requireRepository(store, name));
}
