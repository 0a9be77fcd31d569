import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { UserError } from '../../../action-shared/errors.ts';
import type { Commit, Issue, Repository, State, User } from './model.ts';
import { openSignals } from './signals.ts';
import type { Signals } from './signals.ts';

/** What every part of the server shares: the state, what happens, ids and the time. */
export interface Store {
  readonly state: State;
  /** What happened, for whoever listens. */
  readonly signals: Signals;
  /** A number that nothing else has. */
  id(): number;
  /** Now, as GitHub writes it: ISO 8601 in UTC, whole seconds. */
  now(): string;
  /** Seconds since 1970. */
  epochSeconds(): number;
  /** Writes the state to its file, if it has one; several calls at once make one write. */
  save(): Promise<void>;
}

/** Opens the state kept in `file`, or an empty one. A file that is not ours is a `UserError`. */
export function openStore(file: string | undefined, clock: () => Date): Store {
  const state = file !== undefined && existsSync(file) ? readState(file) : emptyState();
  let writing: Promise<void> = Promise.resolve();
  let wanted = false;
  const write = async (to: string): Promise<void> => {
    wanted = false;
    await writeFile(`${to}.part`, JSON.stringify(state));
    await rename(`${to}.part`, to);
  };
  return {
    state,
    signals: openSignals(),
    id: () => state.nextId++,
    now: () => `${clock().toISOString().slice(0, 19)}Z`,
    epochSeconds: () => Math.floor(clock().getTime() / 1000),
    save: () => {
      if (file === undefined || wanted) return writing;
      wanted = true;
      writing = writing.then(() => write(file));
      return writing;
    },
  };
}

function readState(file: string): State {
  const found: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (typeof found !== 'object' || found === null || !('version' in found) || found.version !== 2) {
    throw new UserError(`${file} is not a state file of this local GitHub (version 2). Delete it.`);
  }
  return { ...emptyState(), ...(found as Partial<State>) };
}

function emptyState(): State {
  return {
    version: 2,
    nextId: 1001,
    users: [],
    tokens: [],
    repositories: [],
    issues: [],
    comments: [],
    deployments: [],
    environments: [],
    settings: [],
    runs: [],
    checkRuns: [],
    commitStatuses: [],
  };
}

/** `owner/name`. */
export function fullName(repository: Repository): string {
  return `${repository.owner}/${repository.name}`;
}

/** Finds a repository by `owner/name`; GitHub does not look at case. */
export function findRepository(state: State, name: string): Repository | undefined {
  return state.repositories.find((one) => sameName(fullName(one), name));
}

/** GitHub compares logins, repository and environment names without regard to case. */
export function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** A user that exists, or is made on first mention: commits and comments may name anyone. */
export function ensureUser(store: Store, login: string): User {
  const known = store.state.users.find((user) => sameName(user.login, login));
  if (known !== undefined) return known;
  const type = login.endsWith('[bot]') ? 'Bot' : 'User';
  const user: User = { id: store.id(), login, type, name: null, createdAt: store.now() };
  store.state.users.push(user);
  return user;
}

/** Resolves a branch, `refs/heads/...` or (a prefix of at least 7 of) a SHA, as git does. */
export function resolveCommit(repository: Repository, ref: string): Commit | undefined {
  const sha = repository.branches[ref.replace(/^(refs\/)?heads\//, '')] ?? ref;
  if (!/^[0-9a-f]{7,40}$/.test(sha)) return undefined;
  const full = Object.keys(repository.commits).find((known) => known.startsWith(sha));
  return full === undefined ? undefined : repository.commits[full];
}

/** The pull request or issue with this number. */
export function findIssue(state: State, repo: string, number: number): Issue | undefined {
  return state.issues.find((issue) => issue.repo === repo && issue.number === number);
}

/** A SHA-1 made from text, for commits that a story needs and nobody wrote. */
export function shaOf(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}
