import { describe, expect, it } from '@jest/globals';
import * as pulumi from '@pulumi/pulumi';
import { z } from 'zod';
import { quietActions } from './compute/autoscaling.ts';
import { parameterValues } from './configuration/parameter-hierarchy.ts';
import { currentVersion, versionedValueFrom } from './configuration/secrets.ts';
import { bucketPolicy, lifecycleRules, LOG_DELIVERY } from './data/bucket-rules.ts';
import { PostgresDatabase } from './data/postgres-database.ts';
import { redisArgs } from './data/redis-cache.ts';
import { Cdn } from './edge/cdn.ts';
import { firewallRules } from './edge/web-firewall.ts';
import type { Recorded } from './mock-engine.ts';
import { runWithMocks } from './mock-engine.ts';
import { bounds, overlaps } from './network/cidr.ts';
import { aclRules } from './network/network-acl.ts';
import { acceptance, Peering } from './network/peering.ts';
import { ruleArgs } from './routing/service-route.ts';
import { isSecret } from '../stack-runner/secret-values.ts';
import { dashboardBody, environmentGraphs, overviewGraphs } from './watching/dashboard.ts';
import { DRIFT_FUNCTION } from './watching/drift-function.ts';
import { eventPattern } from './watching/drift-watch.ts';

const tags = { App: 'shop' };

async function made(build: () => unknown): Promise<readonly Recorded[]> {
  const program = () => {
    build();
    return pulumi.output(null);
  };
  const secrets = { masterUserSecrets: [{ secretArn: 'arn:secret' }] };
  const outputs = (type: string) => (type.startsWith('aws:rds/') ? secrets : {});
  const { resources } = await runWithMocks('project', 'stack', program, { outputs });
  return resources;
}

function of(resources: readonly Recorded[], type: string) {
  return resources.filter((one) => one.type.endsWith(`:${type}`)).map(({ inputs }) => inputs);
}

describe('overlaps', () => {
  it.each([
    ['10.0.0.0/16', '10.1.0.0/16', false],
    ['10.0.0.0/16', '10.0.128.0/17', true],
    ['10.0.128.0/17', '10.0.0.0/16', true],
    ['10.0.0.0/8', '10.255.0.0/16', true],
    ['0.0.0.0/0', '192.168.0.0/16', true],
    ['10.0.0.0/17', '10.0.128.0/17', false],
  ])('%s and %s: %s', (one, two, expected) => {
    expect(overlaps(one, two)).toBe(expected);
  });
  it('looks at the range, whatever address of it is written', () => {
    expect(bounds('10.0.3.7/16')).toEqual(bounds('10.0.0.0/16'));
  });
});

describe('aclRules', () => {
  it('lets in the network, its peers, the listeners and answers; nothing else', () => {
    const { ingress, egress } = aclRules({
      cidr: '10.1.0.0/16',
      peerCidrs: ['10.2.0.0/16'],
      ports: { http: 80, https: 443 },
    });
    const told = ingress.map((one) => [one.ruleNo, one.protocol, one.cidrBlock, one.fromPort]);
    expect(told).toEqual([
      [100, '-1', '10.1.0.0/16', 0],
      [101, '-1', '10.2.0.0/16', 0],
      [200, 'tcp', '0.0.0.0/0', 80],
      [210, 'tcp', '0.0.0.0/0', 443],
      [300, 'tcp', '0.0.0.0/0', 1024],
    ]);
    expect(egress).toHaveLength(1);
  });
});

describe('Peering', () => {
  const own = {
    vpcId: 'vpc-1',
    cidr: '10.1.0.0/16',
    region: 'eu-west-1',
    routeTableIds: ['r1', 'r2'],
  };
  const peer = { vpcId: 'vpc-2', cidr: '10.2.0.0/16', region: 'eu-west-1', routeTableIds: ['r3'] };

  it.each([
    ['at once in one region of one account', peer, 'at-once'],
    ['by us in another region', { ...peer, region: 'us-east-1' }, 'other-region'],
    ['by another account', { ...peer, accountId: '111122223333' }, 'other-account'],
  ])('is accepted %s', (_case, side, expected) => {
    expect(acceptance(own, side)).toBe(expected);
  });

  it('routes both ways', async () => {
    const resources = await made(() => new Peering('p', { own, peer, tags }));
    expect(of(resources, 'VpcPeeringConnection')).toMatchObject([
      { vpcId: 'vpc-1', peerVpcId: 'vpc-2', autoAccept: true },
    ]);
    const routes = of(resources, 'Route').map((one) => [
      one['routeTableId'],
      one['destinationCidrBlock'],
    ]);
    expect(routes).toEqual([
      ['r1', '10.2.0.0/16'],
      ['r2', '10.2.0.0/16'],
      ['r3', '10.1.0.0/16'],
    ]);
  });

  it('accepts in the other region, and routes there', async () => {
    const far = { ...peer, region: 'us-east-1' };
    const resources = await made(() => new Peering('p', { own, peer: far, tags }));
    expect(of(resources, 'VpcPeeringConnection')).toMatchObject([{ peerRegion: 'us-east-1' }]);
    expect(of(resources, 'VpcPeeringConnectionAccepter')).toMatchObject([
      { region: 'us-east-1', autoAccept: true },
    ]);
    expect(of(resources, 'Route').map((one) => one['region'])).toEqual([
      undefined,
      undefined,
      'us-east-1',
    ]);
  });
});

