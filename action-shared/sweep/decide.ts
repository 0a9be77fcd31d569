import type { Candidate, PullFact } from './candidate.ts';
import { isKept } from './candidate.ts';
import type { Visits } from './visits.ts';

/** Why a preview is removed. */
export type RemovalCause = 'closed' | 'orphaned' | 'expired' | 'idle' | 'evicted';
/** Why a preview stays. */
export type KeepCause = 'serving' | 'labelled' | 'in-use' | 'unknown';

export type SweepDecision =
  | { readonly action: 'remove'; readonly cause: RemovalCause; readonly reason: string }
  | { readonly action: 'keep'; readonly cause: KeepCause; readonly reason: string };

export interface SweepFacts {
  readonly pull: PullFact;
  readonly visits: Visits;
  /** `previews.idle` of the base branch's file, seconds; null: idle previews stay. */
  readonly idleSeconds: number | null;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** A preview that was visited so recently is in somebody's hands. */
export const IN_USE_MILLISECONDS = 30 * 60_000;

/** A deployment's own health checks are requests too: in this time after it they do not count. */
const SETTLING_MILLISECONDS = 10 * 60_000;

/**
 * Whether a preview is removed. That of an open pull request only when its own policy says so: it
 * expired and nobody uses it, or nobody has used it for as long as `previews.idle` allows. What is not
 * known never speaks for a removal.
 */
export function decideSweep(candidate: Candidate, facts: SweepFacts): SweepDecision {
  const { number } = candidate;
  switch (facts.pull.state) {
    case 'unknown':
      return keep('unknown', `GitHub could not be asked about pull request #${number}.`);
    case 'missing':
      return remove('orphaned', `There is no pull request #${number}.`);
    case 'closed':
      return remove('closed', `Pull request #${number} is closed.`);
    case 'open':
      return decideOpen(candidate, facts);
  }
}

function decideOpen(candidate: Candidate, facts: SweepFacts): SweepDecision {
  if (isKept(facts.pull)) return keep('labelled', 'The label `preview:keep` keeps it.');
  return expired(candidate, facts) ?? idle(candidate, facts) ?? serving(candidate);
}

function expired(candidate: Candidate, { visits, now }: SweepFacts): SweepDecision | null {
  const at = timeOf(candidate.plan?.expiresAt ?? null);
  if (at === null || at > now) return null;
  const last = lastVisit(candidate, visits);
  if (last !== null && now - last < IN_USE_MILLISECONDS) {
    return keep('in-use', `It expired ${minutes(at)}, but was visited ${minutes(last)}.`);
  }
  return remove(
    'expired',
    `It expired ${minutes(at)}; a push or \`/preview deploy\` brings it back.`,
  );
}

function idle(candidate: Candidate, facts: SweepFacts): SweepDecision | null {
  if (facts.idleSeconds === null) return null;
  const since = idleSince(candidate, facts.visits);
  if (since === null) {
    const why = facts.visits.known ? 'when it was deployed is not known' : facts.visits.why;
    return keep('unknown', `Whether it is idle is not known: ${why}`);
  }
  if (facts.now - since < facts.idleSeconds * 1000) return null;
  return remove(
    'idle',
    `Nobody has visited it since ${minutes(since)} (\`previews.idle\`); a push or \`/preview deploy\` brings it back.`,
  );
}

function serving({ plan, number }: Candidate): SweepDecision {
  const expiresAt = timeOf(plan?.expiresAt ?? null);
  const until = expiresAt === null ? '' : ` It expires ${minutes(expiresAt)}.`;
  return keep('serving', `Pull request #${number} is open.${until}`);
}

/**
 * Since when nobody has used a preview, milliseconds since the epoch: its last visit or deployment,
 * whichever came later. Null when either cannot be told.
 */
export function idleSince(candidate: Candidate, visits: Visits): number | null {
  const deployed = timeOf(candidate.updatedAt);
  if (deployed === null || !visits.known) return null;
  return Math.max(deployed, lastVisit(candidate, visits) ?? deployed);
}

/** The last visit that was not a deployment's own health check; null: none, or not known. */
export function lastVisit(candidate: Candidate, visits: Visits): number | null {
  if (!visits.known || visits.last === null) return null;
  const deployed = timeOf(candidate.updatedAt) ?? 0;
  return visits.last < deployed + SETTLING_MILLISECONDS ? null : visits.last;
}

function remove(cause: RemovalCause, reason: string): SweepDecision {
  return { action: 'remove', cause, reason };
}

function keep(cause: KeepCause, reason: string): SweepDecision {
  return { action: 'keep', cause, reason };
}

/** Milliseconds since the epoch; null for what is no time. */
export function timeOf(iso: string | null): number | null {
  const time = iso === null ? NaN : Date.parse(iso);
  return Number.isNaN(time) ? null : time;
}

/** `2026-11-29 00:00 UTC`. */
export function minutes(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
