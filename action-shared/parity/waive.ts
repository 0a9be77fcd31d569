import type { Difference, ParityReport, Waiver } from './report.ts';
import { matches } from './pattern.ts';

/**
 * Takes broken parity that somebody has given a reason for out of what is broken. A waiver past its
 * day, or that waives nothing, is told: it may go.
 */
export function waive(
  found: readonly Difference[],
  waivers: readonly Waiver[],
  today: string,
): { readonly differences: readonly Difference[]; readonly stale: ParityReport['staleWaivers'] } {
  const used = new Set<Waiver>();
  const valid = waivers.filter((one) => !isPast(one, today));
  const differences = found.map((difference) => {
    const by = valid.find((one) => difference.verdict === 'broken' && covers(one, difference));
    if (by === undefined) return difference;
    used.add(by);
    return { ...difference, verdict: 'waived' as const, reason: by.reason };
  });
  const stale = waivers
    .filter((one) => !used.has(one))
    .map(({ resource, path, until }) => ({ resource, path, why: why(until, today) }));
  return { differences, stale };
}

function covers(waiver: Waiver, { kind, name, path }: Difference): boolean {
  return matches(waiver.resource, `${kind} ${name}`.trim()) && matches(waiver.path, path);
}

function isPast({ until }: Waiver, today: string): boolean {
  return until !== undefined && until < today.slice(0, 10);
}

function why(until: string | undefined, today: string): string {
  const past = until !== undefined && until < today.slice(0, 10);
  return past ? `past its last day, ${until}` : 'waives nothing that is broken';
}
