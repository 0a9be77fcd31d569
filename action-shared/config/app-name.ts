import { parseDocument } from 'yaml';
import { slugOf } from '../naming/slug.ts';

/**
 * The app a file speaks of, leniently: a file that is wrong in other places still names its app, so that
 * its faults can be reported where they belong. Without a usable name: the repository's, slugged.
 *
 * @param repository `owner/name`.
 */
export function peekAppName(text: string | null, repository: string): string {
  return peek(text, 'app') ?? slugOf(repository.slice(repository.indexOf('/') + 1));
}

/** The base a file asks for; null when it names none. */
export function peekBaseName(text: string | null): string | null {
  return peek(text, 'base');
}

function peek(text: string | null, key: string): string | null {
  if (text === null) return null;
  const document = parseDocument(text);
  const value: unknown = document.has(key) ? document.get(key) : null;
  return typeof value === 'string' && /^[a-z][a-z0-9-]{0,19}$/.test(value) ? value : null;
}
