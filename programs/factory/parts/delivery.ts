import type * as pulumi from '@pulumi/pulumi';
import { Bucket } from '../../components/data/bucket.ts';
import type { PolicyStatement } from '../../components/data/bucket-rules.ts';
import { Cdn } from '../../components/edge/cdn.ts';
import { UserPool } from '../../components/identity/user-pool.ts';
import type { DeliveryValues } from '../config-data.ts';
import type { Scope } from '../scope.ts';
import type { EdgePart } from './edge.ts';

export interface DeliveryPart {
  readonly cdn: Cdn | null;
  readonly users: UserPool | null;
}

/** Static files, the CDN before them and the API, and the people who sign in. */
export function buildDelivery(
  scope: Scope,
  values: DeliveryValues | null,
  edge: EdgePart,
): DeliveryPart {
  if (values === null) return { cdn: null, users: null };
  const { prefix, tags, precious } = scope;
  const cdn = buildCdn(scope, values, edge);
  new Bucket(
    `${prefix}-assets`,
    {
      bucketName: scope.name('assets'),
      lifecycle: values.assets,
      versioned: true,
      ...(cdn === null ? {} : { statements: cdn.arn.apply((arn) => [readBy(arn)]) }),
      tags,
    },
    precious,
  );
  return { cdn, users: buildUsers(scope, values) };
}

function buildCdn(
  { prefix, tags, region, name }: Scope,
  { cdn: values }: DeliveryValues,
  { dnsName }: EdgePart,
): Cdn | null {
  if (values === null) return null;
  const { apiHost, apiPort: port } = values;
  return new Cdn(prefix, {
    cdnName: name('cdn'),
    // The bucket's name is known, its resource is not yet: its policy names the distribution.
    assetsDomainName: `${name('assets')}.s3.${region}.amazonaws.com`,
    api: api(apiHost, dnsName, port),
    tags,
  });
}

function api(host: string | null, dnsName: pulumi.Output<string>, port: number) {
  if (host === null) return { domainName: dnsName, protocol: 'http-only' as const, port };
  return { domainName: host, protocol: 'https-only' as const, port };
}

/** Only this distribution reads the files. Source: CloudFront guide, origin access control. */
function readBy(distributionArn: string): PolicyStatement {
  return {
    sid: 'ReadByDistribution',
    service: 'cloudfront.amazonaws.com',
    actions: ['s3:GetObject'],
    condition: { StringEquals: { 'AWS:SourceArn': distributionArn } },
  };
}

function buildUsers(
  { prefix, tags, precious, name }: Scope,
  { userPool: values }: DeliveryValues,
): UserPool | null {
  if (values === null) return null;
  const { callbackUrls, deletionProtection } = values;
  const names = { poolName: name('users'), loginPrefix: name('login') };
  const args = { ...names, callbackUrls: [...callbackUrls], deletionProtection, tags };
  return new UserPool(`${prefix}-users`, args, precious);
}
