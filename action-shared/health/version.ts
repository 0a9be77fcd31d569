import type { ExpectedVersion } from './expectations.ts';
import type { Answer } from './observation.ts';

/** Fewest digits by which a commit may be told (Git's own default abbreviation). */
const SHORTEST_COMMIT = 7;

/** Longest version that is shown. */
const LONGEST_VERSION = 80;

/**
 * What an answer tells about its version: the header first, then each field of its JSON body.
 * An application may tell several (a release number and a commit); each is a candidate.
 */
export function toldVersions(answer: Answer, where: ExpectedVersion): readonly string[] {
  const json = parsed(answer.body);
  return [answer.headers[where.header], ...where.fields.map((field) => fieldOf(json, field))]
    .filter((version): version is string => typeof version === 'string')
    .map((version) => version.trim().slice(0, LONGEST_VERSION))
    .filter((version) => version !== '');
}

/** The told version that is the expected one; null when none is. */
export function matchingVersion(told: readonly string[], expected: string): string | null {
  return told.find((version) => sameVersion(version, expected)) ?? null;
}

/** Equal, or one commit told shorter than the other; digests with or without `sha256:` and name. */
export function sameVersion(told: string, expected: string): boolean {
  const [a, b] = [normalized(told), normalized(expected)];
  if (a === b) return true;
  if (!isCommit(a) || !isCommit(b)) return false;
  return a.startsWith(b) || b.startsWith(a);
}

function normalized(version: string): string {
  const digest = /^(?:.*@)?(?:sha256:)?([0-9a-f]{64})$/i.exec(version.trim());
  const text = digest?.[1] ?? version.trim();
  return /^[0-9a-f]+$/i.test(text) ? text.toLowerCase() : text;
}

/** Whether a told version names a commit or a digest; a release number such as `1.4.2` does not. */
export function isIdentity(told: string): boolean {
  const text = normalized(told);
  return isCommit(text) || /^[0-9a-f]{64}$/.test(text);
}

/** A commit id, whole or abbreviated; a 64-digit digest has no short form. */
function isCommit(text: string): boolean {
  return /^[0-9a-f]+$/.test(text) && text.length >= SHORTEST_COMMIT && text.length <= 40;
}

function fieldOf(json: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((at, key) => {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    return (at as Record<string, unknown>)[key];
  }, json);
}

function parsed(body: string): unknown {
  if (!body.trimStart().startsWith('{')) return undefined;
  try {
    return JSON.parse(body) as unknown;
  } catch {
    // Not JSON, or cut: it tells no version.
    return undefined;
  }
}
