import { ACM } from '@aws-sdk/client-acm';
import { CloudFront } from '@aws-sdk/client-cloudfront';
import type { DistributionConfig } from '@aws-sdk/client-cloudfront';
import { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider';
import { EC2 } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ResourceGroupsTaggingAPI } from '@aws-sdk/client-resource-groups-tagging-api';
import { Route53 } from '@aws-sdk/client-route-53';
import { S3 } from '@aws-sdk/client-s3';
import { WAFV2 } from '@aws-sdk/client-wafv2';
import { describe, expect, it } from '@jest/globals';
import { refusal, useGateway } from './testing/use-gateway.ts';

const tested = useGateway();

/** An account of its own per test: nothing one test makes is seen by another. */
function account(id: number, region = 'us-east-1') {
  const options = tested.options(id, region);
  return {
    acm: new ACM(options),
    cloudfront: new CloudFront(options),
    cognito: new CognitoIdentityProvider(options),
    ec2: new EC2(options),
    elb: new ElasticLoadBalancingV2(options),
    route53: new Route53(options),
    s3: new S3({ ...options, forcePathStyle: true }),
    tagging: new ResourceGroupsTaggingAPI(options),
    wafv2: new WAFV2(options),
  };
}
type Account = ReturnType<typeof account>;

async function balancer({ ec2, elb }: Account): Promise<string> {
  const { Vpc } = await ec2.createVpc({ CidrBlock: '10.7.0.0/16' });
  const subnet = async (CidrBlock: string, AvailabilityZone: string): Promise<string> => {
    const made = await ec2.createSubnet({ VpcId: Vpc?.VpcId, CidrBlock, AvailabilityZone });
    return made.Subnet?.SubnetId ?? '';
  };
  const Subnets = [
    await subnet('10.7.0.0/24', 'us-east-1a'),
    await subnet('10.7.1.0/24', 'us-east-1b'),
  ];
  const { LoadBalancers } = await elb.createLoadBalancer({ Name: 'shop', Subnets });
  return LoadBalancers?.[0]?.LoadBalancerArn ?? '';
}

describe('buckets', () => {
  it('have a name that is free in the world, and go when they are empty', async () => {
    const [one, other] = [account(1).s3, account(2, 'eu-west-1').s3];
    const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' } as const;
    const there = { Bucket: 'taken', CreateBucketConfiguration };
    await one.createBucket({ Bucket: 'own' });
    await other.createBucket(there);
    expect(await refusal(one.createBucket({ Bucket: 'taken' }))).toMatch(/^BucketAlreadyExists:/);
    expect(await refusal(other.createBucket(there))).toMatch(/^BucketAlreadyOwnedByYou:/);
    expect(await refusal(one.createBucket({ Bucket: 'Not_a_name' }))).toMatch(/^InvalidBucketName/);
    await one.putObject({ Bucket: 'own', Key: 'a', Body: 'a' });
    expect(await refusal(one.deleteBucket({ Bucket: 'own' }))).toMatch(/^BucketNotEmpty:/);
    await one.deleteObject({ Bucket: 'own', Key: 'a' });
    expect(await refusal(one.deleteBucket({ Bucket: 'own' }))).toBe('accepted');
  });

  it('take access logs only when they let load balancers write', async () => {
    const aws = account(3);
    const LoadBalancerArn = await balancer(aws);
    const log = (bucket: string) =>
      aws.elb.modifyLoadBalancerAttributes({
        LoadBalancerArn,
        Attributes: [
          { Key: 'access_logs.s3.enabled', Value: 'true' },
          { Key: 'access_logs.s3.bucket', Value: bucket },
        ],
      });
    expect(await refusal(log('nowhere'))).toMatch(/^InvalidConfigurationRequest.*does not exist/);
    await aws.s3.createBucket({ Bucket: 'logs-3' });
    expect(await refusal(log('logs-3'))).toMatch(/^InvalidConfigurationRequest.*Access Denied/);
    const Statement = {
      Effect: 'Allow',
      Principal: { Service: 'logdelivery.elasticloadbalancing.amazonaws.com' },
      Action: ['s3:PutObject'],
      Resource: ['arn:aws:s3:::logs-3/*'],
    };
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
    await aws.s3.putBucketPolicy({ Bucket: 'logs-3', Policy });
    expect(await refusal(log('logs-3'))).toBe('accepted');
  });
});

const ORIGIN = {
  Id: 'assets',
  DomainName: 'a.s3.us-east-1.amazonaws.com',
  S3OriginConfig: { OriginAccessIdentity: '' },
};

function distribution(
  cachePolicyId: string,
  more: Partial<DistributionConfig> = {},
): DistributionConfig {
  return {
    CallerReference: crypto.randomUUID(),
    Comment: '',
    Enabled: true,
    Origins: { Quantity: 1, Items: [ORIGIN] },
    DefaultCacheBehavior: {
      TargetOriginId: 'assets',
      ViewerProtocolPolicy: 'https-only',
      CachePolicyId: cachePolicyId,
    },
    ...more,
  };
}

