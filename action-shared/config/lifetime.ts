import { durationSeconds, expiryAfter } from './durations.ts';
import type { Problem } from './problems.ts';
import type { ResolveInput } from './resolve-input.ts';

export interface Lifetime {
  /** ISO 8601, UTC. */
  readonly expiresAt: string | null;
  readonly why: string;
  readonly problems: readonly Problem[];
}

/**
 * When the preview expires. A push sets it anew and never shortens what was extended before; the same
 * commit deployed again keeps its expiry, unless that has passed or a lifetime is given, which can only
 * extend it.
 */
export function resolveLifetime(input: ResolveInput): Lifetime {
  const { appFile, policyFile, ttl, previous, sha, now } = input;
  const text = ttl ?? (policyFile ?? appFile).previews.ttl;
  const seconds = durationSeconds(text);
  const why = `${text} after the last push, rounded up to the end of the day (UTC) or, below 1d, of the hour`;
  if (seconds === null) {
    const found = JSON.stringify(text);
    const allowed = 'a duration such as 30m, 2h or 7d';
    return { expiresAt: null, why, problems: [{ path: 'ttl', position: null, found, allowed }] };
  }
  const fresh = { expiresAt: expiryAfter(now, seconds), why, problems: [] };
  const before = stillRunning(input);
  if (before === null) return fresh;
  const given = ttl !== null && ttl !== undefined;
  const sameCommit = previous?.sha === sha;
  if (sameCommit && !given) return before;
  const longer = Date.parse(before.expiresAt) >= Date.parse(fresh.expiresAt) ? before : fresh;
  return sameCommit || !given ? longer : fresh;
}

/** The lifetime of what is deployed, with the sentence it was given; null when there is none any more. */
function stillRunning({ previous, now }: ResolveInput) {
  const why = previous?.why['expiresAt'];
  if (previous?.expiresAt == null || why === undefined) return null;
  if (Date.parse(previous.expiresAt) <= now) return null;
  return { expiresAt: previous.expiresAt, why, problems: [] };
}
