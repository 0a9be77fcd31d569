import type { RawRequest } from '../raw-request.ts';

const ROWS: readonly (readonly [method: string, path: RegExp, action: string])[] = [
  ['POST', /^\/hostedzone\/[^/]+\/rrset$/, 'ChangeResourceRecordSets'],
  ['GET', /^\/hostedzone\/[^/]+\/rrset$/, 'ListResourceRecordSets'],
  ['POST', /^\/hostedzone$/, 'CreateHostedZone'],
  ['GET', /^\/hostedzone$/, 'ListHostedZones'],
  ['GET', /^\/hostedzonesbyname$/, 'ListHostedZonesByName'],
  ['GET', /^\/hostedzone\/[^/]+$/, 'GetHostedZone'],
  ['GET', /^\/hostedzone\/[^/]+\/dnssec$/, 'GetDNSSEC'],
  ['DELETE', /^\/hostedzone\/[^/]+$/, 'DeleteHostedZone'],
  ['POST', /^\/hostedzone\/[^/]+$/, 'UpdateHostedZoneComment'],
  ['GET', /^\/change\/[^/]+$/, 'GetChange'],
  ['GET', /^\/tags\/\w+\/[^/]+$/, 'ListTagsForResource'],
  ['POST', /^\/tags\/\w+\/[^/]+$/, 'ChangeTagsForResource'],
  ['POST', /^\/tags\/\w+$/, 'ListTagsForResources'],
];

/** Route 53's operation, by method and path below the API version `2013-04-01`. */
export function route53Operation(request: RawRequest): { action: string; protocol: 'route53' } {
  const path = (request.url.split('?', 1)[0] ?? '').replace(/^\/2013-04-01/, '').replace(/\/$/, '');
  const row = ROWS.find(([method, pattern]) => method === request.method && pattern.test(path));
  return { action: row?.[2] ?? `${request.method} ${path}`, protocol: 'route53' };
}
