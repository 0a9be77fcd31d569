import { SLUG_MAX } from './limits.ts';
import { fitName } from './physical-name.ts';

/** What an app's and a service's name looks like. */
export const SLUG_PATTERN = /^[a-z][a-z0-9-]{0,19}$/;

/** The same for whoever gives one as an input. */
export const SLUG_FORM = {
  pattern: SLUG_PATTERN,
  allowed: 'a slug like `shop`: [a-z][a-z0-9-]{0,19}',
} as const;

/**
 * An app's slug from a repository's name: `My.Shop` -> `my-shop`. Longer than 20 characters: cut,
 * with a hash. A name that starts with a digit gets `app-` in front; one of nothing but signs is `app`.
 */
export function slugOf(name: string): string {
  const words = name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  const trimmed = words.replace(/^-+|-+$/g, '');
  const slug = /^[a-z]/.test(trimmed) ? trimmed : `app-${trimmed}`.replace(/-$/, '');
  return fitName(slug, SLUG_MAX, name);
}
