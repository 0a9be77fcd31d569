import { parseImages } from '../config/images.ts';

/** The only form of a digest. */
export const DIGEST_PATTERN = /^sha256:[0-9a-f]{64}$/;

/** What `parseDigests` takes, for whoever gives them as an input. */
export const DIGESTS_ALLOWED = 'a JSON object or lines `service=sha256:<64 hex digits>`';

/**
 * Digests that somebody typed or a run printed: a JSON object or lines `service=sha256:...`; what
 * stands before an `@` is left out.
 *
 * @returns service -> `sha256:...`
 * @throws Error naming what is no digest
 */
export function parseDigests(text: string): Readonly<Record<string, string>> {
  const named = text.replaceAll(/(["=\s])(sha256:[0-9a-f]{64})/g, '$1image@$2');
  const entries = Object.entries(parseImages(named)).map(
    ([service, image]) => [service, image.slice(image.indexOf('@') + 1)] as const,
  );
  const wrong = entries.filter(([, digest]) => !DIGEST_PATTERN.test(digest));
  if (wrong.length === 0) return Object.fromEntries(entries);
  throw new Error(`no digest: ${wrong.map(([service]) => service).join(', ')}`);
}

/** `docker.io` unless the repository names a registry. */
export function registryOf(repository: string): string {
  const [first = '', ...rest] = repository.split('/');
  return rest.length > 0 && (/[.:]/.test(first) || first === 'localhost') ? first : 'docker.io';
}
