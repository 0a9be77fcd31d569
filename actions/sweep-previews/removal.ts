import { isDeepStrictEqual } from 'node:util';
import type { CleanupResult } from '../../action-shared/cleanup/remove-preview.ts';
import type { StackSnapshot } from '../../action-shared/engine/protocol.ts';
import { errorMessage } from '../../action-shared/errors.ts';
import { deployedPlan } from '../../action-shared/preview/deployed-plan.ts';
import { isKept } from '../../action-shared/sweep/candidate.ts';
import type { PullFact } from '../../action-shared/sweep/candidate.ts';
import type { Judged } from '../../action-shared/sweep/make-room.ts';
import type { EntryOutcome } from '../../action-shared/sweep/report.ts';
import type { SweepDeps } from './ports.ts';

/** GitHub could not be asked about something that was about to be removed: the pass is over. */
export class Unasked extends Error {
  override readonly name = 'Unasked';
}

interface Outcome {
  readonly outcome: EntryOutcome;
  readonly detail: string | null;
}

/**
 * Removes one preview, after asking GitHub about it again: before, and once more with its lease in hand.
 *
 * @throws Unasked when GitHub could not be asked; nothing was removed then.
 */
export async function removeOne(judged: Judged, deps: SweepDeps): Promise<Outcome> {
  const early = reasonToStay(judged, await askAgain(judged.candidate.number, judged, deps));
  if (early !== null) return { outcome: 'kept', detail: early };
  const { candidate, decision, pull } = judged;
  const unasked: Unasked[] = [];
  const result = await deps.remove({
    candidate,
    why: decision.reason,
    comment: pull.state !== 'missing',
    async reasonToKeep(now) {
      try {
        const again = await askAgain(candidate.number, judged, deps);
        return reasonToStay(judged, again) ?? deployedAgain(judged, now);
      } catch (error) {
        if (error instanceof Unasked) unasked.push(error);
        throw error;
      }
    },
  });
  for (const error of unasked) throw error;
  return outcomeOf(result);
}

/** Retires a GitHub environment of a pull request that is asked about again. @throws Unasked */
export async function retireOne(
  { name, number }: { readonly name: string; readonly number: number },
  deps: SweepDeps,
): Promise<Outcome> {
  const pull = await askGitHub(number, deps);
  if (pull.state === 'open' || pull.state === 'unknown') {
    return { outcome: 'kept', detail: `Pull request #${number} is open.` };
  }
  const { inactive, deletion } = await deps.retire(name);
  const marked = inactive === 0 ? '' : `${inactive} deployments marked inactive. `;
  if (deletion !== 'forbidden') return { outcome: 'removed', detail: `${marked}Deleted.` };
  const stays = 'It stays: the token lacks `administration: write`.';
  return { outcome: inactive > 0 ? 'removed' : 'kept', detail: `${marked}${stays}` };
}

async function askAgain(number: number, { decision }: Judged, deps: SweepDeps): Promise<PullFact> {
  const pull = await askGitHub(number, deps);
  // A 404 also comes when the repository cannot be seen any more.
  if (pull.state === 'missing' || decision.cause === 'orphaned') await proveSight(deps);
  return pull;
}

function askGitHub(number: number, { github }: SweepDeps): Promise<PullFact> {
  return asked(() => github.pull(number));
}

async function proveSight({ github }: SweepDeps): Promise<void> {
  await asked(() => github.defaultBranch());
}

async function asked<T>(question: () => Promise<T>): Promise<T> {
  try {
    return await question();
  } catch (error) {
    throw new Unasked(errorMessage(error), { cause: error });
  }
}

/** Why a preview stays although it was to be removed; null: it goes. */
function reasonToStay({ candidate, decision }: Judged, pull: PullFact): string | null {
  const { number } = candidate;
  if (pull.state === 'unknown') return `GitHub could not be asked about #${number}.`;
  if (pull.state !== 'open') return null;
  if (decision.cause === 'closed' || decision.cause === 'orphaned') {
    return `Pull request #${number} is open again.`;
  }
  return isKept(pull) ? 'The label `preview:keep` keeps it now.' : null;
}

/** A deployment that was waited for renews the time to live, and is use. */
function deployedAgain({ candidate, decision }: Judged, now: StackSnapshot): string | null {
  if (decision.cause === 'closed' || decision.cause === 'orphaned') return null;
  if (isDeepStrictEqual(deployedPlan(now), candidate.plan)) return null;
  return 'It was deployed again meanwhile.';
}

function outcomeOf({ status, report }: CleanupResult): Outcome {
  switch (status) {
    case 'destroyed':
    case 'not-found':
      return { outcome: 'removed', detail: null };
    case 'skipped':
      return { outcome: 'kept', detail: report.reason };
    case 'leftovers':
    case 'failed':
      return { outcome: status, detail: report.reason };
  }
}
