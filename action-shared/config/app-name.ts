import { parseDocument } from 'yaml';
import { SLUG_PATTERN, slugOf } from '../naming/slug.ts';

/** The slug of a repository: `octo/My.Shop` -> `my-shop`. */
export function appOfRepository(repository: string): string {
  return slugOf(repository.slice(repository.lastIndexOf('/') + 1));
}

/**
 * The app that a file names, also when the file is wrong elsewhere or missing (null): a failure has to
 * be reported under the right name.
 */
export function peekAppName(text: string | null, repository: string): string {
  return peekSlug(text, 'app') ?? appOfRepository(repository);
}

/** The base that a file names, leniently; null when it names none. */
export function peekBaseName(text: string | null): string | null {
  return peekSlug(text, 'base');
}

function peekSlug(text: string | null, key: string): string | null {
  const value: unknown = text === null ? undefined : parseDocument(text).get(key);
  return typeof value === 'string' && SLUG_PATTERN.test(value) ? value : null;
}