/** What the engine is handed as a secret, and writes to the state encrypted. */
function secretIn(input: unknown): string {
  expect(isSecret(input)).toBe(true);
  return z.object({ value: z.string() }).parse(input).value;
}

describe('PostgresDatabase', () => {
  const common = {
    ...{ identifier: 'staging-shop-db', groupName: 'staging-shop-db-group', databaseName: 'shop' },
    ...{ vpcId: 'vpc-1', subnetIds: ['s1', 's2'], clients: { api: 'sg-api' }, backupDays: 7, tags },
  };

  it('is an RDS instance with a standby where asked for', async () => {
    const rds = {
      engine: 'rds',
      instanceClass: 'db.t4g.micro',
      storageGb: 20,
      multiAz: true,
      replicas: 0,
      password: 'managed',
    } as const;
    const resources = await made(() => new PostgresDatabase('db', { ...common, ...rds }));
    expect(of(resources, 'Instance')).toMatchObject([
      {
        engine: 'postgres',
        instanceClass: 'db.t4g.micro',
        multiAz: true,
        publiclyAccessible: false,
        storageEncrypted: true,
        manageMasterUserPassword: true,
        skipFinalSnapshot: true,
      },
    ]);
    expect(of(resources, 'SecretRotation')).toEqual([]);
  });

  it('is an RDS instance with readers, its password ours as RDS wants it then', async () => {
    const readers = () =>
      new PostgresDatabase('db', {
        ...{ ...common, engine: 'rds', instanceClass: 'db.t4g.micro', storageGb: 20 },
        ...{ multiAz: false, replicas: 2, deletionProtection: true },
        ...{ password: 'own', passwordRegions: ['us-east-1'] },
      });
    const resources = await made(readers);
    const [source, ...replicas] = of(resources, 'Instance');
    expect(source).not.toHaveProperty('manageMasterUserPassword');
    expect(replicas).toHaveLength(2);
    for (const replica of replicas) {
      expect(replica).toMatchObject({
        replicateSourceDb: 'staging-shop-db',
        storageEncrypted: true,
        publiclyAccessible: false,
        deletionProtection: true,
        vpcSecurityGroupIds: source?.['vpcSecurityGroupIds'],
      });
      // AWS takes them from the source, and refuses to be told them again in its region.
      for (const key of ['password', 'username', 'dbSubnetGroupName', 'allocatedStorage'])
        expect(replica).not.toHaveProperty(key);
    }
    const [version] = of(resources, 'SecretVersion');
    const kept = JSON.parse(secretIn(version?.['secretString'])) as Record<string, unknown>;
    expect(kept).toEqual({
      username: 'macro_infra',
      password: expect.stringMatching(/^[A-Za-z0-9_-]{32}$/),
    });
    expect(secretIn(source?.['password'])).toBe(kept['password']);
    expect(of(resources, 'Secret')).toMatchObject([
      { name: 'staging-shop-db-administrator', replicas: [{ region: 'us-east-1' }] },
    ]);
  });

  it('is an Aurora cluster of one writer and its readers, passwords rotated', async () => {
    const aurora = {
      engine: 'aurora-serverless',
      instanceClass: null,
      capacity: { min: 0.5, max: 4 },
      replicas: 2,
      rotationDays: 30,
      finalSnapshot: true,
    } as const;
    const resources = await made(() => new PostgresDatabase('db', { ...common, ...aurora }));
    expect(of(resources, 'ClusterInstance').map((one) => one['instanceClass'])).toEqual([
      'db.serverless',
      'db.serverless',
      'db.serverless',
    ]);
    expect(of(resources, 'Cluster')).toMatchObject([
      {
        serverlessv2ScalingConfiguration: { minCapacity: 0.5, maxCapacity: 4 },
        backupRetentionPeriod: 7,
        skipFinalSnapshot: false,
        // Ends with the id of the security group: AWS takes the name of a snapshot only once.
        finalSnapshotIdentifier: 'staging-shop-db-final-db-id',
      },
    ]);
  });
});

