import { type Values, bool, list, num, obj, set, str } from '../../schema/prop.ts';

/** Spelling of CloudFront's members. */
export const SPELLING = {
  counted: true,
  names: {
    webAclId: 'WebACLId',
    isIpv6Enabled: 'IsIPV6Enabled',
    orderedCacheBehaviors: 'CacheBehaviors',
    loggingConfig: 'Logging',
    originId: 'Id',
    minTtl: 'MinTTL',
    maxTtl: 'MaxTTL',
    defaultTtl: 'DefaultTTL',
    errorCachingMinTtl: 'ErrorCachingMinTTL',
    httpPort: 'HTTPPort',
    httpsPort: 'HTTPSPort',
    functionArn: 'FunctionARN',
    lambdaArn: 'LambdaFunctionARN',
    acmCertificateArn: 'ACMCertificateArn',
    iamCertificateId: 'IAMCertificateId',
    cloudfrontDefaultCertificate: 'CloudFrontDefaultCertificate',
    sslSupportMethod: 'SSLSupportMethod',
    name: 'HeaderName',
    value: 'HeaderValue',
  },
} as const;

const METHODS = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'] as const;
const methods = set(str().oneOf(...METHODS)).required();

const forwardedValues = obj({
  queryString: bool().required(),
  queryStringCacheKeys: set(str()).computed(),
  headers: set(str()).computed(),
  cookies: obj({
    forward: str().oneOf('all', 'none', 'whitelist').required(),
    whitelistedNames: set(str()).computed(),
  }).required(),
});

export const behavior = {
  allowedMethods: methods,
  cachedMethods: methods,
  cachePolicyId: str(),
  compress: bool().defaultTo(false),
  defaultTtl: num().computed(),
  fieldLevelEncryptionId: str(),
  forwardedValues,
  functionAssociations: set(
    obj({
      eventType: str().oneOf('viewer-request', 'viewer-response').required(),
      functionArn: str().required(),
    }),
  ),
  lambdaFunctionAssociations: set(
    obj({
      eventType: str()
        .oneOf('viewer-request', 'origin-request', 'viewer-response', 'origin-response')
        .required(),
      lambdaArn: str().required(),
      includeBody: bool().defaultTo(false),
    }),
  ),
  maxTtl: num().computed(),
  minTtl: num().defaultTo(0),
  originRequestPolicyId: str(),
  realtimeLogConfigArn: str(),
  responseHeadersPolicyId: str(),
  smoothStreaming: bool(),
  targetOriginId: str().required(),
  trustedKeyGroups: list(str()).computed(),
  trustedSigners: list(str()).computed(),
  viewerProtocolPolicy: str().oneOf('allow-all', 'https-only', 'redirect-to-https').required(),
};

const origin = {
  originId: str()
    .rule((value) => (value === '' ? 'expected a name' : undefined))
    .required(),
  domainName: str().required(),
  originPath: str().defaultTo(''),
  originAccessControlId: str(),
  connectionAttempts: num().between(1, 3).defaultTo(3),
  connectionTimeout: num().between(1, 10).defaultTo(10),
  customHeaders: set(obj({ name: str().required(), value: str().required() })),
  customOriginConfig: obj({
    httpPort: num().required(),
    httpsPort: num().required(),
    originKeepaliveTimeout: num().between(1, 180).defaultTo(5),
    originReadTimeout: num().between(1, 180).defaultTo(30),
    originProtocolPolicy: str().oneOf('http-only', 'https-only', 'match-viewer').required(),
    originSslProtocols: set(str().oneOf('SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2')).required(),
  }),
  s3OriginConfig: obj({ originAccessIdentity: str().required() }),
  originShield: obj({
    enabled: bool().required(),
    originShieldRegion: str().matches(/^[a-z]{2}-[a-z-]+-\d$/, 'a region'),
  }),
};

const TLS_VERSIONS = [
  'SSLv3',
  'TLSv1',
  'TLSv1_2016',
  'TLSv1.1_2016',
  'TLSv1.2_2018',
  'TLSv1.2_2019',
  'TLSv1.2_2021',
] as const;

/** What an update writes; the rest of a distribution's properties is in distribution.ts. */
export const config = {
  aliases: set(str()),
  comment: str().rule((value) =>
    String(value).length > 128 ? 'expected at most 128 characters' : undefined,
  ),
  customErrorResponses: set(
    obj({
      errorCode: num().required(),
      errorCachingMinTtl: num(),
      responseCode: num(),
      responsePagePath: str(),
    }),
  ),
  defaultCacheBehavior: obj(behavior).required(),
  defaultRootObject: str(),
  enabled: bool().required(),
  httpVersion: str().oneOf('http1.1', 'http2', 'http3', 'http2and3').defaultTo('http2'),
  isIpv6Enabled: bool().defaultTo(false),
  loggingConfig: obj({
    bucket: str().required(),
    includeCookies: bool().defaultTo(false),
    prefix: str().defaultTo(''),
  }),
  orderedCacheBehaviors: list(obj({ pathPattern: str().required(), ...behavior })),
  origins: set(obj(origin)).required(),
  priceClass: str()
    .oneOf('PriceClass_100', 'PriceClass_200', 'PriceClass_All', 'None')
    .defaultTo('PriceClass_All'),
  restrictions: obj({
    geoRestriction: obj({
      restrictionType: str().oneOf('none', 'whitelist', 'blacklist').required(),
      locations: set(str()).computed(),
    }).required(),
  }).required(),
  staging: bool().defaultTo(false).replaces(),
  viewerCertificate: obj({
    acmCertificateArn: str(),
    cloudfrontDefaultCertificate: bool(),
    iamCertificateId: str(),
    minimumProtocolVersion: str()
      .oneOf(...TLS_VERSIONS)
      .defaultTo('TLSv1'),
    sslSupportMethod: str().oneOf('sni-only', 'vip', 'static-ip'),
  }).required(),
  webAclId: str(),
};

export type Config = Values<typeof config>;
export type Behavior = Values<typeof behavior>;
