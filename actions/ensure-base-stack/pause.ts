/** Seconds before the second attempt; each further pause is half as long again. */
const FIRST_PAUSE_SECONDS = 60;
const GROWTH = 1.5;
/** Share of a pause that is left to chance, so that jobs that failed together do not retry together. */
const JITTER = 0.2;

/**
 * Seconds to wait after the given failed attempt (1, 2, ...).
 *
 * @param chance A number in 0..1.
 */
export function pauseSeconds(attempt: number, chance: number): number {
  const pause = FIRST_PAUSE_SECONDS * GROWTH ** (attempt - 1);
  return Math.round(pause * (1 - JITTER / 2 + JITTER * chance));
}
