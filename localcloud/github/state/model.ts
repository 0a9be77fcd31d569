import type { Access, Scope } from '../operations.ts';
import type { Conclusion, Run } from './run-model.ts';

/** A person's role in a repository, as the API's `role_name` names it. */
export type Role = 'admin' | 'maintain' | 'write' | 'triage' | 'read' | 'none';

export interface User {
  readonly id: number;
  readonly login: string;
  readonly type: 'User' | 'Bot' | 'Organization';
  readonly name: string | null;
  readonly createdAt: string;
}

/** `installation`: `GITHUB_TOKEN` or an app's token, speaks as a bot; `user`: a person's token. */
export interface Token {
  readonly token: string;
  readonly kind: 'installation' | 'user';
  readonly login: string;
  /** Scopes granted; `null`: all that the person may do (a classic personal token). */
  readonly permissions: Readonly<Partial<Record<Scope, Access>>> | null;
  /** Full names; `null`: every repository. */
  readonly repositories: readonly string[] | null;
  /** The job that it was made for: it ends with that job. */
  readonly job: { readonly runId: number; readonly jobId: number } | null;
}

export interface Commit {
  readonly sha: string;
  readonly message: string;
  readonly author: string;
  readonly date: string;
  readonly parents: readonly string[];
  /** Text of each file by path; missing: the same files as the first parent. */
  readonly files: Readonly<Record<string, string>>;
}

export interface Repository {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  readonly private: boolean;
  readonly fork: boolean;
  readonly defaultBranch: string;
  readonly createdAt: string;
  readonly collaborators: Record<string, Role>;
  /** How OIDC subjects name it; GitHub's default since 2026-07-15 is `immutable`. */
  readonly subjectForm: 'names' | 'immutable';
  readonly commits: Record<string, Commit>;
  /** Branch name to the SHA of its head. */
  readonly branches: Record<string, string>;
  /** Branches that merge with the default branch cleanly (`behind`) or not (`conflict`). */
  divergence: Record<string, 'behind' | 'conflict'>;
  nextNumber: number;
}

export interface PullRequest {
  readonly headBranch: string;
  /** Full name of the fork's repository when the branch is not in the repository itself. */
  readonly fork: string | null;
  headSha: string;
  readonly baseBranch: string;
  readonly baseSha: string;
  draft: boolean;
  mergedAt: string | null;
  /** Commit on the base branch that the merge made. */
  mergeSha: string | null;
  readonly pushes: { readonly id: number; readonly sha: string; readonly at: string }[];
  /** When it was closed, reopened, marked as ready; missing in states of older versions. */
  timeline?: TimelineEvent[];
}

/** A change of state that a pull request's page tells of. */
export interface TimelineEvent {
  readonly id: number;
  readonly event: 'closed' | 'reopened' | 'ready_for_review' | 'converted_to_draft';
  readonly actor: string;
  readonly at: string;
}

/** An issue; every pull request is one. */
export interface Issue {
  readonly id: number;
  readonly repo: string;
  readonly number: number;
  title: string;
  body: string | null;
  readonly author: string;
  state: 'open' | 'closed';
  closedAt: string | null;
  labels: string[];
  readonly createdAt: string;
  updatedAt: string;
  readonly pull: PullRequest | null;
}

export interface Comment {
  readonly id: number;
  readonly repo: string;
  readonly issue: number;
  body: string;
  readonly author: string;
  readonly createdAt: string;
  updatedAt: string;
}

export type DeploymentState =
  'error' | 'failure' | 'inactive' | 'in_progress' | 'queued' | 'pending' | 'success';

export interface DeploymentStatus {
  readonly id: number;
  readonly state: DeploymentState;
  readonly creator: string;
  readonly description: string;
  readonly environmentUrl: string;
  readonly logUrl: string;
  readonly createdAt: string;
}

export interface Deployment {
  readonly id: number;
  readonly repo: string;
  readonly sha: string;
  readonly ref: string;
  readonly task: string;
  readonly environment: string;
  readonly payload: unknown;
  readonly description: string;
  readonly creator: string;
  readonly transient: boolean;
  readonly production: boolean;
  readonly createdAt: string;
  updatedAt: string;
  /** Oldest first. */
  readonly statuses: DeploymentStatus[];
}

export interface Environment {
  readonly id: number;
  readonly repo: string;
  readonly name: string;
  readonly createdAt: string;
  updatedAt: string;
  /** Logins, one of which must approve; empty: nobody is asked. */
  reviewers: readonly string[];
  /** Who started the run may not approve it. */
  preventSelfReview: boolean;
  /** Minutes, 0..43,200. */
  waitMinutes: number;
}

/** What a repository's settings hold for its workflows; never readable through the API. */
export interface Settings {
  readonly repo: string;
  /** `null`: the repository's own; else those of this environment. */
  readonly environment: string | null;
  readonly secrets: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, string>>;
}

export interface CheckRun {
  readonly id: number;
  readonly repo: string;
  name: string;
  readonly headSha: string;
  externalId: string;
  detailsUrl: string | null;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: Conclusion | 'stale' | null;
  startedAt: string;
  completedAt: string | null;
  output: { title: string | null; summary: string | null; text: string | null };
}

export interface CommitStatus {
  readonly id: number;
  readonly repo: string;
  readonly sha: string;
  readonly state: 'error' | 'failure' | 'pending' | 'success';
  readonly context: string;
  readonly description: string | null;
  readonly targetUrl: string | null;
  readonly creator: string;
  readonly createdAt: string;
}

/** All that the server remembers; plain data, so that it can be kept in a file. */
export interface State {
  version: 2;
  nextId: number;
  users: User[];
  tokens: Token[];
  repositories: Repository[];
  issues: Issue[];
  comments: Comment[];
  deployments: Deployment[];
  environments: Environment[];
  settings: Settings[];
  runs: Run[];
  checkRuns: CheckRun[];
  commitStatuses: CommitStatus[];
}
