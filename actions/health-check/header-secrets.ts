/** A shorter word of a header (`Bearer`, `session`) is no secret. */
const SHORTEST_WORD = 8;

/**
 * What of a header's value must not be shown: the whole, what follows the scheme, parts of a cookie,
 * and what `Basic` holds. An application that repeats its request prints any of them.
 */
export function secretsInHeader(value: string): readonly string[] {
  const basic = /^Basic\s+([A-Za-z0-9+/=]+)$/i.exec(value)?.[1];
  const login = basic === undefined ? '' : Buffer.from(basic, 'base64').toString('utf8');
  const password = login.slice(login.indexOf(':') + 1);
  const afterScheme = value.replace(/^[A-Za-z][A-Za-z0-9-]*\s+/, '');
  const words = value.split(/[\s;,="]+/);
  const parts = [afterScheme, login, password, ...words];
  return [...new Set([value, ...parts.filter((part) => part.length >= SHORTEST_WORD)])];
}
