import type { JobRequest } from '../scheduler/ports.ts';
import type { Scripts } from '../files/action-definition.ts';
import type { EquivalentCloud } from '../equivalents/equivalent.ts';

export interface StepUpdate {
  readonly runId: number;
  readonly jobId: number;
  readonly number: number;
  readonly name?: string;
  readonly status?: 'in_progress';
  readonly conclusion?: StepResult;
}

export type StepResult = 'success' | 'failure' | 'cancelled' | 'skipped';

export interface ExecutorDeps {
  /** Where the job's steps, log and summary are shown. */
  readonly record: {
    updateStep(step: StepUpdate): void;
    appendJobLog(log: {
      readonly runId: number;
      readonly jobId: number;
      readonly text: string;
    }): void;
    appendJobSummary(log: {
      readonly runId: number;
      readonly jobId: number;
      readonly text: string;
    }): void;
  };
  /** What `github.token` is in a job, with its permissions. */
  readonly tokenFor: (request: JobRequest) => string;
  /** Variables with which a job asks for its identity; only with `id-token: write`. */
  readonly identityFor: (request: JobRequest) => Readonly<Record<string, string>>;
  /** Folder of an action of another repository; null: not known here. */
  readonly actionFolder: (action: {
    readonly repository: string;
    readonly path: string;
    readonly ref: string;
  }) => string | null;
  /** Scripts that are run instead of an action's own, for sources that are not bundled yet. */
  readonly scriptsOf: (folder: string, scripts: Scripts) => Scripts;
  readonly cloud: EquivalentCloud;
  /** Environment of every step: where the local cloud is. */
  readonly env: Readonly<Record<string, string>>;
  /** The machine is lost: all processes are killed, nothing else runs. */
  readonly kill: AbortSignal;
  /** New empty folder for a job. */
  readonly jobFolder: () => string;
}
