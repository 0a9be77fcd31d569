import { CachePolicy } from '@pulumi/aws/cloudfront/cachePolicy.js';
import { Distribution } from '@pulumi/aws/cloudfront/distribution.js';
import { UserPool } from '@pulumi/aws/cognito/userPool.js';
import { UserPoolClient } from '@pulumi/aws/cognito/userPoolClient.js';
import { Bucket } from '@pulumi/aws/s3/bucket.js';
import { BucketLifecycleConfiguration } from '@pulumi/aws/s3/bucketLifecycleConfiguration.js';
import { BucketVersioning } from '@pulumi/aws/s3/bucketVersioning.js';
import { WebAcl } from '@pulumi/aws/wafv2/webAcl.js';

/** The same types as the components use them, with much of the rest that they can be given. */
export function richDeliveryProgram(version: 'first' | 'second'): void {
  const second = version === 'second';
  buckets(second);
  distributions(second);
  webAcls(second);
  userPools(second);
}

function buckets(second: boolean): void {
  const bucket = new Bucket('rich', { forceDestroy: true });
  const versioning = new BucketVersioning('rich', {
    bucket: bucket.bucket,
    versioningConfiguration: { status: second ? 'Suspended' : 'Enabled' },
  });
  new BucketLifecycleConfiguration(
    'rich',
    {
      bucket: bucket.bucket,
      rules: [
        {
          id: 'tagged',
          status: 'Enabled',
          filter: { and: { prefix: 'a/', tags: { Kind: second ? 'log' : 'cache' } } },
          expiration: { days: 10 },
        },
        {
          id: 'large',
          status: 'Disabled',
          filter: { objectSizeGreaterThan: 1024 },
          transitions: [
            { days: 30, storageClass: 'STANDARD_IA' },
            { days: 90, storageClass: 'GLACIER' },
          ],
          noncurrentVersionTransitions: [{ noncurrentDays: 30, storageClass: 'GLACIER' }],
        },
      ],
    },
    { dependsOn: [versioning] },
  );
  new Bucket('elsewhere', { bucket: 'p3-rich-elsewhere', region: 'eu-west-1', forceDestroy: true });
}

function distributions(second: boolean): void {
  const policy = new CachePolicy('rich', {
    comment: 'rich',
    parametersInCacheKeyAndForwardedToOrigin: {
      cookiesConfig: { cookieBehavior: 'whitelist', cookies: { items: ['session', 'team'] } },
      headersConfig: { headerBehavior: 'whitelist', headers: { items: ['Authorization'] } },
      queryStringsConfig: { queryStringBehavior: 'allExcept', queryStrings: { items: ['utm'] } },
    },
  });
  const methods = { allowedMethods: ['HEAD', 'GET'], cachedMethods: ['GET', 'HEAD'] };
  new Distribution('rich', {
    enabled: true,
    comment: second ? 'second' : 'first',
    isIpv6Enabled: true,
    aliases: ['b.example.com', 'a.example.com'],
    loggingConfig: { bucket: 'logs.s3.amazonaws.com', prefix: 'edge/' },
    customErrorResponses: [
      { errorCode: 404, responseCode: 200, responsePagePath: '/index.html', errorCachingMinTtl: 5 },
      { errorCode: 500, errorCachingMinTtl: 0 },
    ],
    origins: [
      {
        originId: 'api',
        domainName: 'api.example.com',
        originPath: '/v1',
        connectionAttempts: 2,
        customHeaders: [{ name: 'X-From', value: 'edge' }],
        originShield: { enabled: true, originShieldRegion: 'us-east-1' },
        customOriginConfig: {
          httpPort: 8080,
          httpsPort: 8443,
          originProtocolPolicy: 'match-viewer',
          originSslProtocols: ['TLSv1.2', 'TLSv1.1'],
          originReadTimeout: 60,
        },
      },
      { originId: 'files', domainName: 'files.s3.us-east-1.amazonaws.com' },
    ],
    defaultCacheBehavior: {
      ...methods,
      targetOriginId: 'files',
      viewerProtocolPolicy: 'https-only',
      minTtl: 1,
      defaultTtl: second ? 120 : 60,
      maxTtl: 600,
      forwardedValues: {
        queryString: true,
        headers: ['Origin'],
        cookies: { forward: 'whitelist', whitelistedNames: ['session'] },
      },
    },
    orderedCacheBehaviors: ['/b/*', '/a/*'].map((pathPattern) => ({
      ...methods,
      pathPattern,
      targetOriginId: 'api',
      viewerProtocolPolicy: 'allow-all',
      compress: true,
      cachePolicyId: policy.id,
    })),
    restrictions: { geoRestriction: { restrictionType: 'blacklist', locations: ['DE', 'FR'] } },
    viewerCertificate: { cloudfrontDefaultCertificate: true },
  });
}

