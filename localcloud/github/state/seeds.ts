import { z } from 'zod';
import type { Repository } from './model.ts';
import { requireRepository } from './require.ts';
import { ensureUser, findIssue, findRepository, fullName, resolveCommit, shaOf } from './store.ts';
import type { Store } from './store.ts';
import { UserError } from '../../../action-shared/errors.ts';

const repo = z.string().regex(/^[\w.-]+\/[\w.-]+$/, 'owner/name');
const sha = z.string().regex(/^[0-9a-f]{40}$/, '40 hexadecimal digits');
const role = z.enum(['admin', 'maintain', 'write', 'triage', 'read', 'none']);
const files = z.record(z.string(), z.string());

/** What the world outside does to a repository: people, branches, pull requests. */
export const inputs = {
  createUser: z.strictObject({ login: z.string(), name: z.string().nullable().default(null) }),
  createRepository: z.strictObject({
    name: repo,
    private: z.boolean().default(true),
    fork: z.boolean().default(false),
    defaultBranch: z.string().default('main'),
    files: files.default({}),
    collaborators: z.record(z.string(), role).default({}),
    /** How OIDC subjects name it; older repositories: `names`. */
    subjectForm: z.enum(['names', 'immutable']).default('immutable'),
  }),
  commit: z.strictObject({
    repo,
    branch: z.string(),
    sha: sha.optional(),
    message: z.string().default('Change something'),
    author: z.string().default('octocat'),
    files: files.default({}),
    /** `behind` and `conflict`: how the branch merges with the default branch (deployments' 202, 409). */
    divergence: z.enum(['none', 'behind', 'conflict']).default('none'),
  }),
  openPullRequest: z.strictObject({
    repo,
    title: z.string(),
    body: z.string().nullable().default(null),
    branch: z.string(),
    base: z.string().optional(),
    headSha: sha.optional(),
    author: z.string().default('octocat'),
    /** Full name of the fork that the branch is in. */
    fork: z.string().nullable().default(null),
    draft: z.boolean().default(false),
    labels: z.array(z.string()).default([]),
    files: files.default({}),
    number: z.int().min(1).optional(),
  }),
} as const;

/** Makes a person (or, by a login ending in `[bot]`, a bot). */
export function createUser(store: Store, input: z.output<typeof inputs.createUser>): void {
  const user = ensureUser(store, input.login);
  const at = store.state.users.indexOf(user);
  store.state.users[at] = { ...user, name: input.name };
}

/** Makes a repository with one commit on its default branch. */
export function createRepository(
  store: Store,
  input: z.output<typeof inputs.createRepository>,
): { readonly fullName: string; readonly sha: string } {
  if (findRepository(store.state, input.name) !== undefined) {
    throw new UserError(`The local GitHub has a repository ${input.name} already.`);
  }
  const [owner = '', name = ''] = input.name.split('/');
  ensureUser(store, owner);
  const repository: Repository = {
    id: store.id(),
    owner,
    name,
    private: input.private,
    fork: input.fork,
    defaultBranch: input.defaultBranch,
    createdAt: store.now(),
    collaborators: { ...input.collaborators },
    subjectForm: input.subjectForm,
    commits: {},
    branches: {},
    divergence: {},
    nextNumber: 1,
  };
  store.state.repositories.push(repository);
  const first = commit(store, {
    repo: input.name,
    branch: input.defaultBranch,
    message: 'Initial commit',
    author: owner,
    files: input.files,
    divergence: 'none',
  });
  return { fullName: input.name, sha: first };
}

/** Adds a commit to a branch (made from the default branch when new); gives its SHA. */
export function commit(store: Store, input: z.output<typeof inputs.commit>): string {
  const repository = requireRepository(store, input.repo);
  const { branches, commits, divergence, defaultBranch } = repository;
  const parent = branches[input.branch] ?? branches[defaultBranch];
  const made = shaOf(`${input.repo}\n${parent ?? ''}\n${input.message}\n${store.id()}`);
  const id = input.sha ?? made;
  const before = parent === undefined ? {} : (resolveCommit(repository, parent)?.files ?? {});
  commits[id] = {
    sha: id,
    message: input.message,
    author: input.author,
    date: store.now(),
    parents: parent === undefined || parent === id ? [] : [parent],
    files: { ...before, ...input.files },
  };
  const head = branches[input.branch] ?? null;
  branches[input.branch] = id;
  if (input.divergence !== 'none') divergence[input.branch] = input.divergence;
  // Commits of forks are kept below `refs/`: nobody pushed to this repository.
  if (!input.branch.startsWith('refs/')) {
    const { author: actor, branch } = input;
    const repo = fullName(repository);
    store.signals.happenings.emit({ event: 'push', repo, actor, branch, sha: id, before: head });
  }
  return id;
}

/** Opens a pull request with one commit. Its number is the repository's next unless given. */
export function openPullRequest(
  store: Store,
  input: z.output<typeof inputs.openPullRequest>,
): { readonly number: number; readonly headSha: string } {
  const repository = requireRepository(store, input.repo);
  const baseBranch = input.base ?? repository.defaultBranch;
  if (input.fork !== null) ensureFork(store, repository, input.fork);
  const headSha = commit(store, {
    repo: input.repo,
    // A fork's branch may carry the name of one of ours; it must not move ours.
    branch: input.fork === null ? input.branch : `refs/pull/${input.fork}/${input.branch}`,
    sha: input.headSha,
    message: input.title,
    author: input.author,
    files: input.files,
    divergence: 'none',
  });
  const number = input.number ?? repository.nextNumber;
  if (findIssue(store.state, input.repo, number) !== undefined) {
    throw new UserError(`${input.repo} has number ${number} already.`);
  }
  repository.nextNumber = Math.max(repository.nextNumber, number + 1);
  const now = store.now();
  ensureUser(store, input.author);
  store.state.issues.push({
    id: store.id(),
    repo: fullName(repository),
    number,
    title: input.title,
    body: input.body,
    author: input.author,
    state: 'open',
    closedAt: null,
    labels: [...input.labels],
    createdAt: now,
    updatedAt: now,
    pull: {
      headBranch: input.branch,
      fork: input.fork,
      headSha,
      baseBranch,
      baseSha: repository.branches[baseBranch] ?? headSha,
      draft: input.draft,
      mergedAt: null,
      mergeSha: null,
      pushes: [{ id: store.id(), sha: headSha, at: now }],
    },
  });
  const { author: actor } = input;
  const repo = fullName(repository);
  store.signals.happenings.emit({ event: 'pull_request', action: 'opened', repo, actor, number });
  return { number, headSha };
}

function ensureFork(store: Store, of: Repository, name: string): void {
  if (findRepository(store.state, name) !== undefined) return;
  const { defaultBranch } = of;
  const fixed = { files: {}, collaborators: {}, fork: true, subjectForm: 'immutable' } as const;
  createRepository(store, { name, private: of.private, defaultBranch, ...fixed });
}
