import { z } from 'zod';
import { putLabel, takeLabel } from './labels.ts';
import { mergedFiles } from './merge.ts';
import { requirePull, requireRepository } from './require.ts';
import type { TimelineEvent } from './model.ts';
import type { PullIssue } from './require.ts';
import { commit } from './seeds.ts';
import type { PullRequestAction } from './signals.ts';
import { ensureUser } from './store.ts';
import type { Store } from './store.ts';

const repo = z.string().regex(/^[\w.-]+\/[\w.-]+$/, 'owner/name');
const sha = z.string().regex(/^[0-9a-f]{40}$/, '40 hexadecimal digits');
const files = z.record(z.string(), z.string());
/** Who does it. Default: the author of the pull request. */
const actor = z.string().optional();
const of = { repo, number: z.int() };

/** What people do to a pull request that is there. */
export const pullInputs = {
  push: z.strictObject({
    ...of,
    sha: sha.optional(),
    message: z.string().default('Change something'),
    /** Who pushes, and wrote it. Default: the author of the pull request. */
    author: z.string().optional(),
    files: files.default({}),
  }),
  pull: z.strictObject({ ...of, actor }),
  setDraft: z.strictObject({ ...of, draft: z.boolean(), actor }),
  label: z.strictObject({ ...of, label: z.string().min(1), actor }),
} as const;

type Input<K extends keyof typeof pullInputs> = z.output<(typeof pullInputs)[K]>;

/** Pushes a commit to a pull request's branch; gives its SHA. */
export function push(store: Store, input: Input<'push'>): string {
  const issue = requirePull(store, input.repo, input.number);
  const { pull } = issue;
  const before = pull.headSha;
  const author = input.author ?? issue.author;
  const sha = commit(store, {
    repo: input.repo,
    branch: pull.fork === null ? pull.headBranch : `refs/pull/${pull.fork}/${pull.headBranch}`,
    sha: input.sha,
    message: input.message,
    author,
    files: input.files,
    divergence: 'none',
  });
  const now = store.now();
  pull.headSha = sha;
  pull.pushes.push({ id: store.id(), sha, at: now });
  issue.updatedAt = now;
  // A closed pull request keeps its branch, and takes no notice of what is pushed to it.
  if (issue.state === 'open') tell(store, issue, 'synchronize', author, { before });
  return sha;
}

/** Closes a pull request without merging it; a closed one stays as it is. */
export function closePullRequest(store: Store, input: Input<'pull'>): void {
  const issue = requirePull(store, input.repo, input.number);
  if (issue.state === 'closed') return;
  end(store, issue, input.actor);
  tell(store, issue, 'closed', input.actor);
}

/** Opens a closed pull request again; an open one stays as it is. */
export function reopenPullRequest(store: Store, input: Input<'pull'>): void {
  const issue = requirePull(store, input.repo, input.number);
  if (issue.state === 'open' || issue.pull.mergedAt !== null) return;
  Object.assign(issue, { state: 'open', closedAt: null, updatedAt: store.now() });
  remember(store, issue, 'reopened', input.actor);
  tell(store, issue, 'reopened', input.actor);
}

/** Merges a pull request: closed, its changes on the base branch. */
export function mergePullRequest(store: Store, input: Input<'pull'>): void {
  const issue = requirePull(store, input.repo, input.number);
  if (issue.pull.mergedAt !== null) return;
  const repository = requireRepository(store, input.repo);
  const files = mergedFiles(repository, issue);
  end(store, issue, input.actor);
  issue.pull.mergedAt = issue.closedAt;
  issue.pull.mergeSha = commit(store, {
    repo: input.repo,
    branch: issue.pull.baseBranch,
    message: `Merge pull request #${issue.number}`,
    author: input.actor ?? issue.author,
    files,
    divergence: 'none',
  });
  tell(store, issue, 'closed', input.actor);
}

/** Makes a draft of a pull request, or says that it is ready for review. */
export function setDraft(store: Store, input: Input<'setDraft'>): void {
  const issue = requirePull(store, input.repo, input.number);
  if (issue.pull.draft === input.draft) return;
  issue.pull.draft = input.draft;
  issue.updatedAt = store.now();
  remember(store, issue, input.draft ? 'converted_to_draft' : 'ready_for_review', input.actor);
  tell(store, issue, input.draft ? 'converted_to_draft' : 'ready_for_review', input.actor);
}

/** Puts a label on a pull request; one that is there stays. */
export function addLabel(store: Store, { repo, number, label, actor }: Input<'label'>): void {
  const issue = requirePull(store, repo, number);
  putLabel(store, issue, label, actor ?? issue.author);
}

/** Takes a label off a pull request; one that is not there is no fault. */
export function removeLabel(store: Store, { repo, number, label, actor }: Input<'label'>): void {
  const issue = requirePull(store, repo, number);
  takeLabel(store, issue, label, actor ?? issue.author);
}

function end(store: Store, issue: PullIssue, actor: string | undefined): void {
  const now = store.now();
  Object.assign(issue, { state: 'closed', closedAt: now, updatedAt: now });
  remember(store, issue, 'closed', actor);
}

/** On the pull request's page and in the list of its events. */
function remember(
  store: Store,
  issue: PullIssue,
  event: TimelineEvent['event'],
  actor = issue.author,
): void {
  (issue.pull.timeline ??= []).push({ id: store.id(), event, actor, at: issue.updatedAt });
}

function tell(
  store: Store,
  issue: PullIssue,
  action: PullRequestAction,
  actor: string | undefined,
  more: { readonly before?: string } = {},
): void {
  const who = ensureUser(store, actor ?? issue.author).login;
  const { repo, number } = issue;
  const event = 'pull_request';
  store.signals.happenings.emit({ event, action, repo, actor: who, number, ...more });
}
