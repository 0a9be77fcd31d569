import type { Repository } from './model.ts';
import type { PullIssue } from './require.ts';
import { shaOf } from './store.ts';
import type { Store } from './store.ts';

type Files = Readonly<Record<string, string>>;

/** Files that a pull request changes: those of its head that differ from where it began. */
export function changedFiles(repository: Repository, { pull }: PullIssue): readonly FileChange[] {
  const before = repository.commits[pull.baseSha]?.files ?? {};
  const after = repository.commits[pull.headSha]?.files ?? {};
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].sort().flatMap((path) => {
    const change = { path, before: before[path] ?? null, after: after[path] ?? null };
    return change.before === change.after ? [] : [change];
  });
}

export interface FileChange {
  readonly path: string;
  /** Text; `null`: was not there. */
  readonly before: string | null;
  /** Text; `null`: is gone. */
  readonly after: string | null;
}

/**
 * The commit behind `refs/pull/<number>/merge`, made when it is not there; gives its SHA. It is
 * another one after each push, to the head or to the base.
 */
export function mergeCommit(store: Store, repository: Repository, issue: PullIssue): string {
  const { pull } = issue;
  const base = repository.branches[pull.baseBranch] ?? pull.baseSha;
  const sha = shaOf(`merge ${pull.headSha} into ${base}`);
  if (repository.commits[sha] !== undefined) return sha;
  repository.commits[sha] = {
    sha,
    message: `Merge ${pull.headSha} into ${base}`,
    author: issue.author,
    date: store.now(),
    parents: [base, pull.headSha],
    files: mergedFiles(repository, issue),
  };
  return sha;
}

/** Files of the base as it is now with the pull request's changes. */
export function mergedFiles(repository: Repository, issue: PullIssue): Files {
  const base = repository.branches[issue.pull.baseBranch] ?? issue.pull.baseSha;
  const merged = new Map(Object.entries(repository.commits[base]?.files ?? {}));
  for (const { path, after } of changedFiles(repository, issue)) {
    if (after === null) merged.delete(path);
    else merged.set(path, after);
  }
  return Object.fromEntries(merged);
}
