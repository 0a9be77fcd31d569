import type { AdmissionMemory } from '../../../action-shared/comment/admission.ts';
import type { SimulatedGitHub } from './simulated-github.ts';
import type { SimulatedRuns } from './simulated-runs.ts';
import type { VirtualTime } from './virtual-time.ts';

/** What runs in the simulated cloud: pull request to the commit that its preview serves. */
export type SimulatedPreviews = Map<number, string>;

export interface SimulatedWorld {
  readonly github: SimulatedGitHub;
  readonly previews: SimulatedPreviews;
  /** What is being deployed now. */
  readonly deploying: SimulatedPreviews;
  /** What each pull request's comment remembers of its admission. */
  readonly notes: Map<number, AdmissionMemory>;
  /** `previews.max`, with `whenFull: queue`. */
  readonly max: number | null;
  readonly runs: SimulatedRuns;
  readonly time: VirtualTime;
  /** Milliseconds that the next piece of work takes, at most that many. */
  readonly takes: (most: number) => number;
}
