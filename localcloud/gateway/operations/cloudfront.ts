import type { RawRequest } from '../raw-request.ts';

type Row = readonly [method: string, path: RegExp, action: string];

/** Create, read, change, delete and list of one kind of thing, and of its configuration. */
const named = (path: string, noun: string, plural = `${noun}s`): readonly Row[] => [
  ['POST', new RegExp(`^/${path}$`), `Create${noun}`],
  ['GET', new RegExp(`^/${path}$`), `List${plural}`],
  ['GET', new RegExp(`^/${path}/([^/]+)/config$`), `Get${noun}Config`],
  ['PUT', new RegExp(`^/${path}/([^/]+)(?:/config)?$`), `Update${noun}`],
  ['GET', new RegExp(`^/${path}/([^/]+)$`), `Get${noun}`],
  ['DELETE', new RegExp(`^/${path}/([^/]+)$`), `Delete${noun}`],
];

/** By method and path below the API version. Source: CloudFront API reference, "URI". */
const ROWS: readonly Row[] = [
  ['POST', /^\/distribution\/([^/]+)\/invalidation$/, 'CreateInvalidation'],
  ['GET', /^\/distribution\/([^/]+)\/invalidation$/, 'ListInvalidations'],
  ['GET', /^\/distribution\/([^/]+)\/invalidation\/[^/]+$/, 'GetInvalidation'],
  ...named('distribution', 'Distribution'),
  ...named('origin-access-control', 'OriginAccessControl'),
  ...named('cache-policy', 'CachePolicy', 'CachePolicies'),
  ...named('origin-request-policy', 'OriginRequestPolicy', 'OriginRequestPolicies'),
  ...named('response-headers-policy', 'ResponseHeadersPolicy', 'ResponseHeadersPolicies'),
  ...named('public-key', 'PublicKey'),
  ...named('key-group', 'KeyGroup'),
  ...named('function', 'Function'),
  ['GET', /^\/distributionsByCachePolicyId\/([^/]+)$/, 'ListDistributionsByCachePolicyId'],
  ['GET', /^\/tagging$/, 'ListTagsForResource'],
];

/**
 * CloudFront's operation; `params` are the id that the path names (`ResourceId`, for a tag the ARN) and
 * the XML document that was sent (`Document`).
 */
export function cloudfrontOperation(request: RawRequest): {
  action: string;
  protocol: 'rest-xml';
  params: Record<string, string>;
} {
  const url = new URL(request.url, 'http://cloudfront');
  const path = url.pathname.replace(/^\/\d{4}-\d\d-\d\d/, '').replace(/\/$/, '');
  const row = ROWS.find(([method, pattern]) => method === request.method && pattern.test(path));
  const id = row?.[1].exec(path)?.[1] ?? url.searchParams.get('Resource') ?? '';
  return {
    action: byQuery(url) ?? row?.[2] ?? `${request.method} ${path}`,
    protocol: 'rest-xml',
    params: {
      ...(id === '' ? {} : { ResourceId: id }),
      ...(request.body === undefined ? {} : { Document: request.body }),
    },
  };
}

/** Operations that share method and path with another one. */
function byQuery({ searchParams }: URL): string | undefined {
  if (searchParams.has('WithTags')) return 'CreateDistributionWithTags';
  const operation = searchParams.get('Operation');
  return operation === null ? undefined : `${operation}Resource`;
}
