export type Conclusion =
  'success' | 'failure' | 'neutral' | 'cancelled' | 'skipped' | 'timed_out' | 'action_required';

/** `pending`: held by a concurrency group; `waiting`: held by an environment's rules. */
export type JobStatus = 'queued' | 'pending' | 'waiting' | 'in_progress' | 'completed';

export interface Step {
  /** From 1, in the order of the log. */
  readonly number: number;
  name: string;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: Conclusion | null;
  startedAt: string | null;
  completedAt: string | null;
}

export interface Job {
  readonly id: number;
  /** Unique within its attempt; what `needs` of the others names. */
  readonly key: string;
  /** As pages and checks show it: `preview / deploy (api)`. */
  name: string;
  readonly needs: readonly string[];
  /** The attempt that it ran in; a re-run of failed jobs carries the others over. */
  readonly attempt: number;
  readonly createdAt: string;
  startedAt: string | null;
  completedAt: string | null;
  status: JobStatus;
  conclusion: Conclusion | null;
  environment: string | null;
  /** Deployment that the environment was asked with. */
  deployment: number | null;
  /** Since when it waits for a person; `null`: nobody is asked, or not any more. */
  reviewAskedAt: string | null;
  /** File that holds the job (`owner/repo/.github/workflows/x.yml@ref`) and its commit, for OIDC. */
  readonly workflowRef: string | null;
  readonly workflowSha: string | null;
  /** Whether its token was made with `id-token: write`. */
  idToken: boolean;
  steps: Step[];
  log: string;
  summary: string;
}

export interface RunAttempt {
  readonly attempt: number;
  readonly triggeringActor: string;
  readonly startedAt: string;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: Conclusion | null;
  completedAt: string | null;
  /** In the order they were added. */
  readonly jobs: Job[];
}

/** A person's answer to a waiting environment. */
export interface Review {
  readonly attempt: number;
  readonly environment: string;
  readonly state: 'approved' | 'rejected';
  readonly by: string;
  readonly comment: string;
  readonly at: string;
}

/** Of what a job left behind: the bytes are kept by whoever runs the workflow. */
export interface Artifact {
  readonly id: number;
  readonly name: string;
  readonly sizeBytes: number;
  /** `sha256:...` of the archive. */
  readonly digest: string;
  readonly createdAt: string;
}

export interface Run {
  readonly id: number;
  readonly repo: string;
  readonly number: number;
  readonly name: string;
  readonly workflow: string;
  readonly title: string;
  readonly event: string;
  /** As the API's `head_sha`: of a pull request its head, not the merge commit. */
  readonly headSha: string;
  readonly headBranch: string;
  /** `GITHUB_REF` and `GITHUB_SHA`: of a pull request its merge ref and merge commit. */
  readonly ref: string;
  readonly sha: string;
  readonly actor: string;
  readonly pull: number | null;
  readonly createdAt: string;
  /** Made with one job by a shortcut: no workflow file stands behind it. */
  readonly simple: boolean;
  /** Somebody asked for its end: by the API, the page. */
  cancelRequestedBy: string | null;
  readonly reviews: Review[];
  readonly artifacts: Artifact[];
  /** Oldest first, at least one. */
  readonly attempts: RunAttempt[];
}
