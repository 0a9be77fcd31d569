import type { TaggedResource } from '../../action-shared/aws/tagged-previews.ts';
import type { CleanupResult } from '../../action-shared/cleanup/remove-preview.ts';
import type { Leftover } from '../../action-shared/documents/report.ts';
import type { StackSnapshot } from '../../action-shared/engine/protocol.ts';
import type { ListedStack } from '../../action-shared/engine/stack-list.ts';
import type { SessionWorld } from '../../action-shared/session/world.ts';
import type { Candidate, PullFact } from '../../action-shared/sweep/candidate.ts';
import type { OpenPull, PullTraces, RunTrace } from '../../action-shared/sweep/catch-up.ts';
import type { Visits } from '../../action-shared/sweep/visits.ts';

/** What the sweep asks GitHub. Every failure is thrown: what is not known is never taken for closed. */
export interface SweepGitHub {
  /** The branch whose app's file is the policy; also the proof that the repository can be seen. */
  defaultBranch(): Promise<string>;
  /** Text of the app's file on a branch; null when there is none. */
  policyFile(ref: string): Promise<string | null>;
  /** Labels of every open pull request, by number. */
  openPulls(): Promise<ReadonlyMap<number, readonly string[]>>;
  /** One pull request as it is now. */
  pull(number: number): Promise<PullFact & { readonly baseRef?: string }>;
  /** Names of all environments. */
  environments(): Promise<readonly string[]>;
}

/** How a removal is asked for. */
export interface Removal {
  readonly candidate: Candidate;
  /** Why it goes, in one sentence. */
  readonly why: string;
  /** False when there is no pull request to write a comment to. */
  readonly comment: boolean;
  /** Asked with the lease in hand: why it stays after all; null: it goes. */
  readonly reasonToKeep: (now: StackSnapshot) => Promise<string | null>;
}

/** What catching up asks GitHub, and tells it. Every failure is thrown. */
export interface CatchUpPort {
  pulls(): Promise<readonly OpenPull[]>;
  deployment(
    pull: OpenPull,
    app: string,
  ): Promise<{ readonly live: boolean; readonly served: boolean }>;
  runs(pull: OpenPull): Promise<readonly RunTrace[]>;
  note(pull: OpenPull, app: string): Promise<Exclude<PullTraces['note'], 'unknown'>>;
  broughtBackAt(number: number): Promise<string | null>;
  conflicts(number: number): Promise<boolean>;
  rerun(runId: number): Promise<void>;
  /** @param workflow file name */
  dispatch(workflow: string, pull: OpenPull): Promise<void>;
}

export interface SweepDeps extends SessionWorld {
  readonly github: SweepGitHub;
  readonly catchUp: CatchUpPort;
  /** Every stack of a preview in the backend, whatever its repository. */
  stacks(): Promise<readonly ListedStack[]>;
  snapshot(stack: string): Promise<StackSnapshot>;
  /** Every resource of a preview that AWS lists by tag, whatever its repository. */
  tagged(): Promise<readonly TaggedResource[]>;
  /** Those that exist, with the command that removes each. */
  orphans(resources: readonly TaggedResource[]): Promise<readonly Leftover[]>;
  /** When previews were last visited, by stack. @param since milliseconds since the epoch */
  visits(
    targetGroups: ReadonlyMap<string, readonly string[]>,
    since: number,
  ): Promise<ReadonlyMap<string, Visits>>;
  /** Removes a preview as cleanup-preview does, with its lease, its proof, its comment. */
  remove(removal: Removal): Promise<CleanupResult>;
  /** Marks an environment's deployments inactive and deletes it when the token may. */
  retire(environment: string): Promise<{
    readonly inactive: number;
    readonly deletion: 'deleted' | 'forbidden' | 'not-found';
  }>;
  /** Writes the warning of a near expiry into an existing comment; empty: takes it away. */
  showExpiry(preview: Pick<Candidate, 'app' | 'number'>, text: string): Promise<void>;
}
