import { errorMessage } from '../errors.ts';
import { maskedTexts } from '../runner/masking.ts';
import type { HealthDeps } from './check-health.ts';
import type { Expectations } from './expectations.ts';
import { judge } from './judge.ts';

type Probe = HealthDeps['probe'];

export interface Presentation {
  readonly expected: Expectations;
  /** Gives what replaces secrets; asked for only when an answer is about to be shown. */
  readonly mask: () => Promise<(text: string) => string>;
  /** Told when nothing of an answer is shown, because it could not be masked. */
  readonly onWithheld: (why: string) => void;
}

/**
 * A probe whose answers may be quoted. An answer that is not the one hoped for is, in part: it is
 * masked as a whole first, because a secret that is cut is not found any more.
 */
export function presentable(probe: Probe, { expected, mask, onWithheld }: Presentation): Probe {
  return async (url, limits) => {
    const seen = await probe(url, limits);
    if (seen.kind === 'no-answer') return seen;
    const { kind, version } = judge(seen, expected);
    const hoped = version === null || version === expected.version?.expected;
    if (kind === 'healthy' && hoped) return seen;
    try {
      return maskedTexts(seen, await mask());
    } catch (error) {
      onWithheld(errorMessage(error));
      return { ...seen, headers: {}, body: '', refusedRedirect: null };
    }
  };
}