async function cachePolicy({ cloudfront }: Account): Promise<string> {
  const { CachePolicy } = await cloudfront.createCachePolicy({
    CachePolicyConfig: { Name: 'short', MinTTL: 1 },
  });
  return CachePolicy?.Id ?? '';
}

async function deletion({ cloudfront }: Account, Id: string): Promise<string> {
  const { ETag: IfMatch } = await cloudfront.getDistribution({ Id });
  return refusal(cloudfront.deleteDistribution({ Id, IfMatch }));
}

describe('distributions', () => {
  it('name what exists and hosts that are free', async () => {
    const { cloudfront, ...rest } = account(4);
    const policy = await cachePolicy({ cloudfront, ...rest });
    const create = (config: DistributionConfig) =>
      refusal(cloudfront.createDistribution({ DistributionConfig: config }));
    const DefaultCacheBehavior = {
      TargetOriginId: 'elsewhere',
      ViewerProtocolPolicy: 'https-only',
      CachePolicyId: policy,
    } as const;
    const Origins = { Quantity: 1, Items: [{ ...ORIGIN, OriginAccessControlId: 'ENONE' }] };
    const Aliases = { Quantity: 1, Items: ['shop.example.com'] };
    expect(await create(distribution(policy, { DefaultCacheBehavior }))).toMatch(/^NoSuchOrigin:/);
    expect(await create(distribution('none'))).toMatch(/^NoSuchCachePolicy:/);
    expect(await create(distribution(policy, { Origins }))).toMatch(/^NoSuchOriginAccessControl:/);
    expect(await create(distribution(policy, { Aliases }))).toBe('accepted');
    expect(await create(distribution(policy, { Aliases }))).toMatch(/^CNAMEAlreadyExists:/);
  });

  it('go when they are switched off and at rest, and hold what they use until then', async () => {
    const aws = account(5);
    const { cloudfront } = aws;
    const policy = await cachePolicy(aws);
    const control = await cloudfront.createOriginAccessControl({
      OriginAccessControlConfig: {
        Name: 'own',
        OriginAccessControlOriginType: 's3',
        SigningBehavior: 'always',
        SigningProtocol: 'sigv4',
      },
    });
    const OriginAccessControlId = control.OriginAccessControl?.Id ?? '';
    const Origins = { Quantity: 1, Items: [{ ...ORIGIN, OriginAccessControlId }] };
    const made = await cloudfront.createDistributionWithTags({
      DistributionConfigWithTags: {
        DistributionConfig: distribution(policy, { Origins }),
        Tags: { Items: [{ Key: 'Stage', Value: 'a' }] },
      },
    });
    const Id = made.Distribution?.Id ?? '';
    const tagged = async (): Promise<number> => {
      const found = await aws.tagging.getResources({ ResourceTypeFilters: ['cloudfront'] });
      return (found.ResourceTagMappingList ?? []).length;
    };
    expect(await tagged()).toBe(1);
    const drop = { Id: OriginAccessControlId, IfMatch: control.ETag };
    expect(await refusal(cloudfront.deleteOriginAccessControl(drop))).toMatch(
      /^OriginAccessControlInUse:/,
    );
    expect(await deletion(aws, Id)).toMatch(/^DistributionNotDisabled:/);
    const { ETag, DistributionConfig: now } = await cloudfront.getDistributionConfig({ Id });
    const off = { ...now, Enabled: false } as DistributionConfig;
    await cloudfront.updateDistribution({ Id, IfMatch: ETag, DistributionConfig: off });
    expect(await deletion(aws, Id)).toMatch(/^DistributionNotDisabled:/);
    await until(async () => {
      return (await cloudfront.getDistribution({ Id })).Distribution?.Status === 'Deployed';
    });
    expect(await deletion(aws, Id)).toBe('accepted');
    expect(await refusal(cloudfront.deleteOriginAccessControl(drop))).toBe('accepted');
    expect(await tagged()).toBe(0);
  });

  it('are told apart in the call log by the names of their operations', () => {
    const calls = tested.gateway.calls().filter(({ service }) => service === 'cloudfront');
    const actions = new Set(calls.map(({ action }) => action));
    for (const action of ['CreateDistributionWithTags', 'UpdateDistribution', 'DeleteDistribution'])
      expect(actions).toContain(action);
    expect([...actions].filter((action) => action.includes('/'))).toEqual([]);
  });
});

