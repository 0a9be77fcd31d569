import { z } from 'zod';

/*
 * Every message of these schemas says what is ALLOWED; path, position and what was found are put
 * around it by app-file.ts.
 */

/** Text of a pattern. */
export function text(pattern: RegExp, allowed: string) {
  return z.string({ error: allowed }).regex(pattern, allowed);
}

/** A whole number, both ends included. */
export function wholeNumber(least: number, most: number, allowed: string) {
  return z.number({ error: allowed }).int(allowed).min(least, allowed).max(most, allowed);
}

/** An object that takes only the keys named; an unknown key's message is the list of them. */
export function mapping<T extends z.ZodRawShape>(what: string, shape: T) {
  const keys = Object.keys(shape).join(', ');
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? keys : what),
  });
}

/** An object with keys of one form. */
export function record<K extends z.ZodType<string, string>, V extends z.ZodType>(
  key: K,
  value: V,
  what: string,
) {
  return z.record(key, value, {
    error: (issue) => (issue.code === 'invalid_key' ? undefined : what),
  });
}
