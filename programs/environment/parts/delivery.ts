import type * as pulumi from '@pulumi/pulumi';
import { Bucket } from '../../components/data/bucket.ts';
import type { PolicyStatement } from '../../components/data/bucket-rules.ts';
import { Cdn } from '../../components/edge/cdn.ts';
import { UserPool } from '../../components/identity/user-pool.ts';
import { serviceAddresses } from '../hosts.ts';
import type { Scope } from '../scope.ts';
import type { EdgePart } from './edge.ts';
import type { ServicesPart } from './services.ts';

export interface DeliveryPart {
  readonly assets: Bucket;
  readonly cdn: Cdn | null;
  readonly users: UserPool | null;
}

/** Static files, the CDN before them and the API, and the people who sign in. */
export function buildDelivery(scope: Scope, edge: EdgePart, services: ServicesPart): DeliveryPart {
  const { config, prefix, tags, precious } = scope;
  const cdn = config.cdn ? buildCdn(scope, edge) : null;
  const assets = new Bucket(
    `${prefix}-assets`,
    {
      bucketName: scope.name('assets'),
      lifecycle: config.buckets.assets,
      versioned: true,
      ...(cdn === null ? {} : { statements: cdn.arn.apply((arn) => [readBy(arn)]) }),
      tags,
    },
    precious,
  );
  const users = config.userPool
    ? new UserPool(
        `${prefix}-users`,
        {
          poolName: scope.name('users'),
          loginPrefix: scope.name('login'),
          callbackUrls: callbackUrls(scope, services),
          deletionProtection: config.protection,
          tags,
        },
        precious,
      )
    : null;
  return { assets, cdn, users };
}

function buildCdn({ config, prefix, tags, child, name }: Scope, { balancer }: EdgePart): Cdn {
  // What is not the primary service answers the API; with one service it does both.
  const api = config.services.find(({ primary }) => !primary) ?? config.services[0];
  const host = serviceAddresses(config).get(api?.name ?? '')?.host ?? null;
  const { http, https } = config.listenerPorts;
  return new Cdn(
    prefix,
    {
      cdnName: name('cdn'),
      // The bucket's name is known, its resource is not yet: its policy names the distribution.
      assetsDomainName: `${name('assets')}.s3.${config.region}.amazonaws.com`,
      api:
        host === null
          ? { domainName: balancer.loadBalancer.dnsName, protocol: 'http-only', port: http }
          : { domainName: host, protocol: 'https-only', port: https },
      tags,
    },
    child,
  );
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

/** Cognito sends people back to https only; an environment without a domain is for its developers. */
function callbackUrls({ config }: Scope, { url }: ServicesPart): pulumi.Input<string>[] {
  return config.domain === null
    ? ['http://localhost:3000/auth/callback']
    : [url.apply((own) => `${own}/auth/callback`)];
}
