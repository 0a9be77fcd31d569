import { UserError } from '../errors.ts';

/** How a duration is written: `90s`, `30m`, `2h`, `7d`. */
export const DURATION_PATTERN = /^[1-9][0-9]{0,3}[smhd]$/;

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
export const DAY_SECONDS = 86_400;
const HOUR_SECONDS = 3600;

/**
 * Seconds of a duration, or null when it is none.
 */
export function durationSeconds(text: string): number | null {
  if (!DURATION_PATTERN.test(text)) return null;
  return Number(text.slice(0, -1)) * (UNIT_SECONDS[text.slice(-1)] ?? 0);
}

/**
 * When something with this lifetime expires, as ISO 8601 in UTC: rounded up to the end of the day
 * (lifetimes of a day or more) or of the hour. The time is a tag on every resource; rounding keeps
 * the tags, and so the resources, unchanged from one push to the next.
 * @param now milliseconds since 1970
 */
export function expiryAfter(now: number, seconds: number): string {
  const step = (seconds >= DAY_SECONDS ? DAY_SECONDS : HOUR_SECONDS) * 1000;
  const end = now + seconds * 1000;
  return new Date(Math.ceil(end / step) * step).toISOString();
}

/**
 * Seconds of a duration.
 * @throws UserError for any other text
 */
export function parseDuration(text: string): number {
  const seconds = durationSeconds(text);
  if (seconds !== null) return seconds;
  throw new UserError(`${JSON.stringify(text)} is no duration: write 90s, 30m, 2h or 7d.`);
}
