import { describe, expect, it } from '@jest/globals';
import { estimate, totals } from './estimate.ts';
import type { CostResource } from './resource.ts';

function resource(
  type: string,
  settings: CostResource['settings'] = {},
  name = 'one',
): CostResource {
  return { type: `aws:${type}`, name, settings };
}

function many(count: number, make: (index: number) => CostResource): CostResource[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** A service and its task definition, as the components make them: the two share a name. */
function service(cpu: number, memory: number, settings: CostResource['settings']): CostResource[] {
  return [
    resource('ecs/service:Service', settings, 'api'),
    resource(
      'ecs/taskDefinition:TaskDefinition',
      { cpu: String(cpu), memory: String(memory) },
      'api',
    ),
  ];
}

const zone = resource('route53/zone:Zone');
const secret = resource('secretsmanager/secret:Secret');
const dashboard = resource('cloudwatch/dashboard:Dashboard');
const alarm = resource('cloudwatch/metricAlarm:MetricAlarm', { period: 60 });
const balancer = (zones: number) =>
  resource('lb/loadBalancer:LoadBalancer', { subnets: many(zones, () => zone) });
const publicly = { networkConfiguration: { assignPublicIp: true } };

const ENVIRONMENTS = {
  // 0.0252 * 730 = 18.396 load balancer, 2 * 0.005 * 730 = 7.30 its addresses,
  // (0.25 * 0.04048 + 0.5 * 0.004445) * 730 = 9.010025 task, 0.005 * 730 = 3.65 its address,
  // 0.017 * 730 = 12.41 Redis, 0.5 * 0.14 * 730 = 51.10 Aurora, 0.40 secret, 0.50 zone,
  // 5 * 0.10 alarms, 3.00 dashboard: 106.266025
  'dev in eu-west-1': {
    region: 'eu-west-1',
    perMonth: 106.27,
    perDay: 3.49, // 106.266025 * 24 / 730 = 3.49368
    resources: [
      balancer(2),
      ...service(256, 512, { desiredCount: 1, ...publicly }),
      resource('elasticache/replicationGroup:ReplicationGroup', {
        nodeType: 'cache.t4g.micro',
        numCacheClusters: 1,
      }),
      resource('rds/cluster:Cluster', {
        serverlessv2ScalingConfiguration: { minCapacity: 0.5, maxCapacity: 4 },
      }),
      resource('rds/clusterInstance:ClusterInstance', { instanceClass: 'db.serverless' }),
      secret,
      zone,
      ...many(5, () => alarm),
      dashboard,
    ],
  },
  // 0.0225 * 730 = 16.425, 3 * 3.65 = 10.95, NAT 0.045 * 730 = 32.85, its address 3.65,
  // (0.5 * 0.04048 + 0.004445) * 730 = 18.02005, Redis 0.017 * 730 = 12.41, 0.40, 0.50, 0.60, 3.00:
  // 98.80505
  'staging in us-west-2': {
    region: 'us-west-2',
    perMonth: 98.81,
    perDay: 3.25, // 3.24838
    resources: [
      balancer(3),
      resource('ec2/natGateway:NatGateway'),
      resource('ec2/eip:Eip'),
      ...service(512, 1024, { desiredCount: 1 }),
      resource('elasticache/replicationGroup:ReplicationGroup', {
        nodeType: 'cache.t3.micro',
        numCacheClusters: 1,
      }),
      secret,
      zone,
      ...many(6, () => alarm),
      dashboard,
    ],
  },
  // 16.425 + 10.95, 3 * 32.85 = 98.55 NAT, 3 * 3.65 = 10.95, 2 * (0.04048 + 2 * 0.004445) * 730 =
  // 72.0802 tasks, 3 * 0.26 * 730 = 569.40 Aurora, 2 * 0.206 * 730 = 300.76 Redis, 1.00 key,
  // 2 * 0.40 secrets, 5 + 3 * 1 firewall, 6 * 0.10, 3.00, 0.50, 2 * 3 * 0.01 * 730 = 43.80 endpoints:
  // 1136.8152
  'production in us-east-1': {
    region: 'us-east-1',
    perMonth: 1136.82,
    perDay: 37.37, // 37.37475
    resources: [
      balancer(3),
      ...many(3, () => resource('ec2/natGateway:NatGateway')),
      ...many(3, () => resource('ec2/eip:Eip')),
      ...service(1024, 2048, { desiredCount: 2 }),
      resource('rds/cluster:Cluster'),
      ...many(3, () =>
        resource('rds/clusterInstance:ClusterInstance', { instanceClass: 'db.r6g.large' }),
      ),
      resource('elasticache/replicationGroup:ReplicationGroup', {
        nodeType: 'cache.r6g.large',
        numCacheClusters: 2,
      }),
      resource('kms/key:Key'),
      resource('secretsmanager/secret:Secret', { replicas: [{ region: 'us-west-2' }] }),
      resource('wafv2/webAcl:WebAcl', { rules: [{}, {}, {}] }),
      ...many(2, () =>
        resource('ec2/vpcEndpoint:VpcEndpoint', {
          vpcEndpointType: 'Interface',
          subnetIds: ['a', 'b', 'c'],
        }),
      ),
      resource('ec2/vpcEndpoint:VpcEndpoint', { vpcEndpointType: 'Gateway' }),
      zone,
      ...many(6, () => alarm),
      dashboard,
    ],
  },
} as const;

describe('estimate', () => {
  it.each(Object.entries(ENVIRONMENTS))('of %s is exact to the cent', (_name, environment) => {
    const made = estimate(environment.resources, environment.region);
    expect(totals(made)).toEqual({ perMonth: environment.perMonth, perDay: environment.perDay });
    expect(made.complete).toBe(true);
  });

  it.each([
    ['a type nobody knows', 'eks/cluster:Cluster', {}, 'no price is known for the type'],
    [
      'a class without a price',
      'rds/clusterInstance:ClusterInstance',
      { instanceClass: 'db.x9.huge' },
      'no price in eu-west-1 for db.x9.huge',
    ],
    [
      'a number of tasks not known yet',
      'ecs/service:Service',
      { desiredCount: '04da6b54-80e4' },
      'number of tasks',
    ],
    [
      'a network load balancer',
      'lb/loadBalancer:LoadBalancer',
      { loadBalancerType: 'network' },
      'network',
    ],
    [
      'another engine',
      'rds/instance:Instance',
      { engine: 'mysql', instanceClass: 'db.t4g.micro' },
      'mysql',
    ],
    [
      'storage of another kind',
      'rds/instance:Instance',
      {
        engine: 'postgres',
        instanceClass: 'db.t4g.micro',
        allocatedStorage: 20,
        storageType: 'io2',
      },
      'storage',
    ],
    [
      'Valkey',
      'elasticache/replicationGroup:ReplicationGroup',
      { engine: 'valkey', nodeType: 'cache.t4g.micro' },
      'valkey',
    ],
    [
      'a fast alarm',
      'cloudwatch/metricAlarm:MetricAlarm',
      { period: 10 },
      'more than once a minute',
    ],
    [
      'anomaly detection',
      'cloudwatch/metricAlarm:MetricAlarm',
      { thresholdMetricId: 'ad1', metricQueries: [] },
      'anomaly',
    ],
    [
      'a parameter whose tier AWS chooses',
      'ssm/parameter:Parameter',
      { tier: 'Intelligent-Tiering' },
      'AWS chooses',
    ],
    [
      'serverless without a capacity',
      'rds/clusterInstance:ClusterInstance',
      { instanceClass: 'db.serverless' },
      'smallest capacity',
    ],
  ])('says unknown, and never 0, for %s', (_case, type, settings, why) => {
    const made = estimate([resource(type, settings)], 'eu-west-1');
    expect(made.resources).toMatchObject([{ status: 'unknown', perMonth: null }]);
    expect(made.resources[0]?.note).toContain(why);
    expect(made.complete).toBe(false);
  });

  it('knows no price in a region without a table, whatever other regions cost', () => {
    const made = estimate([balancer(2), zone], 'mars-north-1');
    expect(made.resources.map(({ status }) => status)).toEqual(['unknown', 'unknown']);
  });

  it('counts a resource in the region it says it is in', () => {
    const made = estimate(
      [resource('ec2/natGateway:NatGateway', { region: 'us-east-1' })],
      'eu-west-1',
    );
    expect(totals(made).perMonth).toBe(32.85);
  });

  it.each([
    'iam/role:Role',
    'ec2/subnet:Subnet',
    'ec2/networkAclRule:NetworkAclRule',
    'vpc/securityGroupIngressRule:SecurityGroupIngressRule',
    'lb/listenerRule:ListenerRule',
    'acm/certificate:Certificate',
    'appautoscaling/policy:Policy',
    's3/bucketLifecycleConfiguration:BucketLifecycleConfiguration',
    's3/bucketPublicAccessBlock:BucketPublicAccessBlock',
    'secretsmanager/secretVersion:SecretVersion',
    'ssm/parameter:Parameter',
    'budgets/budget:Budget',
  ])('says free for %s', (type) => {
    expect(estimate([resource(type)], 'eu-west-1').resources).toMatchObject([{ status: 'free' }]);
  });

  it('says what is paid by use, with the price of a unit and without a total', () => {
    const made = estimate([resource('cloudwatch/logGroup:LogGroup')], 'eu-west-1');
    expect(made.resources).toMatchObject([
      {
        status: 'usage',
        perMonth: null,
        lines: [{ price: '0.57', unit: 'GB' }, { price: '0.03' }],
      },
    ]);
    expect(made.complete).toBe(true);
  });

  it('leaves out what is no resource of a cloud', () => {
    const types = [
      'pulumi:pulumi:Stack',
      'pulumi:providers:aws',
      'macro:network:Network',
      'random:index/randomId:RandomId',
    ];
    const made = estimate(
      types.map((type) => ({ type, name: 'x', settings: {} })),
      'eu-west-1',
    );
    expect(made.resources).toEqual([]);
  });

  it('finds the task definition of a live service by its ARN, among several', () => {
    const arn = 'arn:aws:ecs:eu-west-1:1:task-definition/big:7';
    const made = estimate(
      [
        resource('ecs/service:Service', { desiredCount: 1, taskDefinition: arn }, 'small'),
        resource('ecs/taskDefinition:TaskDefinition', { cpu: '256', memory: '512' }, 'small'),
        resource('ecs/taskDefinition:TaskDefinition', { cpu: '1024', memory: '2048', arn }, 'big'),
      ],
      'eu-west-1',
    );
    expect(totals(made).perMonth).toBe(36.04); // (0.04048 + 2 * 0.004445) * 730 = 36.0401
  });

  it('counts tasks on ARM at their own price, and storage beyond 20 GB', () => {
    const [task] = service(1024, 2048, { desiredCount: 1 });
    const definition = resource(
      'ecs/taskDefinition:TaskDefinition',
      {
        cpu: 1024,
        memory: 2048,
        runtimePlatform: { cpuArchitecture: 'ARM64' },
        ephemeralStorage: { sizeInGib: 30 },
      },
      'api',
    );
    const made = estimate(task === undefined ? [] : [task, definition], 'us-east-1');
    expect(totals(made).perMonth).toBe(29.65); // (0.03238 + 2 * 0.00356 + 10 * 0.000111) * 730 = 29.6453
  });

  it('counts a standby of a database twice, with its storage', () => {
    const database = {
      engine: 'postgres',
      instanceClass: 'db.t4g.micro',
      allocatedStorage: 20,
      storageType: 'gp3',
      multiAz: true,
    };
    const made = estimate([resource('rds/instance:Instance', database)], 'us-east-1');
    expect(totals(made).perMonth).toBe(27.96); // 2 * (0.016 * 730 + 20 * 0.115)
  });

  it('counts a read replica with its own class, and the storage of its source', () => {
    const source = { identifier: 'shop', engine: 'postgres', instanceClass: 'db.t4g.micro' };
    const storage = { allocatedStorage: 20, storageType: 'gp3' };
    const replica = { replicateSourceDb: 'shop', instanceClass: 'db.t4g.micro' };
    const made = estimate(
      [
        resource('rds/instance:Instance', { ...source, ...storage }),
        resource('rds/instance:Instance', { ...replica, storageType: 'gp3' }),
      ],
      'us-east-1',
    );
    expect(totals(made).perMonth).toBe(27.96); // 2 * (0.016 * 730 + 20 * 0.115)
    const alone = estimate([resource('rds/instance:Instance', replica)], 'us-east-1');
    expect(alone.resources).toMatchObject([{ status: 'unknown', perMonth: null }]);
  });

  it('costs a service that is scaled to nothing nothing, which is known', () => {
    const made = estimate(service(256, 512, { desiredCount: 0, ...publicly }), 'eu-west-1');
    expect(made.complete).toBe(true);
    expect(totals(made)).toEqual({ perDay: 0, perMonth: 0 });
  });
});
