import { isDeepStrictEqual } from 'node:util';
import type { Done } from '../../world/engine-run.ts';

/** A story that does not come true ends here. @throws Error with what was found and expected */
export function expectSame(what: string, found: unknown, expected: unknown): void {
  if (isDeepStrictEqual(found, expected)) return;
  const [is, wanted] = [found, expected].map((one) => JSON.stringify(one));
  throw new Error(`${what}: ${is ?? 'nothing'}, expected ${wanted ?? 'nothing'}`);
}

/** @throws Error that lists what changed */
export function expectUnchanged(what: string, { changes, steps }: Done): void {
  if (Object.keys(changes).length === 0) return;
  throw new Error(`${what} changed something:\n  ${steps.join('\n  ')}`);
}
