import type { PreviewPlan } from '../documents/plan.ts';
import type { Leftover, PreviewReport, ResourceChanges } from '../documents/report.ts';
import type { StackSnapshot } from '../engine/protocol.ts';
import type { PreviewWorld } from '../preview/preview-world.ts';
import type { CommonInputs } from '../session/common-inputs.ts';
import type { Progress } from '../session/progress.ts';

/** The stack of the preview, held by our lease for as long as the session is open. */
export interface CleanupStack extends AsyncDisposable {
  snapshot(): Promise<StackSnapshot>;
  /** Destroys every resource and removes the stack. @throws EngineError when something stays. */
  destroy(): Promise<ResourceChanges>;
}

/** What the removal of one preview is told; frozen, nothing is read again later. */
export interface RemovalInputs extends Pick<
  CommonInputs,
  'app' | 'base' | 'configFile' | 'repository' | 'links'
> {
  readonly number: number;
  /** Head of the pull request in the event; empty when started otherwise. */
  readonly sha: string;
  readonly comment: boolean;
  readonly verify: boolean;
  /** GitHub environment, with `{number}` in it. */
  readonly environmentName: string;
  readonly deleteEnvironment: 'auto' | 'true' | 'false';
  /** True when the event says that the pull request was closed: it is then asked whether it still is. */
  readonly fromCloseEvent: boolean;
  /** Why the preview is removed, in one sentence, when its pull request does not say it. */
  readonly why?: string;
}

export interface CleanupDeps extends PreviewWorld {
  /**
   * Why the preview stays after all; null: it goes. Asked with the lease in hand, before anybody is
   * told. Without it, only an event's closing is asked about again.
   */
  readonly reasonToKeep?: (now: StackSnapshot) => Promise<string | null>;
  /** Takes the lease: a running deploy is waited for, a dead one's remains are healed. */
  open(stack: string, progress: Progress): Promise<CleanupStack>;
  /** Asks AWS itself, by tags and by names, what is still there. @throws UserError when it cannot. */
  leftovers(report: PreviewReport, plan: PreviewPlan | null): Promise<readonly Leftover[]>;
  readonly deployments: {
    /** Marks every deployment of the environment inactive, all pages; returns how many. */
    deactivate(environment: string): Promise<number>;
    deleteEnvironment(environment: string): Promise<'deleted' | 'forbidden' | 'not-found'>;
  };
  /** Keeps what `post` needs to end this run truthfully, should it be cancelled from here on. */
  remember(report: PreviewReport): void;
}