function webAcls(second: boolean): void {
  const visibilityConfig = {
    cloudwatchMetricsEnabled: false,
    sampledRequestsEnabled: false,
    metricName: 'rich',
  };
  const textTransformations = [{ priority: 0, type: 'LOWERCASE' }];
  new WebAcl('rich', {
    scope: 'REGIONAL',
    description: second ? 'second' : 'first',
    defaultAction: second ? { block: {} } : { allow: {} },
    visibilityConfig,
    tokenDomains: ['a.example.com'],
    customResponseBodies: [{ key: 'slow', content: 'Slow down', contentType: 'TEXT_PLAIN' }],
    captchaConfig: { immunityTimeProperty: { immunityTime: 120 } },
    rules: [
      {
        name: 'paths',
        priority: 1,
        visibilityConfig,
        action: { block: { customResponse: { responseCode: 429, customResponseBodyKey: 'slow' } } },
        ruleLabels: [{ name: 'team:paths' }],
        statement: {
          andStatement: {
            statements: [
              {
                byteMatchStatement: {
                  positionalConstraint: 'STARTS_WITH',
                  searchString: '/admin',
                  fieldToMatch: { uriPath: {} },
                  textTransformations,
                },
              },
              { notStatement: { statement: { geoMatchStatement: { countryCodes: ['DE'] } } } },
            ],
          },
        },
      },
      {
        name: 'managed',
        priority: 2,
        visibilityConfig,
        overrideAction: second ? { count: {} } : { none: {} },
        statement: {
          managedRuleGroupStatement: {
            vendorName: 'AWS',
            name: 'AWSManagedRulesCommonRuleSet',
            ruleActionOverrides: [{ name: 'SizeRestrictions_BODY', actionToUse: { count: {} } }],
          },
        },
      },
    ],
  });
}

function userPools(second: boolean): void {
  const added = { name: 'role', attributeDataType: 'String', mutable: true } as const;
  const pool = new UserPool('rich', {
    aliasAttributes: ['email'],
    autoVerifiedAttributes: ['email'],
    mfaConfiguration: 'OPTIONAL',
    softwareTokenMfaConfiguration: { enabled: true },
    schemas: [
      {
        name: 'team',
        attributeDataType: 'String',
        mutable: true,
        stringAttributeConstraints: { minLength: '1', maxLength: '20' },
      },
      ...(second ? [added] : []),
    ],
    usernameConfiguration: { caseSensitive: false },
    adminCreateUserConfig: {
      allowAdminCreateUserOnly: true,
      inviteMessageTemplate: {
        emailMessage: 'You are {username}, once {####}',
        emailSubject: 'Hello',
        smsMessage: '{username} {####}',
      },
    },
    userAttributeUpdateSettings: { attributesRequireVerificationBeforeUpdates: ['email'] },
    verificationMessageTemplate: { emailSubject: second ? 'Your code' : 'Code' },
    tags: { Stage: second ? 'b' : 'a' },
  });
  new UserPoolClient('rich', {
    userPoolId: pool.id,
    generateSecret: true,
    explicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH', 'ALLOW_USER_SRP_AUTH'],
    ...(second ? { readAttributes: ['email'] } : {}),
  });
}
