import { UserError, errorMessage } from '../../action-shared/errors.ts';
import type { PendingDeployment } from '../../action-shared/github/pending-deployments.ts';
import type { GateInputs } from './inputs.ts';
import type { Deps } from './ports.ts';
import { pastReason } from './past.ts';

/** What one look at the gate shows. */
export type GateSight =
  | { readonly kind: 'held'; readonly pending: PendingDeployment }
  | { readonly kind: 'approved' | 'rejected'; readonly by: string }
  /** The commit is not the head any more, or the pull request is closed. */
  | { readonly kind: 'past'; readonly reason: string }
  /** The environment has no rules. */
  | { readonly kind: 'open' }
  /** The job has not come to the gate yet, or GitHub could not be asked. */
  | { readonly kind: 'unclear' };

/** Looks after which reviews of an earlier attempt are not waited out any longer. */
const LOOKS_FOR_THE_JOB = 6;

/** What is known from the looks before. */
export interface Looked {
  /** Which look this is, from 1. */
  readonly looks: number;
  /** The job of this attempt has been seen before the gate. */
  readonly held: boolean;
}

/**
 * Looks at the gate once.
 * @throws UserError when the token may not look at all
 */
export async function observeGate(
  inputs: GateInputs,
  deps: Deps,
  looked: Looked,
): Promise<GateSight> {
  try {
    return await look(inputs, deps, looked);
  } catch (error) {
    deps.cancelled.throwIfAborted();
    // A missing permission stays missing; anything else may pass before the time is over.
    if (error instanceof UserError) throw error;
    deps.log.warning(`The gate could not be looked at: ${errorMessage(error)}`);
    return { kind: 'unclear' };
  }
}

async function look(inputs: GateInputs, deps: Deps, { looks, held }: Looked): Promise<GateSight> {
  const { gate, reads } = deps;
  const past = pastReason(await reads.pull(inputs.number), inputs.sha);
  if (past !== null) return { kind: 'past', reason: past };
  const pending = await gate.pending();
  if (pending !== null) return { kind: 'held', pending };
  // Reviews of a re-run's earlier attempt are in the same list: the job may still be on its way.
  const settled = held || inputs.runAttempt === 1 || looks > LOOKS_FOR_THE_JOB;
  const review = settled ? (await gate.reviews()).at(-1) : undefined;
  if (review !== undefined) return { kind: review.state, by: review.login };
  return (await gate.holdsJobs()) ? { kind: 'unclear' } : { kind: 'open' };
}
