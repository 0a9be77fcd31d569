import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../errors.ts';

/** Where the engine keeps its state, as `backend-url` says it. */
export type BackendLocation =
  | { readonly kind: 'file'; readonly root: string }
  | {
      readonly kind: 's3';
      readonly bucket: string;
      /** Key prefix, without slashes at its ends; empty at the bucket's root. */
      readonly prefix: string;
      readonly region: string | null;
      readonly endpoint: string | null;
      readonly pathStyle: boolean;
    }
  | { readonly kind: 'cloud'; readonly url: string };

/**
 * Reads a `backend-url` the way the engine does: `file://` (absolute, `~` or relative), `s3://` with
 * the query parameters of its bucket library, `https://` for Pulumi Cloud.
 *
 * @throws UserError for any other form.
 */
export function parseBackendUrl(url: string): BackendLocation {
  if (url.startsWith('file://')) return { kind: 'file', root: fileRoot(url) };
  if (url.startsWith('s3://')) return s3Location(url);
  if (url.startsWith('https://') || url.startsWith('http://')) return { kind: 'cloud', url };
  throw new UserError(
    `backend-url: "${url.replace(/\/\/[^/@]*@/, '//***@')}" is not a state backend. ` +
      'Allowed: s3://bucket/prefix?region=..., file:///folder, or the https:// address of Pulumi Cloud.',
  );
}

function fileRoot(url: string): string {
  const rest = url.slice('file://'.length).replace(/\?.*$/, '');
  if (rest === '~' || rest.startsWith('~/')) return resolve(homedir(), rest.slice(2));
  return rest.startsWith('/') ? fileURLToPath(url.replace(/\?.*$/, '')) : resolve(rest);
}

function s3Location(url: string): BackendLocation {
  const parsed = new URL(url);
  if (parsed.hostname === '') {
    throw new UserError(`backend-url: "${url}" names no bucket. Allowed: s3://bucket/prefix.`);
  }
  const query = parsed.searchParams;
  const yes = (name: string): boolean => /^(true|1|t)$/i.test(query.get(name) ?? '');
  return {
    kind: 's3',
    bucket: parsed.hostname,
    prefix: decodeURIComponent(parsed.pathname).replace(/^\/+|\/+$/g, ''),
    region: query.get('region'),
    endpoint: endpointOf(query.get('endpoint'), yes('disableSSL') || yes('disable_https')),
    // Two spellings, of the bucket library's two generations.
    pathStyle: yes('use_path_style') || yes('s3ForcePathStyle'),
  };
}

function endpointOf(endpoint: string | null, plain: boolean): string | null {
  if (endpoint === null || /^https?:\/\//.test(endpoint)) return endpoint;
  return `${plain ? 'http' : 'https'}://${endpoint}`;
}
