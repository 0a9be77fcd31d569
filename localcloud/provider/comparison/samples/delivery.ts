import type { Props } from '../../schema/prop.ts';
import type { Sample } from './sample.ts';
import { OTHER_TAGS, TAGS, policyDocument } from './sample.ts';

const BALANCER =
  'arn:aws:elasticloadbalancing:us-east-1:000000000000:loadbalancer/app/a/50dc6c495c0c9188';
const acl = (name: string): string =>
  `arn:aws:wafv2:us-east-1:000000000000:regional/webacl/${name}/1b4f0f2c-0c5e-4a0f-9a43-0d2d0f3a5c11`;
const anyone = (bucket: string): Props => ({
  Principal: '*',
  Resource: `arn:aws:s3:::${bucket}/*`,
});

/** A setting of a bucket. */
const setting = (type: string, inputs: Props, others: Props): Sample => ({
  token: `aws:s3/bucket${type}:Bucket${type}`,
  inputs: { bucket: 'a', ...inputs },
  others: { bucket: 'b', ...others },
});

const blocks = (value: boolean): Props => ({
  blockPublicAcls: value,
  blockPublicPolicy: value,
  ignorePublicAcls: value,
  restrictPublicBuckets: value,
});

const ageRule = (days: number): Props => ({
  id: 'age',
  status: 'Enabled',
  filter: { prefix: '' },
  transitions: [{ days, storageClass: 'STANDARD_IA' }],
  noncurrentVersionExpiration: { noncurrentDays: 30 },
  abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
});

const behavior = (viewerProtocolPolicy: string): Props => ({
  targetOriginId: 'assets',
  viewerProtocolPolicy,
  allowedMethods: ['GET', 'HEAD'],
  cachedMethods: ['GET', 'HEAD'],
  compress: true,
  cachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6',
});

const origin = (domainName: string): Props => ({
  originId: 'assets',
  domainName,
  customOriginConfig: {
    httpPort: 80,
    httpsPort: 443,
    originProtocolPolicy: 'https-only',
    originSslProtocols: ['TLSv1.2'],
  },
});

const cacheKey = (queryStringBehavior: string): Props => ({
  cookiesConfig: { cookieBehavior: 'none' },
  headersConfig: { headerBehavior: 'none' },
  queryStringsConfig: { queryStringBehavior },
  enableAcceptEncodingGzip: true,
});

const visibility = (metricName: string): Props => ({
  cloudwatchMetricsEnabled: true,
  sampledRequestsEnabled: true,
  metricName,
});

const limited = (limit: number): Props => ({
  name: 'rate',
  priority: 0,
  action: { block: {} },
  statement: { rateBasedStatement: { limit, aggregateKeyType: 'IP' } },
  visibilityConfig: visibility('rate'),
});

const BUCKETS: readonly Sample[] = [
  {
    token: 'aws:s3/bucket:Bucket',
    inputs: { bucket: 'a-bucket', forceDestroy: true, objectLockEnabled: false, ...TAGS },
    others: { bucket: 'b-bucket', forceDestroy: false, objectLockEnabled: true, ...OTHER_TAGS },
  },
  setting(
    'Versioning',
    { versioningConfiguration: { status: 'Enabled' } },
    { versioningConfiguration: { status: 'Suspended' } },
  ),
  setting(
    'ServerSideEncryptionConfiguration',
    { rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }] },
    { rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'aws:kms' } }] },
  ),
  setting('LifecycleConfiguration', { rules: [ageRule(30)] }, { rules: [ageRule(60)] }),
  setting(
    'Policy',
    { policy: policyDocument('s3:GetObject', anyone('a')) },
    { policy: policyDocument('s3:PutObject', anyone('a')) },
  ),
  setting('PublicAccessBlock', blocks(true), blocks(false)),
  setting(
    'OwnershipControls',
    { rule: { objectOwnership: 'BucketOwnerEnforced' } },
    { rule: { objectOwnership: 'ObjectWriter' } },
  ),
];

