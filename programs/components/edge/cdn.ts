import { CachePolicy } from '@pulumi/aws/cloudfront/cachePolicy.js';
import { Distribution } from '@pulumi/aws/cloudfront/distribution.js';
import { OriginAccessControl } from '@pulumi/aws/cloudfront/originAccessControl.js';
import * as pulumi from '@pulumi/pulumi';
import { named, type Tags } from '../tags.ts';

const HOUR = 3600;
/** CloudFront's own policy "AllViewerExceptHostHeader": the origin sees all but the host. */
const FORWARD_ALL_BUT_HOST = 'b689b0a8-53d0-40ab-baf2-68738e2966ac';

export interface CdnArgs {
  /** Physical name of its policies, up to 64 characters. */
  readonly cdnName: string;
  /** Bucket with static files. */
  readonly assetsDomainName: pulumi.Input<string>;
  /** Host that answers `apiPaths`. */
  readonly api: {
    readonly domainName: pulumi.Input<string>;
    readonly protocol: 'https-only' | 'http-only';
    readonly port: number;
  };
  /**
   * Paths that lead to the API; all others lead to the static files.
   * @default ['/api/*']
   */
  readonly apiPaths?: readonly string[];
  /** Seconds that static files are kept. @default 86400, 24 hours */
  readonly staticSeconds?: number;
  /** Seconds that answers of the API are kept, unless they say otherwise. @default 300 */
  readonly apiSeconds?: number;
  readonly tags: Tags;
}

/** CloudFront before static files and the API: about 0.085 USD per GB, 1 TB a month free. */
export class Cdn extends pulumi.ComponentResource {
  readonly domainName: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: CdnArgs, opts?: pulumi.ComponentResourceOptions) {
    super('macro:edge:Cdn', name, {}, opts);
    const child = { parent: this };
    const access = new OriginAccessControl(
      name,
      {
        name: args.cdnName,
        description: args.cdnName,
        originAccessControlOriginType: 's3',
        signingBehavior: 'always',
        signingProtocol: 'sigv4',
      },
      child,
    );
    const policies = cachePolicies(name, args, child);
    const distribution = new Distribution(name, distributionArgs(args, access.id, policies), child);
    this.domainName = distribution.domainName;
    this.arn = distribution.arn;
    this.registerOutputs({ domainName: this.domainName });
  }
}

interface Policies {
  readonly assets: pulumi.Output<string>;
  readonly api: pulumi.Output<string>;
}

function cachePolicies(name: string, args: CdnArgs, child: pulumi.CustomResourceOptions): Policies {
  const policy = (key: string, seconds: number, queryStringBehavior: string) =>
    new CachePolicy(
      `${name}-${key}`,
      {
        name: `${args.cdnName}-${key}`,
        minTtl: 0,
        defaultTtl: seconds,
        maxTtl: Math.max(seconds, 24 * HOUR),
        parametersInCacheKeyAndForwardedToOrigin: {
          // One person's answer must never be another's: sign-ins are part of the API's key.
          cookiesConfig: { cookieBehavior: key === 'api' ? 'all' : 'none' },
          headersConfig:
            key === 'api'
              ? { headerBehavior: 'whitelist', headers: { items: ['Authorization'] } }
              : { headerBehavior: 'none' },
          queryStringsConfig: { queryStringBehavior },
          enableAcceptEncodingGzip: true,
          enableAcceptEncodingBrotli: true,
        },
      },
      child,
    ).id;
  return {
    assets: policy('assets', args.staticSeconds ?? 24 * HOUR, 'none'),
    api: policy('api', args.apiSeconds ?? 300, 'all'),
  };
}

function distributionArgs(args: CdnArgs, accessId: pulumi.Output<string>, policies: Policies) {
  const viewer = { viewerProtocolPolicy: 'redirect-to-https', compress: true };
  const reading = { allowedMethods: ['GET', 'HEAD'], cachedMethods: ['GET', 'HEAD'] };
  return {
    enabled: true,
    comment: args.cdnName,
    defaultRootObject: 'index.html',
    httpVersion: 'http2and3',
    priceClass: 'PriceClass_100',
    waitForDeployment: false,
    origins: [
      { originId: 'assets', domainName: args.assetsDomainName, originAccessControlId: accessId },
      apiOrigin(args.api),
    ],
    defaultCacheBehavior: {
      ...viewer,
      ...reading,
      targetOriginId: 'assets',
      cachePolicyId: policies.assets,
    },
    orderedCacheBehaviors: (args.apiPaths ?? ['/api/*']).map((pathPattern) => ({
      ...viewer,
      pathPattern,
      targetOriginId: 'api',
      allowedMethods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'POST', 'PATCH', 'DELETE'],
      cachedMethods: ['GET', 'HEAD'],
      cachePolicyId: policies.api,
      originRequestPolicyId: FORWARD_ALL_BUT_HOST,
    })),
    restrictions: { geoRestriction: { restrictionType: 'none' } },
    viewerCertificate: { cloudfrontDefaultCertificate: true },
    tags: named(args.tags, args.cdnName),
  };
}

function apiOrigin({ domainName, protocol, port }: CdnArgs['api']) {
  const https = protocol === 'https-only';
  return {
    originId: 'api',
    domainName,
    customOriginConfig: {
      httpPort: https ? 80 : port,
      httpsPort: https ? port : 443,
      originProtocolPolicy: protocol,
      originSslProtocols: ['TLSv1.2'],
    },
  };
}
