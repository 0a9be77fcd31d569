import type { z } from 'zod';
import { ensureUser } from './store.ts';
import type { Store } from './store.ts';
import { commit, requirePull } from './seeds.ts';
import type { inputs } from './seeds.ts';

type PullInput = z.output<typeof inputs.pull>;

/** Pushes a commit to a pull request's branch; gives its SHA. */
export function push(store: Store, input: z.output<typeof inputs.push>): string {
  const issue = requirePull(store, input.repo, input.number);
  const { pull } = issue;
  const sha = commit(store, {
    repo: input.repo,
    branch: pull.fork === null ? pull.headBranch : `refs/pull/${pull.fork}/${pull.headBranch}`,
    sha: input.sha,
    message: input.message,
    author: input.author ?? issue.author,
    files: input.files,
    divergence: 'none',
  });
  const now = store.now();
  pull.headSha = sha;
  pull.pushes.push({ id: store.id(), sha, at: now });
  issue.updatedAt = now;
  return sha;
}

/** Closes a pull request without merging it. */
export function closePullRequest(store: Store, input: PullInput): void {
  const issue = requirePull(store, input.repo, input.number);
  const now = store.now();
  Object.assign(issue, { state: 'closed', closedAt: now, updatedAt: now });
}

/** Opens a closed pull request again. */
export function reopenPullRequest(store: Store, input: PullInput): void {
  const issue = requirePull(store, input.repo, input.number);
  Object.assign(issue, { state: 'open', closedAt: null, updatedAt: store.now() });
}

/** Merges a pull request: closed, its files on the base branch. */
export function mergePullRequest(store: Store, input: PullInput): void {
  const issue = requirePull(store, input.repo, input.number);
  closePullRequest(store, input);
  issue.pull.mergedAt = issue.closedAt;
  const head = store.state.repositories
    .map((one) => one.commits[issue.pull.headSha])
    .find((one) => one !== undefined);
  commit(store, {
    repo: input.repo,
    branch: issue.pull.baseBranch,
    message: `Merge pull request #${issue.number}`,
    author: issue.author,
    files: { ...head?.files },
    divergence: 'none',
  });
}

/** Adds a comment as anyone, past all limits and permissions; gives its id. */
export function addComment(store: Store, input: z.output<typeof inputs.addComment>): number {
  const issue = requirePull(store, input.repo, input.number);
  ensureUser(store, input.author);
  const now = store.now();
  const id = store.id();
  const { body, author } = input;
  const { repo, number } = issue;
  store.state.comments.push({
    id,
    repo,
    issue: number,
    body,
    author,
    createdAt: now,
    updatedAt: now,
  });
  return id;
}
