import type { Command } from './commands.ts';

/** A fact, or that GitHub could not be asked about it. What is unknown never leads to a deployment. */
export type Known<T> = T | 'unknown';

/** Roles of GitHub's collaborator permissions; an organisation's own roles count as what they build on. */
export const roles = ['admin', 'maintain', 'write', 'triage', 'read', 'none'] as const;
export type Role = (typeof roles)[number];

export interface Person {
  readonly login: string;
  readonly role: Known<Role>;
  /** An app, or Dependabot and the like. */
  readonly bot: boolean;
}

export interface PullFacts {
  readonly number: number;
  readonly open: boolean;
  readonly merged: boolean;
  readonly draft: boolean;
  /** The head is in another repository. */
  readonly fork: boolean;
  readonly headSha: string;
  readonly baseRef: string;
  readonly labels: readonly string[];
  readonly author: Person;
}

/** What the app's file on the BASE branch says of previews. */
export interface AdmissionPolicy {
  readonly drafts: boolean;
  readonly bots: boolean;
  readonly forks: 'approval' | 'never';
  /** One of these is demanded; null: none is. */
  readonly labels: readonly string[] | null;
  /** Only changes to these files count; null: all do. */
  readonly paths: readonly string[] | null;
  /** Most previews at once; null: no limit. */
  readonly max: number | null;
  readonly whenFull: 'queue' | 'evict';
}

/** A comment that starts with `/preview`. */
export interface CommandRequest {
  readonly command: Command;
  readonly by: Person;
  /** True when the present head was the head already when the comment was written. */
  readonly boundToHead: Known<boolean>;
}

/** What a preview serves now. */
export interface Serving {
  readonly sha: string;
  /** Service -> `repository@sha256:...`. */
  readonly images: Readonly<Record<string, string>>;
}

/** Everything that the decision depends on. */
export interface AdmissionFacts {
  /** `pull_request`, `issue_comment`, `workflow_dispatch`, ... */
  readonly event: string;
  /** `opened`, `synchronize`, ...; null when the event has none. */
  readonly action: string | null;
  /** The label that was just added; null for every other action. */
  readonly label: string | null;
  /** Who caused the event, and who started (or re-started) the run. */
  readonly actor: Person;
  readonly triggeringActor: Person;
  /** Commit that the run is about; null: whatever the head is. */
  readonly sha: string | null;
  /** A dispatched run uses the workflow of the pull request's base branch, or of the default branch. */
  readonly onBaseBranch: boolean;
  /** Null: there is no such pull request. */
  readonly pull: Known<PullFacts | null>;
  readonly policy: Known<AdmissionPolicy>;
  /** Files the pull request changes; empty when the policy asks for none. */
  readonly changedFiles: Known<readonly string[]>;
  /** Other live previews of the app, and whether this pull request has one. */
  readonly previews: Known<{ readonly others: number; readonly own: boolean }>;
  /** Null: the run was not started by a command. */
  readonly request: CommandRequest | null;
  /** With `extend` and `plan`: what is served; null: nothing is. */
  readonly serving: Known<Serving | null>;
  /**
   * For a run dispatched by an app: login of the maintainer whose comment asks for this very commit;
   * null when nobody's does.
   */
  readonly askedBy: Known<string | null>;
}

const WRITERS: readonly Known<Role>[] = ['admin', 'maintain', 'write'];

/** True for people (never apps) who may push to the repository. */
export function isMaintainer({ role, bot }: Person): boolean {
  return !bot && WRITERS.includes(role);
}

/** The policy of a repository whose base branch has no app's file yet. */
export const DEFAULT_POLICY: AdmissionPolicy = {
  drafts: true,
  bots: false,
  forks: 'approval',
  labels: null,
  paths: null,
  max: null,
  whenFull: 'queue',
};