const CDN: readonly Sample[] = [
  {
    token: 'aws:cloudfront/originAccessControl:OriginAccessControl',
    inputs: {
      name: 'a',
      description: 'a',
      originAccessControlOriginType: 's3',
      signingBehavior: 'always',
      signingProtocol: 'sigv4',
    },
    others: {
      name: 'b',
      description: 'b',
      originAccessControlOriginType: 'lambda',
      signingBehavior: 'never',
      signingProtocol: 'sigv4',
    },
  },
  {
    token: 'aws:cloudfront/cachePolicy:CachePolicy',
    inputs: {
      name: 'a',
      comment: 'a',
      defaultTtl: 60,
      maxTtl: 600,
      minTtl: 1,
      parametersInCacheKeyAndForwardedToOrigin: cacheKey('none'),
    },
    others: {
      name: 'b',
      comment: 'b',
      defaultTtl: 61,
      maxTtl: 601,
      minTtl: 2,
      parametersInCacheKeyAndForwardedToOrigin: cacheKey('all'),
    },
  },
  {
    token: 'aws:cloudfront/distribution:Distribution',
    inputs: {
      aliases: ['a.dev'],
      comment: 'a',
      customErrorResponses: [{ errorCode: 404, responseCode: 200, responsePagePath: '/i.html' }],
      defaultCacheBehavior: behavior('https-only'),
      defaultRootObject: 'index.html',
      enabled: true,
      httpVersion: 'http2and3',
      isIpv6Enabled: true,
      loggingConfig: { bucket: 'a.s3.amazonaws.com', prefix: 'a' },
      orderedCacheBehaviors: [{ pathPattern: '/api/*', ...behavior('https-only') }],
      origins: [origin('a.dev')],
      priceClass: 'PriceClass_100',
      restrictions: { geoRestriction: { restrictionType: 'whitelist', locations: ['DE'] } },
      staging: false,
      viewerCertificate: { cloudfrontDefaultCertificate: true },
      webAclId: acl('a'),
      ...TAGS,
    },
    others: {
      aliases: ['b.dev'],
      comment: 'b',
      customErrorResponses: [{ errorCode: 403, responseCode: 200, responsePagePath: '/i.html' }],
      defaultCacheBehavior: behavior('allow-all'),
      defaultRootObject: 'other.html',
      enabled: false,
      httpVersion: 'http2',
      isIpv6Enabled: false,
      loggingConfig: { bucket: 'b.s3.amazonaws.com', prefix: 'a' },
      orderedCacheBehaviors: [{ pathPattern: '/v1/*', ...behavior('https-only') }],
      origins: [origin('b.dev')],
      priceClass: 'PriceClass_200',
      restrictions: { geoRestriction: { restrictionType: 'whitelist', locations: ['FR'] } },
      staging: true,
      viewerCertificate: {
        acmCertificateArn:
          'arn:aws:acm:us-east-1:000000000000:certificate/1b4f0f2c-0c5e-4a0f-9a43-0d2d0f3a5c11',
        sslSupportMethod: 'sni-only',
      },
      webAclId: acl('b'),
      ...OTHER_TAGS,
    },
  },
];

const FIREWALLS: readonly Sample[] = [
  {
    token: 'aws:wafv2/webAcl:WebAcl',
    inputs: {
      name: 'a',
      scope: 'REGIONAL',
      description: 'a',
      defaultAction: { allow: {} },
      rules: [limited(100)],
      visibilityConfig: visibility('a'),
      customResponseBodies: [{ key: 'a', content: 'a', contentType: 'TEXT_PLAIN' }],
      captchaConfig: { immunityTimeProperty: { immunityTime: 60 } },
      tokenDomains: ['a.dev'],
      ...TAGS,
    },
    others: {
      name: 'b',
      scope: 'CLOUDFRONT',
      description: 'b',
      defaultAction: { block: {} },
      rules: [limited(200)],
      visibilityConfig: visibility('b'),
      customResponseBodies: [{ key: 'a', content: 'b', contentType: 'TEXT_PLAIN' }],
      captchaConfig: { immunityTimeProperty: { immunityTime: 61 } },
      tokenDomains: ['b.dev'],
      ...OTHER_TAGS,
    },
  },
  {
    token: 'aws:wafv2/webAclAssociation:WebAclAssociation',
    inputs: { resourceArn: BALANCER, webAclArn: acl('a') },
    others: { resourceArn: BALANCER.replace('/a/', '/b/'), webAclArn: acl('b') },
  },
];

