import type { Json, JsonObject } from '../expressions/evaluate.ts';
import type { JobFile, WorkflowFile } from '../files/workflow-file.ts';
import type { Permissions } from '../plan/permissions.ts';

/** Something that happened at GitHub, as its webhook tells it. */
export interface Delivery {
  readonly id: string;
  readonly event: string;
  /** `opened`, `created`, ...; null: the event has none. */
  readonly action: string | null;
  /** `owner/name`. */
  readonly repository: string;
  /** `GITHUB_REF`. */
  readonly ref: string;
  /** `GITHUB_SHA`: of a pull request its merge commit, else the head of `ref`. */
  readonly sha: string;
  readonly actor: string;
  /** The webhook's payload. */
  readonly payload: JsonObject;
  /** Path of the workflow that is meant; undefined: all. */
  readonly workflow?: string | undefined;
  /** Of a dispatch. */
  readonly inputs?: Readonly<Record<string, string>> | undefined;
}

/** A person's word on a run. */
export interface RunControl {
  readonly type: 'cancel' | 'rerun' | 'rerun-failed';
  readonly runId: number;
  readonly actor: string;
}

export type JobResult = 'success' | 'failure' | 'cancelled' | 'skipped';

/** Where a workflow file is from. */
export interface WorkflowIdentity {
  /** `owner/name`. */
  readonly repository: string;
  readonly path: string;
  /** Whole ref: `refs/tags/v1`. */
  readonly ref: string;
  readonly sha: string;
}

/** The runs of the local GitHub, as the scheduler writes them. */
export interface RunsPort {
  createRun(run: {
    readonly repo: string;
    readonly name: string;
    readonly workflow: string;
    readonly event: string;
    readonly number: number | null;
    readonly headSha: string;
    readonly headBranch: string;
    readonly ref: string;
    readonly sha: string;
    readonly title: string;
    readonly actor: string;
  }): { readonly runId: number; readonly runNumber: number };
  addJob(job: {
    readonly runId: number;
    readonly key: string;
    readonly name: string;
    readonly needs: readonly string[];
    readonly workflowRef: string;
    readonly workflowSha: string;
  }): { readonly jobId: number };
  updateJob(job: {
    readonly runId: number;
    readonly jobId: number;
    readonly name?: string;
    readonly status?: 'queued' | 'pending' | 'in_progress';
    readonly conclusion?: JobResult;
  }): void;
  appendJobLog(log: {
    readonly runId: number;
    readonly jobId: number;
    readonly text: string;
  }): void;
  completeRun(run: { readonly runId: number; readonly conclusion: JobResult }): void;
}

export interface EnvironmentAnswer {
  readonly state: 'approved' | 'rejected' | 'cancelled';
  readonly by: string | null;
  readonly comment: string;
}

/** What a repository is, beside its files. */
export interface RepositoryFacts {
  readonly id: number;
  readonly ownerId: number;
  readonly defaultBranch: string;
}

/** Secrets and variables of a repository, or of one of its environments. */
export interface Settings {
  readonly secrets: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, string>>;
}

/** A file that a workflow names in any repository. */
export interface FileReference {
  readonly repository: string;
  /** Branch, tag or SHA. */
  readonly ref: string;
  readonly path: string;
}

export interface FoundFile {
  readonly text: string;
  readonly ref: string;
  readonly sha: string;
}

/** Everything that the executor of a job needs to know. */
export interface JobRequest {
  readonly runId: number;
  readonly jobId: number;
  readonly key: string;
  readonly name: string;
  readonly attempt: number;
  readonly delivery: Delivery;
  /** The file of the run, and the one that holds the job. */
  readonly workflow: WorkflowIdentity;
  readonly holder: WorkflowIdentity;
  readonly file: WorkflowFile;
  readonly job: JobFile;
  /** `github` (without what belongs to a step), `inputs`, `vars`, `needs`, `strategy`, `matrix`. */
  readonly contexts: Readonly<Record<string, Json>>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly permissions: Permissions;
  readonly environment: string | null;
}

export interface JobOutcome {
  readonly conclusion: 'success' | 'failure' | 'cancelled';
  readonly outputs: Readonly<Record<string, string>>;
}

export interface SchedulerDeps {
  readonly runs: RunsPort;
  /** Waits until a job may use an environment. */
  readonly requestEnvironment: (request: {
    readonly runId: number;
    readonly jobId: number;
    readonly environment: string;
    /** Whether it makes a deployment on the environment's page. */
    readonly deployment: boolean;
  }) => Promise<EnvironmentAnswer>;
  /** Runs a job's steps. An aborted signal cancels: steps that always run still do. */
  readonly executeJob: (request: JobRequest, signal: AbortSignal) => Promise<JobOutcome>;
  /** Calls back after real or simulated time; gives what takes it back. */
  readonly after: (milliseconds: number, callback: () => void) => () => void;
  readonly repository: (name: string) => RepositoryFacts;
  readonly settings: (repository: string, environment: string | null) => Settings;
  /** All files of a repository at a commit, by path. */
  readonly filesAt: (repository: string, sha: string) => Readonly<Record<string, string>>;
  readonly findFile: (reference: FileReference) => FoundFile | null;
  readonly urls: { readonly api: string; readonly server: string };
  /** Jobs that may run at the same time. */
  readonly jobsAtOnce: number;
}
