import type { PreviewPlan } from '../../action-shared/documents/plan.ts';
import type {
  Leftover,
  PreviewReport,
  ResourceChanges,
} from '../../action-shared/documents/report.ts';
import type { StackSnapshot } from '../../action-shared/engine/protocol.ts';
import type { PullRequest } from '../../action-shared/github/pull-requests.ts';
import type { PhaseDeps, Progress } from '../../action-shared/session/progress.ts';

/** The stack of the preview, held by our lease for as long as the session is open. */
export interface CleanupStack extends AsyncDisposable {
  snapshot(): Promise<StackSnapshot>;
  /** Destroys every resource and removes the stack. @throws EngineError when something stays. */
  destroy(): Promise<ResourceChanges>;
}

export interface CleanupDeps extends PhaseDeps {
  log(line: string): void;
  warn(line: string): void;
  readonly signal: AbortSignal;
  /** Text of the app's file in the workspace; null when there is none, which is no error here. */
  appFile(): Promise<string | null>;
  pullRequest(number: number): Promise<PullRequest | null>;
  /** Snapshot of the preview's stack without holding it. */
  snapshot(stack: string): Promise<StackSnapshot>;
  /** Takes the lease: a running deploy is waited for, a dead one's remains are healed. */
  open(stack: string, progress: Progress): Promise<CleanupStack>;
  /** Asks AWS itself, by tags and by names, what is still there. @throws UserError when it cannot. */
  leftovers(report: PreviewReport, plan: PreviewPlan | null): Promise<readonly Leftover[]>;
  readonly deployments: {
    /** Marks every deployment of the environment inactive, all pages; returns how many. */
    deactivate(environment: string): Promise<number>;
    deleteEnvironment(environment: string): Promise<'deleted' | 'forbidden' | 'not-found'>;
  };
  readonly comment: {
    /** Writes the sticky comment; only an existing one when `onlyExisting`. Failing is a warning. */
    show(report: PreviewReport, options: { onlyExisting: boolean }): Promise<void>;
    previousPhases(app: string): Promise<Readonly<Record<string, number>>>;
  };
  /** Keeps what `post` needs to end this run truthfully, should it be cancelled from here on. */
  remember(report: PreviewReport): void;
}
