import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { CloudFront } from '@aws-sdk/client-cloudfront';
import type { DistributionConfig } from '@aws-sdk/client-cloudfront';
import { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider';
import { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ResourceGroupsTaggingAPI } from '@aws-sdk/client-resource-groups-tagging-api';
import { S3 } from '@aws-sdk/client-s3';
import { WAFV2 } from '@aws-sdk/client-wafv2';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Bucket } from '@pulumi/aws/s3/bucket.js';
import { BucketVersioning } from '@pulumi/aws/s3/bucketVersioning.js';
import { byHand } from '../world/by-hand.ts';
import { DELIVERY, type DeliveryValues, deliveryProgram } from './testing/delivery.ts';
import { richDeliveryProgram } from './testing/delivery-rich.ts';
import type { LiveStack } from './testing/live.ts';
import { useCloud } from './testing/use-cloud.ts';

const TIMEOUT_MS = 600_000;
const live = useCloud();

const stacks: LiveStack[] = [];

async function newStack(): Promise<LiveStack> {
  const stack = await live.stack();
  stacks.push(stack);
  return stack;
}

// What a test that failed has left would stand in the way of its next attempt.
afterEach(async () => {
  for (const stack of stacks.splice(0)) {
    if (Object.keys(await stack.ids()).length > 0) await stack.destroy();
  }
}, TIMEOUT_MS);

/** AWS as somebody else uses it, by hand. */
function clients() {
  const options = byHand(live.cloud);
  return {
    cloudfront: new CloudFront(options),
    cognito: new CognitoIdentityProvider(options),
    elb: new ElasticLoadBalancingV2(options),
    s3: new S3({ ...options, forcePathStyle: true }),
    tagging: new ResourceGroupsTaggingAPI(options),
    wafv2: new WAFV2(options),
  };
}

const program =
  (changed: Partial<DeliveryValues> = {}) =>
  () =>
    deliveryProgram({ ...DELIVERY, ...changed });
const unchanged = { refusals: [], changes: {} };

/** What a browser gets from the CDN by HTTPS: status and text. */
async function browse(host: string, path: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const headers = { host, 'x-forwarded-proto': 'https' };
  const asked = request(new URL(path, live.cloud.ministack.url), { headers }, (answer) => {
    text(answer).then((body) => resolve(`${answer.statusCode ?? 0} ${body}`), reject);
  });
  asked.on('error', reject).end();
  return promise;
}

/** Physical id of the only resource of a type and a name. */
async function idOf(stack: LiveStack, type: string, name: string): Promise<string> {
  return (await stack.ids())[`aws:${type} ${name}`] ?? `no ${type} ${name}`;
}

