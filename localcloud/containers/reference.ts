/** An image's name, taken apart as Docker does: `[registry/]repository[:tag][@digest]`. */
export interface ImageReference {
  readonly registry?: string;
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** Takes a reference apart; `latest` is the tag when neither tag nor digest is given. */
export function parseReference(reference: string): ImageReference {
  const [named = '', digest] = reference.split('@', 2);
  const slash = named.indexOf('/');
  const host = slash < 0 ? '' : named.slice(0, slash);
  const isRegistry = host.includes('.') || host.includes(':') || host === 'localhost';
  const rest = isRegistry ? named.slice(slash + 1) : named;
  const colon = rest.indexOf(':');
  const tag = colon < 0 ? undefined : rest.slice(colon + 1);
  return {
    ...(isRegistry ? { registry: host } : {}),
    repository: colon < 0 ? rest : rest.slice(0, colon),
    ...(digest !== undefined ? { digest } : { tag: tag ?? 'latest' }),
  };
}

/** Whether a text is a digest that this registry could have given. */
export function isDigest(text: string): boolean {
  return DIGEST.test(text);
}

/** The reference Docker pulls for `fromImage` and `tag`, where a tag may also be a digest. */
export function joinReference(fromImage: string, tag: string | undefined): string {
  if (tag === undefined || tag === '') return fromImage;
  return tag.startsWith('sha256:') ? `${fromImage}@${tag}` : `${fromImage}:${tag}`;
}