async function until(attempt: () => Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 100; turn++) {
    if (await attempt()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('not so after 5 s');
}

describe('certificates', () => {
  it('stay while a load balancer or a distribution uses them', async () => {
    const aws = account(6);
    const { CertificateArn } = await aws.acm.requestCertificate({
      DomainName: 'shop.example.com',
      ValidationMethod: 'DNS',
    });
    const { Certificate } = await aws.acm.describeCertificate({ CertificateArn });
    const record = Certificate?.DomainValidationOptions?.[0]?.ResourceRecord;
    const zone = await aws.route53.createHostedZone({ Name: 'example.com', CallerReference: 'a' });
    await aws.route53.changeResourceRecordSets({
      HostedZoneId: zone.HostedZone?.Id,
      ChangeBatch: {
        Changes: [
          {
            Action: 'CREATE',
            ResourceRecordSet: {
              Name: record?.Name,
              Type: record?.Type,
              TTL: 60,
              ResourceRecords: [{ Value: record?.Value }],
            },
          },
        ],
      },
    });
    const LoadBalancerArn = await balancer(aws);
    const listener = await aws.elb.createListener({
      LoadBalancerArn,
      Port: 443,
      Protocol: 'HTTPS',
      Certificates: [{ CertificateArn }],
      DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
    });
    const remove = () => refusal(aws.acm.deleteCertificate({ CertificateArn }));
    expect(await remove()).toMatch(/^ResourceInUseException:/);
    const { Certificate: used } = await aws.acm.describeCertificate({ CertificateArn });
    expect(used?.InUseBy).toEqual([LoadBalancerArn]);
    await aws.elb.deleteListener({ ListenerArn: listener.Listeners?.[0]?.ListenerArn });
    expect(await remove()).toBe('accepted');
  });
});

describe('web ACLs', () => {
  it('stay while something is behind them, and keep what an update gives', async () => {
    const aws = account(7);
    const { wafv2 } = aws;
    const VisibilityConfig = {
      SampledRequestsEnabled: true,
      CloudWatchMetricsEnabled: true,
      MetricName: 'm',
    };
    const shared = { Name: 'shop', Scope: 'REGIONAL', VisibilityConfig } as const;
    const { Summary } = await wafv2.createWebACL({
      ...shared,
      DefaultAction: { Allow: {} },
      Tags: [{ Key: 'Stage', Value: 'a' }],
    });
    const key = { Name: 'shop', Scope: 'REGIONAL', Id: Summary?.Id } as const;
    const lock = async () => ({ ...key, LockToken: (await wafv2.getWebACL(key)).LockToken });
    const ResourceArn = await balancer(aws);
    const associate = (arn: string) =>
      refusal(wafv2.associateWebACL({ WebACLArn: Summary?.ARN, ResourceArn: arn }));
    expect(await associate(`${ResourceArn}0`)).toMatch(/^WAFNonexistentItemException:/);
    expect((await wafv2.getWebACLForResource({ ResourceArn })).WebACL).toBeUndefined();
    expect(await associate(ResourceArn)).toBe('accepted');
    expect(await refusal(wafv2.deleteWebACL(await lock()))).toMatch(/^WAFAssociatedItemException:/);
    const update = { DefaultAction: { Block: {} }, Description: 'for the shop', VisibilityConfig };
    expect(await refusal(wafv2.updateWebACL({ ...key, ...update, LockToken: 'old' }))).toMatch(
      /^WAFOptimisticLockException:/,
    );
    await wafv2.updateWebACL({ ...(await lock()), ...update });
    expect((await wafv2.getWebACL(key)).WebACL?.Description).toBe('for the shop');
    await aws.elb.deleteLoadBalancer({ LoadBalancerArn: ResourceArn });
    expect(await refusal(wafv2.deleteWebACL(await lock()))).toBe('accepted');
    expect((await aws.tagging.getResources({})).ResourceTagMappingList).toEqual([]);
  });
});

describe('user pools', () => {
  it('go without protection and without an address of their sign-in page', async () => {
    const { cognito } = account(8);
    const made = await cognito.createUserPool({ PoolName: 'a', DeletionProtection: 'ACTIVE' });
    const UserPoolId = made.UserPool?.Id;
    const domain = (Domain: string) =>
      refusal(cognito.createUserPoolDomain({ UserPoolId, Domain }));
    expect(await domain('Shop')).toMatch(/^InvalidParameterException: 1 validation error/);
    expect(await domain('shop-cognito')).toMatch(/reserved word: cognito/);
    expect(await domain('shop-login')).toBe('accepted');
    expect(await domain('shop-login')).toMatch(/^InvalidParameterException:/);
    const remove = () => refusal(cognito.deleteUserPool({ UserPoolId }));
    expect(await remove()).toMatch(/deletion protection is activated/);
    await cognito.updateUserPool({ UserPoolId, DeletionProtection: 'INACTIVE' });
    expect(await remove()).toMatch(/has a domain configured/);
    await cognito.deleteUserPoolDomain({ UserPoolId, Domain: 'shop-login' });
    expect(await remove()).toBe('accepted');
  });

  it.each([
    ['https://a.dev/cb', 'accepted'],
    ['http://localhost:3000/cb', 'accepted'],
    ['myapp://cb', 'accepted'],
    ['http://a.dev/cb', 'http://a.dev/cb cannot use the HTTP protocol.'],
    ['http://localhost.evil.dev/cb', 'cannot use the HTTP protocol.'],
  ])('send people back to %s: %s', async (url, expected) => {
    const { cognito } = account(9);
    const { UserPool } = await cognito.createUserPool({ PoolName: 'a' });
    const client = { UserPoolId: UserPool?.Id, ClientName: 'web', CallbackURLs: [url] };
    expect(await refusal(cognito.createUserPoolClient(client))).toContain(expected);
  });
});