const USER_POOLS: readonly Sample[] = [
  {
    token: 'aws:cognito/userPool:UserPool',
    inputs: {
      name: 'a',
      aliasAttributes: ['email'],
      autoVerifiedAttributes: ['email'],
      deletionProtection: 'ACTIVE',
      accountRecoverySetting: { recoveryMechanisms: [{ name: 'verified_email', priority: 1 }] },
      adminCreateUserConfig: { allowAdminCreateUserOnly: true },
      emailVerificationMessage: 'a {####}',
      emailVerificationSubject: 'a',
      mfaConfiguration: 'OPTIONAL',
      softwareTokenMfaConfiguration: { enabled: true },
      passwordPolicy: { minimumLength: 12, temporaryPasswordValidityDays: 7 },
      schemas: [{ name: 'team', attributeDataType: 'String', mutable: true }],
      userPoolAddOns: { advancedSecurityMode: 'OFF' },
      usernameConfiguration: { caseSensitive: false },
      ...TAGS,
    },
    others: {
      name: 'b',
      aliasAttributes: ['phone_number'],
      autoVerifiedAttributes: ['phone_number'],
      deletionProtection: 'INACTIVE',
      accountRecoverySetting: { recoveryMechanisms: [{ name: 'admin_only', priority: 1 }] },
      adminCreateUserConfig: { allowAdminCreateUserOnly: false },
      emailVerificationMessage: 'b {####}',
      emailVerificationSubject: 'b',
      mfaConfiguration: 'ON',
      softwareTokenMfaConfiguration: { enabled: false },
      passwordPolicy: { minimumLength: 13, temporaryPasswordValidityDays: 7 },
      schemas: [{ name: 'role', attributeDataType: 'String', mutable: true }],
      userPoolAddOns: { advancedSecurityMode: 'AUDIT' },
      usernameConfiguration: { caseSensitive: true },
      ...OTHER_TAGS,
    },
  },
  {
    token: 'aws:cognito/userPoolClient:UserPoolClient',
    inputs: {
      name: 'a',
      userPoolId: 'us-east-1_aaaaaaaaa',
      generateSecret: false,
      allowedOauthFlows: ['code'],
      allowedOauthFlowsUserPoolClient: true,
      allowedOauthScopes: ['openid'],
      callbackUrls: ['https://a.dev/cb'],
      logoutUrls: ['https://a.dev/out'],
      supportedIdentityProviders: ['COGNITO'],
      preventUserExistenceErrors: 'ENABLED',
      explicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'],
      accessTokenValidity: 60,
      idTokenValidity: 60,
      refreshTokenValidity: 30,
      tokenValidityUnits: { accessToken: 'minutes', idToken: 'minutes', refreshToken: 'days' },
      enableTokenRevocation: true,
    },
    others: {
      name: 'b',
      userPoolId: 'us-east-1_bbbbbbbbb',
      generateSecret: true,
      allowedOauthFlows: ['implicit'],
      allowedOauthFlowsUserPoolClient: false,
      allowedOauthScopes: ['email'],
      callbackUrls: ['https://b.dev/cb'],
      logoutUrls: ['https://b.dev/out'],
      supportedIdentityProviders: ['Google'],
      preventUserExistenceErrors: 'LEGACY',
      explicitAuthFlows: ['ALLOW_USER_SRP_AUTH'],
      accessTokenValidity: 50,
      idTokenValidity: 50,
      refreshTokenValidity: 20,
      tokenValidityUnits: { accessToken: 'hours', idToken: 'minutes', refreshToken: 'days' },
      enableTokenRevocation: false,
    },
  },
  {
    token: 'aws:cognito/userPoolDomain:UserPoolDomain',
    inputs: { domain: 'a-login', userPoolId: 'us-east-1_aaaaaaaaa', managedLoginVersion: 1 },
    others: { domain: 'b-login', userPoolId: 'us-east-1_bbbbbbbbb', managedLoginVersion: 2 },
  },
];

/** Buckets, the CDN, web firewalls and user pools. */
export const DELIVERY: readonly Sample[] = [...BUCKETS, ...CDN, ...FIREWALLS, ...USER_POOLS];
