/** Something that happened at GitHub and that workflows may be started by. */
export type Happening = { readonly repo: string; readonly actor: string } & (
  | {
      readonly event: 'pull_request';
      readonly action: PullRequestAction;
      readonly number: number;
      /** The label that was put on or taken off. */
      readonly label?: string;
      /** Head before a push. */
      readonly before?: string;
    }
  | {
      readonly event: 'issue_comment';
      readonly action: 'created' | 'edited' | 'deleted';
      readonly commentId: number;
      /** The text before an edit. */
      readonly before?: string;
    }
  | {
      readonly event: 'push';
      readonly branch: string;
      readonly sha: string;
      readonly before: string | null;
    }
  | {
      readonly event: 'workflow_dispatch';
      /** Path of the file: `.github/workflows/preview.yml`. */
      readonly workflow: string;
      /** Branch. */
      readonly ref: string;
      readonly inputs: Readonly<Record<string, string>>;
    }
  | {
      readonly event: 'schedule';
      /** The cron line that is due; `null`: every one. */
      readonly cron: string | null;
      /** Path of the only file that is meant; `null`: all. */
      readonly workflow: string | null;
    }
);

export type PullRequestAction =
  | 'opened'
  | 'synchronize'
  | 'reopened'
  | 'closed'
  | 'ready_for_review'
  | 'converted_to_draft'
  | 'labeled'
  | 'unlabeled';

/** What a person (or a token) wants done with a run that is there. */
export interface RunControl {
  /**
   * For `rerun` and `rerun-failed` the new attempt is there already when this is told: queued,
   * without jobs (`rerun`) or with the jobs that succeeded (`rerun-failed`).
   */
  readonly type: 'cancel' | 'rerun' | 'rerun-failed';
  readonly runId: number;
  readonly actor: string;
}

/** How a waiting environment ended. `by` is `null` when no person decided. */
export interface EnvironmentAnswer {
  readonly state: 'approved' | 'rejected' | 'cancelled';
  readonly by: string | null;
  readonly comment: string;
}

type Listener<T, R> = (value: T) => R;

/** Tells every listener, at once and in order; gives what they gave. */
export interface Channel<T, R> {
  /** @returns ends the listening. */
  readonly on: (listener: Listener<T, R>) => () => void;
  readonly emit: (value: T) => readonly R[];
}

/** What the parts of the server tell each other beside the state. */
export interface Signals {
  readonly happenings: Channel<Happening, readonly number[]>;
  readonly controls: Channel<RunControl, void>;
  readonly answers: Channel<{ readonly jobId: number } & EnvironmentAnswer, void>;
}

/** A set of channels that nobody listens to yet. */
export function openSignals(): Signals {
  return { happenings: channel(), controls: channel(), answers: channel() };
}

/** A channel that nobody listens to yet. */
export function channel<T, R>(): Channel<T, R> {
  const listeners = new Set<Listener<T, R>>();
  return {
    on: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    emit: (value) => [...listeners].map((listener) => listener(value)),
  };
}