describe('load balancer, CDN, firewall, buckets and user pool together', () => {
  it(
    'come up, stay as they are, and show what was changed or removed by hand',
    async () => {
      const stack = await newStack();
      const { cloudfront, cognito, s3, wafv2, elb } = clients();
      expect(await stack.up(program())).toMatchObject({ refusals: [], changes: { create: 28 } });
      expect(await stack.up(program())).toMatchObject(unchanged);
      expect(await stack.refresh()).toMatchObject(unchanged);

      const balancer = await idOf(stack, 'lb/loadBalancer:LoadBalancer', 'balancer');
      const { Attributes = [] } = await elb.describeLoadBalancerAttributes({
        LoadBalancerArn: balancer,
      });
      expect(Attributes).toContainEqual({ Key: 'access_logs.s3.bucket', Value: 'shop-logs' });

      const Id = await idOf(stack, 'cloudfront/distribution:Distribution', 'cdn');
      const { Distribution } = await cloudfront.getDistribution({ Id });
      const host = Distribution?.DomainName ?? '';
      const page = { Bucket: 'shop-assets', Key: 'index.html' };
      await s3.putObject({ ...page, Body: 'the shop' });
      expect(await browse(host, '/')).toBe('200 the shop');
      expect(await browse(host, '/api/items')).toBe('200 the API');
      expect(await browse(host, '/none.html')).toMatch(/^403 /);

      const { ETag, DistributionConfig: now } = await cloudfront.getDistributionConfig({ Id });
      const DistributionConfig = { ...now, Comment: 'by hand' } as DistributionConfig;
      await cloudfront.updateDistribution({ Id, IfMatch: ETag, DistributionConfig });
      await s3.putBucketVersioning({
        Bucket: 'shop-assets',
        VersioningConfiguration: { Status: 'Suspended' },
      });
      await s3.deleteBucketPolicy({ Bucket: 'shop-logs' });
      await wafv2.disassociateWebACL({ ResourceArn: balancer });
      const UserPoolId = await idOf(stack, 'cognito/userPool:UserPool', 'users');
      await cognito.deleteUserPoolDomain({ UserPoolId, Domain: 'shop-login' });

      expect((await stack.refresh()).steps).toEqual([
        'delete aws:cognito/userPoolDomain:UserPoolDomain users',
        'delete aws:s3/bucketPolicy:BucketPolicy logs',
        'delete aws:wafv2/webAclAssociation:WebAclAssociation firewall',
        expect.stringContaining('update aws:cloudfront/distribution:Distribution cdn'),
        expect.stringContaining('update aws:s3/bucketVersioning:BucketVersioning assets'),
      ]);
      expect(await stack.up(program())).toMatchObject({
        refusals: [],
        changes: { create: 3, update: 2 },
      });
      expect(await stack.up(program())).toMatchObject(unchanged);
      expect(await stack.destroy()).toMatchObject({ refusals: [], changes: { delete: 28 } });
    },
    TIMEOUT_MS,
  );

  it(
    'are updated in place, and leave nothing behind, full buckets included',
    async () => {
      const stack = await newStack();
      const { s3, tagging } = clients();
      await stack.up(program());
      const changed = { infrequentAfterDays: 60, apiSeconds: 200, rateLimit: 1000, stage: 'b' };
      const again = program({ ...changed, callbackUrl: 'https://b.dev/cb' });
      expect(await stack.up(again)).toMatchObject({ refusals: [], changes: { update: 8 } });
      expect(await stack.up(again)).toMatchObject(unchanged);
      expect(await stack.refresh()).toMatchObject(unchanged);

      const file = { Bucket: 'shop-assets', Key: 'index.html' };
      for (const Body of ['1', '2']) await s3.putObject({ ...file, Body });
      await s3.deleteObject(file);
      const { ResourceTagMappingList: there = [] } = await tagging.getResources({});
      expect(there.map(({ ResourceARN = '' }) => ResourceARN.split(':')[2]).toSorted()).toEqual([
        ...['cloudfront', 'cognito-idp', 's3', 's3', 'wafv2'],
      ]);
      expect(await stack.destroy()).toMatchObject({ refusals: [], changes: { delete: 28 } });
      expect((await tagging.getResources({})).ResourceTagMappingList).toEqual([]);
      expect((await s3.listBuckets({})).Buckets).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    'keep a protected user pool until the protection is lifted',
    async () => {
      const stack = await newStack();
      await stack.up(program({ deletionProtection: true }));
      const { refusals } = await stack.destroy();
      expect(refusals.join('\n')).toContain('deletion protection is activated');
      await stack.up(program({ deletionProtection: false }));
      expect(await stack.destroy()).toMatchObject({ refusals: [] });
      expect(await stack.ids()).toEqual({});
    },
    TIMEOUT_MS,
  );
});

describe('the same types, richly set', () => {
  it(
    'read back what was written, and change in place',
    async () => {
      const stack = await newStack();
      const [first, second] = (['first', 'second'] as const).map(
        (version) => () => richDeliveryProgram(version),
      );
      expect(await stack.up(first ?? program())).toMatchObject({
        refusals: [],
        changes: { create: 9 },
      });
      expect(await stack.up(first ?? program())).toMatchObject(unchanged);
      expect(await stack.refresh()).toMatchObject(unchanged);
      expect(await stack.up(second ?? program())).toMatchObject({
        refusals: [],
        changes: { update: 6 },
      });
      expect(await stack.up(second ?? program())).toMatchObject(unchanged);
      expect(await stack.refresh()).toMatchObject(unchanged);
      expect(await stack.destroy()).toMatchObject({ refusals: [], changes: { delete: 9 } });
    },
    TIMEOUT_MS,
  );
});

describe('a bucket that may not be emptied', () => {
  it(
    'is not deleted with objects in it, and versioning never given cannot be taken back',
    async () => {
      const stack = await newStack();
      const { s3 } = clients();
      const versioned = (status: string) => () => {
        const bucket = new Bucket('kept', { bucket: 'kept-objects' });
        new BucketVersioning('kept', {
          bucket: bucket.id,
          versioningConfiguration: { status },
        });
      };
      expect(await stack.up(versioned('Enabled'))).toMatchObject({ refusals: [] });
      const { refusals } = await stack.up(versioned('Disabled'));
      expect(refusals.join('\n')).toContain('S3 can only suspend versioning');
      const { VersionId } = await s3.putObject({ Bucket: 'kept-objects', Key: 'a', Body: 'a' });
      expect((await stack.destroy()).refusals.join('\n')).toContain('BucketNotEmpty');
      await s3.deleteObject({ Bucket: 'kept-objects', Key: 'a', VersionId });
      expect(await stack.destroy()).toMatchObject({ refusals: [] });
    },
    TIMEOUT_MS,
  );
});