describe('redisArgs', () => {
  const args = { identifier: 'c', groupName: 'g', nodeType: 'cache.t4g.micro', snapshotDays: 1 };
  const place = { vpcId: 'v', subnetIds: [], clients: {}, tags };
  it.each([
    [1, false],
    [3, true],
  ])('with %i nodes fails over: %s', (nodes, several) => {
    expect(redisArgs({ ...args, ...place, nodes })).toMatchObject({
      numCacheClusters: nodes,
      automaticFailoverEnabled: several,
      multiAzEnabled: several,
    });
  });
});

describe('buckets', () => {
  it('move and remove objects as told, and always what nobody asks for any more', () => {
    expect(lifecycleRules({ infrequentAfterDays: 30, expireAfterDays: 365 })).toMatchObject([
      { transitions: [{ days: 30, storageClass: 'STANDARD_IA' }], expiration: { days: 365 } },
    ]);
    const [rule] = lifecycleRules({ infrequentAfterDays: null, expireAfterDays: null });
    expect(Object.keys(rule ?? {})).toEqual([
      ...['id', 'status', 'filter'],
      ...['noncurrentVersionExpiration', 'abortIncompleteMultipartUpload'],
    ]);
  });
  it('let a service do one thing, and nobody anything without TLS', () => {
    expect(JSON.parse(bucketPolicy('arn:b', [LOG_DELIVERY]))).toMatchObject({
      Statement: [
        { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
        {
          Effect: 'Allow',
          Principal: { Service: 'logdelivery.elasticloadbalancing.amazonaws.com' },
          Action: ['s3:PutObject'],
          Resource: ['arn:b/*'],
        },
      ],
    });
  });
});

describe('quietActions', () => {
  it('are none without quiet hours', () => {
    expect(quietActions({ quietHours: null, min: 1, max: 2 })).toEqual([]);
  });
  it('speak the zone of the people', () => {
    const hours = { from: '19:30', to: '07:15', tasks: 0, weekends: true, timeZone: 'Europe/Rome' };
    expect(quietActions({ quietHours: hours, min: 1, max: 2 })).toMatchObject([
      { schedule: 'cron(30 19 ? * MON-FRI *)', timezone: 'Europe/Rome' },
      { schedule: 'cron(15 7 ? * MON-FRI *)', scalableTargetAction: { minCapacity: 1 } },
    ]);
  });
});

describe('secrets', () => {
  it('reach ECS by key and version', () => {
    const versions = [
      { versionId: 'v1', versionStages: ['AWSPREVIOUS'] },
      { versionId: 'v2', versionStages: ['AWSCURRENT'] },
    ];
    const version = currentVersion(versions, 'secretsmanager:x');
    expect(versionedValueFrom('arn', 'key', version)).toBe('arn:key::v2');
    expect(versionedValueFrom('arn', null, version)).toBe('arn:::v2');
  });
  it('have to have a value', () => {
    expect(() => currentVersion([], 'secretsmanager:x')).toThrow(
      'secretsmanager:x has no current value',
    );
  });
});

describe('parameterValues', () => {
  it('has a shared and an own branch; another environment may own the shared one', () => {
    const args = { prefix: '/shop', environment: 'staging', own: { url: 'u' } };
    expect(parameterValues({ ...args, shared: { 'app-name': 'shop' } })).toEqual({
      '/shop/shared/app-name': 'shop',
      '/shop/staging/url': 'u',
    });
    expect(parameterValues({ ...args, shared: null })).toEqual({ '/shop/staging/url': 'u' });
  });
});

describe('Cdn', () => {
  it('keeps static files a day, the API 5 minutes, and one person’s answers from all others', async () => {
    const api = { domainName: 'api.a.dev', protocol: 'https-only', port: 8443 } as const;
    const args = { cdnName: 'c', assetsDomainName: 'b.s3.amazonaws.com', api, tags };
    const resources = await made(() => new Cdn('c', args));
    const policies = of(resources, 'CachePolicy');
    expect(policies.map(({ defaultTtl }) => defaultTtl)).toEqual([86_400, 300]);
    expect(policies[1]).toMatchObject({
      parametersInCacheKeyAndForwardedToOrigin: {
        cookiesConfig: { cookieBehavior: 'all' },
        headersConfig: { headers: { items: ['Authorization'] } },
      },
    });
    expect(of(resources, 'Distribution')).toMatchObject([
      {
        defaultCacheBehavior: { viewerProtocolPolicy: 'redirect-to-https' },
        origins: [
          { originId: 'assets' },
          { originId: 'api', customOriginConfig: { httpsPort: 8443 } },
        ],
      },
    ]);
  });
});

describe('firewallRules', () => {
  it('stop a flood first, then ask AWS’s own rules', () => {
    const rules = firewallRules(2000);
    expect(rules.map(({ name, priority }) => [name, priority])).toEqual([
      ['rate', 0],
      ['AWSManagedRulesAmazonIpReputationList', 1],
      ['AWSManagedRulesCommonRuleSet', 2],
      ['AWSManagedRulesKnownBadInputsRuleSet', 3],
    ]);
  });
});

describe('ruleArgs', () => {
  const args = {
    ...{ targetGroupName: 'tg', vpcId: 'v', listenerArn: 'l', priority: 1000, host: 'h' },
    ...{ paths: ['/*'], port: 80, deregistrationSeconds: 5, tags },
    health: {
      ...{ path: '/', matcher: '200', intervalSeconds: 5, timeoutSeconds: 3 },
      ...{ healthyThreshold: 2, unhealthyThreshold: 2 },
    },
  };
  it('sends all to the one target group', () => {
    expect(ruleArgs(args, 'arn:own').actions).toEqual([
      { type: 'forward', targetGroupArn: 'arn:own' },
    ]);
  });
  it('shares requests out between blue and green', () => {
    const other = { targetGroupArn: 'arn:green', percent: 10 };
    expect(ruleArgs({ ...args, other }, 'arn:own').actions).toEqual([
      {
        type: 'forward',
        forward: {
          targetGroups: [
            { arn: 'arn:own', weight: 90 },
            { arn: 'arn:green', weight: 10 },
          ],
        },
      },
    ]);
  });
});

describe('dashboards', () => {
  const measured = {
    ...{ region: 'eu-west-1', loadBalancer: 'app/alb/1', clusterName: 'c' },
    ...{ serviceNames: ['api'], database: { DBClusterIdentifier: 'db' }, cacheNodes: ['n-001'] },
  };
  it('show load balancer, services, database and cache, two graphs a row', () => {
    const body = z
      .object({ widgets: z.array(z.object({ x: z.number(), y: z.number() })) })
      .parse(JSON.parse(dashboardBody(environmentGraphs(measured))));
    expect(body.widgets).toHaveLength(8);
    expect(body.widgets.slice(0, 3)).toEqual([
      { x: 0, y: 0 },
      { x: 12, y: 0 },
      { x: 0, y: 6 },
    ]);
  });
  it('leave out stores that are not there', () => {
    const graphs = environmentGraphs({ ...measured, database: null, cacheNodes: [] });
    expect(graphs).toHaveLength(5);
  });
  it('of all environments look resources up by the beginning of their names, each in its region', () => {
    const graphs = overviewGraphs('shop', [{ environment: 'staging', region: 'us-west-2' }]);
    expect(graphs).toHaveLength(3);
    expect(graphs[0]).toMatchObject({ title: 'staging: requests', region: 'us-west-2' });
    expect(JSON.stringify(graphs[0]?.metrics)).toContain('staging-shop');
  });
});

describe('DriftWatch', () => {
  type MessageOf = (event: unknown, about: unknown) => { Subject: string; Message: string } | null;
  const about = { watched: ['staging-shop-', 'sg-1'], deployers: ['macro-infra'] };
  const call = (more: object) => ({
    detail: {
      eventSource: 'ecs.amazonaws.com',
      eventName: 'UpdateService',
      eventTime: '2026-01-01T00:00:00Z',
      userIdentity: { arn: 'arn:aws:sts::1:assumed-role/Admin/ada' },
      requestParameters: { service: 'staging-shop-api-service' },
      ...more,
    },
  });

  it('looks at write calls only', () => {
    expect(eventPattern().detail).toEqual({ readOnly: [false] });
  });

  it.each([
    ['a change by name', {}, true],
    ['a change by id', { requestParameters: { groupId: 'sg-1' } }, true],
    ['another environment', { requestParameters: { service: 'production-shop-api' } }, false],
    ['our own deployment', { userIdentity: { arn: 'x:assumed-role/macro-infra/1' } }, false],
    ['reading', { readOnly: true }, false],
    ['a refused call', { errorCode: 'AccessDenied' }, false],
    ['a call without parameters', { requestParameters: null }, false],
  ])('tells of %s: %#', async (_case, more, told) => {
    const source = `data:text/javascript,${encodeURIComponent(DRIFT_FUNCTION)}`;
    const { messageOf } = (await import(source)) as { messageOf: MessageOf };
    const message = messageOf(call(more), about);
    expect(message !== null).toBe(told);
    if (message === null) return;
    expect(message.Subject.length).toBeLessThanOrEqual(100);
    expect(message.Message).toContain('UpdateService at 2026-01-01T00:00:00Z by arn:aws:sts');
  });
});
