/** How much longer each pause is than the one before. */
const GROWTH = 1.5;

/** Part of a pause that is random, so that many checks do not come in step. */
const JITTER = 0.2;

/**
 * Milliseconds to wait before the next probe.
 *
 * @param failures probes in a row that were not healthy; 0 right after a healthy one
 * @param random 0 to 1
 */
export function pauseMilliseconds(
  failures: number,
  interval: { readonly firstSeconds: number; readonly longestSeconds: number },
  random: number,
): number {
  const grown = interval.firstSeconds * GROWTH ** Math.max(0, failures - 1);
  const seconds = Math.min(grown, interval.longestSeconds);
  return seconds * 1000 * (1 - JITTER / 2 + JITTER * random);
}
