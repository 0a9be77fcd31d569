import type { Candidate, PullFact } from './candidate.ts';
import { isKept } from './candidate.ts';
import { IN_USE_MILLISECONDS, idleSince, lastVisit, minutes } from './decide.ts';
import type { SweepDecision } from './decide.ts';
import type { Visits } from './visits.ts';

/** A preview with what is known of it and what an ordinary sweep decides. */
export interface Judged {
  readonly candidate: Candidate;
  readonly pull: PullFact;
  readonly visits: Visits;
  readonly decision: SweepDecision;
}

export interface RoomPolicy {
  /** Pull request that wants a preview. */
  readonly number: number;
  /** `previews.max`; null: there is always room. */
  readonly max: number | null;
  /** `previews.whenFull`. */
  readonly whenFull: 'queue' | 'evict';
  /** Most previews that may be removed. @default no limit */
  readonly limit?: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** What is to be removed so that one more preview fits, in this order. */
export interface Room {
  readonly decisions: readonly Judged[];
  /** One sentence: whether there is room now, and why. */
  readonly reason: string;
  /** True when the preview fits, after the removals. */
  readonly fits: boolean;
}

/**
 * Makes room for one more preview of an app: first what an ordinary sweep removes, then, when the policy
 * says `evict`, what has been idle longest. Never a preview with the label, one that is in use, or one of
 * which that is not known. Only previews of open pull requests count, as they do for admission.
 *
 * @param previews all of the app on the base
 */
export function makeRoom(previews: readonly Judged[], policy: RoomPolicy): Room {
  const { max, number } = policy;
  if (max === null) return roomy('`previews.max` is not set: there is always room.');
  if (previews.some(({ candidate }) => candidate.number === number))
    return roomy(`Pull request #${number} has its preview already.`);
  const others = previews.filter(({ pull }) => pull.state === 'open');
  const excess = others.length + 1 - max;
  if (excess <= 0) return roomy(`${others.length} of ${max} previews are used (\`previews.max\`).`);
  const ordinary = others.filter(({ decision }) => decision.action === 'remove');
  const evicted = policy.whenFull === 'evict' ? evictable(others, policy) : [];
  const decisions = [...ordinary, ...evicted].slice(0, excess);
  const fits = decisions.length === excess && excess <= (policy.limit ?? Infinity);
  const reason = explained({ used: others.length, excess, fits }, policy);
  // What does not make room is not removed for it.
  return { decisions: fits ? decisions : [], fits, reason };
}

function roomy(reason: string): Room {
  return { decisions: [], fits: true, reason };
}

/** Longest idle first. */
function evictable(others: readonly Judged[], { number, now }: RoomPolicy): readonly Judged[] {
  return others
    .flatMap((one) => {
      const since = idleSince(one.candidate, one.visits);
      const last = lastVisit(one.candidate, one.visits);
      const inUse = last !== null && now - last < IN_USE_MILLISECONDS;
      if (one.decision.action === 'remove' || since === null || inUse || isKept(one.pull))
        return [];
      const reason = `Evicted to make room for #${number}: idle longest, since ${minutes(since)} (\`previews.max\`, \`whenFull: evict\`).`;
      return [{ since, judged: { ...one, decision: evict(reason) } }];
    })
    .toSorted((a, b) => a.since - b.since || a.judged.candidate.number - b.judged.candidate.number)
    .map(({ judged }) => judged);
}

function evict(reason: string): SweepDecision {
  return { action: 'remove', cause: 'evicted', reason };
}

function explained(
  {
    used,
    excess,
    fits,
  }: { readonly used: number; readonly excess: number; readonly fits: boolean },
  { max, whenFull, limit = Infinity }: RoomPolicy,
): string {
  const use = `${used} of ${max ?? used} previews are used (\`previews.max\`)`;
  if (fits) return `${use}; ${excess} ${excess === 1 ? 'makes' : 'make'} room.`;
  if (excess > limit) {
    return `${use}: ${excess} would have to go, and \`limit\` allows ${limit}. Close some, or raise the limit.`;
  }
  const why =
    whenFull === 'queue'
      ? 'with `whenFull: queue` the preview waits for one that ends'
      : 'every other one is in use, kept by its label, or cannot be asked for its visits';
  return `${use}, and there is no room: ${why}.`;
}
