import { Subnet } from '@pulumi/aws/ec2/subnet.js';
import { Vpc } from '@pulumi/aws/ec2/vpc.js';
import { Listener } from '@pulumi/aws/lb/listener.js';
import { LoadBalancer } from '@pulumi/aws/lb/loadBalancer.js';
import { Bucket } from '../../../programs/components/data/bucket.ts';
import { LOG_DELIVERY } from '../../../programs/components/data/bucket-rules.ts';
import { Cdn } from '../../../programs/components/edge/cdn.ts';
import { WebFirewall } from '../../../programs/components/edge/web-firewall.ts';
import { UserPool } from '../../../programs/components/identity/user-pool.ts';

/** What differs between two runs of the program. */
export interface DeliveryValues {
  readonly region: string;
  /** First part of every physical name. */
  readonly prefix: string;
  /** Days until objects of the assets bucket move to the cheaper class. */
  readonly infrequentAfterDays: number;
  /** Seconds that answers of the API are kept at the edge. */
  readonly apiSeconds: number;
  /** Requests of one address in 5 minutes. */
  readonly rateLimit: number;
  readonly deletionProtection: boolean;
  readonly callbackUrl: string;
  /** Value of the tag `Stage`, on everything. */
  readonly stage: string;
}

export const DELIVERY: DeliveryValues = {
  region: 'us-east-1',
  prefix: 'shop',
  infrequentAfterDays: 90,
  apiSeconds: 300,
  rateLimit: 2000,
  deletionProtection: false,
  callbackUrl: 'https://a.dev/cb',
  stage: 'a',
};

/** Load balancer with access logs and firewall, CDN before it and before a bucket, user pool. */
export function deliveryProgram(values: DeliveryValues): Record<string, unknown> {
  const { prefix, region } = values;
  const tags = { Stage: values.stage };
  const logs = new Bucket('logs', {
    bucketName: `${prefix}-logs`,
    lifecycle: { infrequentAfterDays: null, expireAfterDays: 30 },
    statements: [LOG_DELIVERY],
    tags,
  });
  const balancer = loadBalancer(values, logs);
  const cdn = new Cdn('cdn', {
    cdnName: `${prefix}-cdn`,
    assetsDomainName: `${prefix}-assets.s3.${region}.amazonaws.com`,
    api: { domainName: balancer.dnsName, protocol: 'http-only', port: 80 },
    apiSeconds: values.apiSeconds,
    tags,
  });
  const assets = new Bucket('assets', {
    bucketName: `${prefix}-assets`,
    lifecycle: { infrequentAfterDays: values.infrequentAfterDays, expireAfterDays: null },
    versioned: true,
    statements: cdn.arn.apply((arn) => [
      {
        sid: 'ReadByDistribution',
        service: 'cloudfront.amazonaws.com',
        actions: ['s3:GetObject'],
        condition: { StringEquals: { 'AWS:SourceArn': arn } },
      },
    ]),
    tags,
  });
  new WebFirewall('firewall', {
    firewallName: `${prefix}-firewall`,
    resourceArn: balancer.arn,
    rateLimit: values.rateLimit,
    tags,
  });
  const users = new UserPool('users', {
    poolName: `${prefix}-users`,
    loginPrefix: `${prefix}-login`,
    callbackUrls: [values.callbackUrl],
    deletionProtection: values.deletionProtection,
    tags,
  });
  return {
    domainName: cdn.domainName,
    balancerArn: balancer.arn,
    logs: logs.bucketName,
    assets: assets.bucketName,
    poolId: users.poolId,
    clientId: users.clientId,
  };
}

function loadBalancer({ prefix, region }: DeliveryValues, logs: Bucket): LoadBalancer {
  const vpc = new Vpc('network', { cidrBlock: '10.20.0.0/16' });
  const subnets = ['a', 'b'].map(
    (zone, index) =>
      new Subnet(`subnet-${zone}`, {
        vpcId: vpc.id,
        cidrBlock: `10.20.${String(index)}.0/24`,
        availabilityZone: `${region}${zone}`,
      }).id,
  );
  const balancer = new LoadBalancer('balancer', {
    name: prefix,
    internal: true,
    subnets,
    accessLogs: { bucket: logs.bucketName, prefix: 'balancer', enabled: true },
  });
  const fixedResponse = { contentType: 'text/plain', statusCode: '200', messageBody: 'the API' };
  new Listener('http', {
    loadBalancerArn: balancer.arn,
    port: 80,
    protocol: 'HTTP',
    defaultActions: [{ type: 'fixed-response', fixedResponse }],
  });
  return balancer;
}
