import { beforeAll, describe, expect, it } from '@jest/globals';
import { environmentOutputsSchema } from '../../action-shared/documents/environment-outputs.ts';
import type { Recorded } from '../components/mock-engine.ts';
import { ENVIRONMENTS } from './config.ts';
import type { EnvironmentName } from './config.ts';
import { build, configOf, DIGEST, inputsOf, shopApp } from './testing/stage.ts';

const app = shopApp(
  [
    '    secrets: { STRIPE_KEY: "secretsmanager:shop/key#stripe", TOKEN: "ssm:/shop/token" }',
    'database: { engine: postgres, migrate: { service: api, command: [npm, run, migrate] } }',
  ].join('\n'),
);

type Built = Awaited<ReturnType<typeof build>>;
const built = new Map<EnvironmentName, Built>();

/** Each environment as committed, with a domain and everything that may be left out. */
beforeAll(async () => {
  for (const environment of ENVIRONMENTS) {
    const schedule = { name: 'nightly', service: 'api', command: ['x'], schedule: 'rate(1 day)' };
    const more = { domain: 'a.dev', scheduledTasks: [schedule] };
    built.set(environment, await build(configOf(environment, more, { app })));
  }
}, 120_000);

function resourcesOf(environment: EnvironmentName): readonly Recorded[] {
  return built.get(environment)?.resources ?? [];
}

function inputs(environment: EnvironmentName, type: string) {
  return inputsOf(resourcesOf(environment), type);
}

describe.each(ENVIRONMENTS)('%s', (environment) => {
  it('exports outputs of contract 1', () => {
    const outputs = environmentOutputsSchema.parse(built.get(environment)?.outputs);
    const prefix = environment === 'production' ? '' : `${environment}.`;
    expect(outputs).toMatchObject({
      environment,
      url: `https://${prefix}shop.a.dev`,
      urls: { web: `https://${prefix}shop.a.dev`, api: `https://${prefix}shop-api.a.dev` },
      clusterName: `${environment}-shop-cluster`,
      databaseName: 'shop',
      protection: environment === 'production',
    });
    expect(outputs.imageRefs['api']).toMatch(new RegExp(`^1111.*/macro-infra@${DIGEST}$`));
    expect(Object.keys(outputs.oneOffTasks)).toEqual(['migrate', 'nightly']);
  });
});

function parsed(json: unknown): unknown {
  return JSON.parse(String(json));
}

const ANYWHERE = '0.0.0.0/0';
/** Types that AWS gives no tags, or that take none through the provider. */
const UNTAGGABLE =
  /:(Record|CertificateValidation|Route|RouteTableAssociation|ClusterCapacityProviders|RolePolicy|RolePolicyAttachment|Selection|Policy|ScheduledAction|Schedule|Dashboard|EventTarget|Permission|TopicPolicy|TopicSubscription|SecretRotation|WebAclAssociation|UserPoolClient|UserPoolDomain|OriginAccessControl|CachePolicy|BucketOwnershipControls|BucketPublicAccessBlock|BucketVersioning|BucketPolicy|BucketServerSideEncryptionConfiguration|BucketLifecycleConfiguration)$/;

describe.each(ENVIRONMENTS)('in %s', (environment) => {
  it('nothing but the load balancer is open to everyone, and that on 80 and 443 only', () => {
    const rules = inputs(environment, 'vpc/securityGroupIngressRule:SecurityGroupIngressRule');
    const open = rules.filter((rule) => rule['cidrIpv4'] === ANYWHERE);
    expect(open.map(({ fromPort, toPort }) => [fromPort, toPort])).toEqual([
      [80, 80],
      [443, 443],
    ]);
    expect(new Set(open.map(({ securityGroupId }) => securityGroupId)).size).toBe(1);
  });

  it('services are reached by the load balancer, stores by services, each on its port', () => {
    const rules = inputs(environment, 'vpc/securityGroupIngressRule:SecurityGroupIngressRule')
      .filter((rule) => rule['referencedSecurityGroupId'] !== undefined)
      .map(({ description, fromPort }) => `${String(description)} ${String(fromPort)}`);
    expect(rules.toSorted()).toEqual([
      'load balancer to service 3040',
      'load balancer to service 8080',
      'service to cache 6379',
      'service to cache 6379',
      'service to database 5432',
      'service to database 5432',
    ]);
  });

  it('stores send nothing out and live in private subnets', () => {
    const out = inputs(environment, 'vpc/securityGroupEgressRule:SecurityGroupEgressRule');
    const open = out.filter((rule) => rule['cidrIpv4'] === ANYWHERE);
    expect(open.map(({ securityGroupId }) => securityGroupId)).toEqual([
      `${environment}-shop-web-service-id`,
      `${environment}-shop-api-service-id`,
    ]);
    for (const type of ['rds/subnetGroup:SubnetGroup', 'elasticache/subnetGroup:SubnetGroup'])
      for (const { subnetIds } of inputs(environment, type))
        expect(JSON.stringify(subnetIds)).not.toContain('public');
  });

  it('all that is stored is encrypted, and buckets are private and TLS only', () => {
    const [cluster] = inputs(environment, 'rds/cluster:Cluster');
    expect(cluster).toMatchObject({ storageEncrypted: true, manageMasterUserPassword: true });
    const [cache] = inputs(environment, 'elasticache/replicationGroup:ReplicationGroup');
    expect(cache).toMatchObject({ atRestEncryptionEnabled: true, transitEncryptionEnabled: true });
    for (const block of inputs(environment, 's3/bucketPublicAccessBlock:BucketPublicAccessBlock'))
      expect(block).toMatchObject({ blockPublicAcls: true, restrictPublicBuckets: true });
    const policies = inputs(environment, 's3/bucketPolicy:BucketPolicy');
    expect(policies).toHaveLength(3);
    for (const { policy } of policies) expect(policy).toContain('aws:SecureTransport');
  });

  it('no password is anywhere, and secrets reach containers by reference only', () => {
    const text = JSON.stringify(resourcesOf(environment));
    expect(text).not.toMatch(/"(masterPassword|password|authToken|secretString)":/);
    const definitions = inputs(environment, 'ecs/taskDefinition:TaskDefinition')
      .map(({ family, containerDefinitions }) => [family, parsed(containerDefinitions)] as const)
      .filter(([family]) => String(family).includes('-api-task'));
    expect(definitions).toMatchObject([
      [
        `${environment}-shop-api-task`,
        [
          {
            secrets: [
              { name: 'DATABASE_PASSWORD', valueFrom: expect.stringMatching(/:password::$/) },
              { name: 'DATABASE_USER', valueFrom: expect.stringMatching(/:username::$/) },
              { name: 'STRIPE_KEY', valueFrom: expect.stringMatching(/:stripe::v7$/) },
              { name: 'TOKEN', valueFrom: expect.stringMatching(/:ssm:.*:parameter\/shop\/key$/) },
            ],
          },
        ],
      ],
    ]);
  });

  it('containers know where they are and what they talk to', () => {
    const api = inputs(environment, 'ecs/taskDefinition:TaskDefinition').find(
      ({ family }) => family === `${environment}-shop-api-task`,
    );
    const host = environment === 'production' ? 'shop.a.dev' : `${environment}.shop.a.dev`;
    const variables: unknown = JSON.parse(String(api?.['containerDefinitions']));
    expect(variables).toMatchObject([
      {
        environment: expect.arrayContaining([
          { name: 'ALLOWED_ORIGIN', value: `https://${host}` },
          { name: 'DATABASE_HOST', value: 'db.example' },
          { name: 'DATABASE_READER_HOST', value: 'db-ro.example' },
          { name: 'MACRO_INFRA_ENV', value: environment },
          { name: 'REDIS_URL', value: 'rediss://cache.example:6379' },
        ]),
      },
    ]);
  });

  it('everything that can carry tags carries the environment’s', () => {
    const cloud = resourcesOf(environment).filter(({ type }) => type.startsWith('aws:'));
    const taggable = cloud.filter(({ type }) => !UNTAGGABLE.test(type));
    expect(taggable.length).toBeGreaterThan(60);
    for (const one of taggable)
      expect([one.type, one.inputs['tags']]).toMatchObject([
        one.type,
        {
          App: 'shop',
          Environment: environment,
          DeploymentType: environment,
          ManagedBy: 'macro-infra',
          Repository: 'acme/shop',
          'macro-infra:stack': `shop-${environment}`,
        },
      ]);
  });

  it('health checks ask every 30 s, twice for in and three times for out', () => {
    for (const group of inputs(environment, 'lb/targetGroup:TargetGroup'))
      expect(group).toMatchObject({
        deregistrationDelay: 30,
        healthCheck: { interval: 30, timeout: 5, healthyThreshold: 2, unhealthyThreshold: 3 },
      });
  });

  it('another port is another target group, there before the old one goes', () => {
    const groups = inputs(environment, 'lb/targetGroup:TargetGroup');
    for (const { name, port } of groups) expect(name).toMatch(new RegExp(`-tg-${String(port)}$`));
  });

  it('a deployment never runs fewer tasks than wanted, and goes back by itself', () => {
    for (const service of inputs(environment, 'ecs/service:Service'))
      expect(service).toMatchObject({
        deploymentMinimumHealthyPercent: 100,
        deploymentMaximumPercent: 200,
        deploymentCircuitBreaker: { enable: true, rollback: true },
        serviceRegistries: { registryArn: expect.stringContaining('shop') },
      });
  });

  it('logs of containers stay 30 days', () => {
    const groups = inputs(environment, 'cloudwatch/logGroup:LogGroup');
    const own = groups.filter(({ name }) => !String(name).includes('flow-logs'));
    expect(new Set(own.map(({ retentionInDays }) => retentionInDays))).toEqual(new Set([30]));
  });

  it('alarms tell of errors, latency, tasks, database and cache, and of their end', () => {
    const alarms = inputs(environment, 'cloudwatch/metricAlarm:MetricAlarm');
    const told = alarms.map((one) => [
      String(one['name']).replace(`${environment}-shop-`, ''),
      one['threshold'],
      one['evaluationPeriods'],
    ]);
    expect(told.toSorted()).toEqual([
      ['api-unhealthy', 50, 3],
      ['cache-hits', 70, 3],
      ['database-cpu', 80, 2],
      ['drift-errors', 0, 1],
      ['drift-throttles', 0, 1],
      ['latency', 2, 10],
      ['server-errors', 5, 5],
      ['web-unhealthy', 50, 3],
    ]);
    for (const { alarmActions, okActions } of alarms)
      expect([alarmActions, okActions]).toEqual([
        [`arn:${environment}-shop-alarms`],
        [`arn:${environment}-shop-alarms`],
      ]);
  });

  it('what is deleted is deleted: no bucket, vault or zone keeps anything alive', () => {
    const held = resourcesOf(environment).filter(({ inputs: given }) =>
      [given['skipDestroy'], given['retainOnDelete']].includes(true),
    );
    expect(held).toEqual([]);
    const emptied = ['s3/bucket:Bucket', 'backup/vault:Vault', 'route53/zone:Zone'];
    for (const type of emptied)
      for (const one of inputs(environment, type)) expect(one['forceDestroy']).toBe(true);
  });
});

describe('deletion protection', () => {
  it.each(ENVIRONMENTS)('is on in production only: %s', (environment) => {
    const on = environment === 'production';
    expect(inputs(environment, 'lb/loadBalancer:LoadBalancer')).toMatchObject([
      { enableDeletionProtection: on },
    ]);
    expect(inputs(environment, 'rds/cluster:Cluster')).toMatchObject([
      { deletionProtection: on, skipFinalSnapshot: !on },
    ]);
    expect(inputs(environment, 'cognito/userPool:UserPool')).toMatchObject([
      { deletionProtection: on ? 'ACTIVE' : 'INACTIVE' },
    ]);
  });
});

describe('autoscaling', () => {
  it.each([
    ['dev', 1, 1, 50],
    ['staging', 1, 3, 70],
    ['production', 2, 10, 70],
  ] as const)('of %s: %i to %i tasks at %i percent CPU', (environment, min, max, cpu) => {
    const targets = inputs(environment, 'appautoscaling/target:Target');
    for (const target of targets)
      expect(target).toMatchObject({ minCapacity: min, maxCapacity: max });
    const policies = inputs(environment, 'appautoscaling/policy:Policy').map((policy) => {
      const { targetTrackingScalingPolicyConfiguration: tracking } = policy;
      return tracking;
    });
    const metric = (predefinedMetricType: string, targetValue: number) => ({
      targetValue,
      scaleOutCooldown: 300,
      scaleInCooldown: 600,
      predefinedMetricSpecification: { predefinedMetricType },
    });
    expect(policies.slice(0, 2)).toEqual([
      metric('ECSServiceAverageCPUUtilization', cpu),
      metric('ECSServiceAverageMemoryUtilization', 75),
    ]);
  });

  it('puts dev to sleep at night and over weekends, and staging to one task at night', () => {
    const actions = (environment: EnvironmentName) =>
      inputs(environment, 'appautoscaling/scheduledAction:ScheduledAction')
        .slice(0, 2)
        .map(({ schedule, scalableTargetAction }) => [schedule, scalableTargetAction]);
    expect(actions('dev')).toEqual([
      ['cron(0 18 ? * MON-FRI *)', { minCapacity: 0, maxCapacity: 0 }],
      ['cron(0 8 ? * MON-FRI *)', { minCapacity: 1, maxCapacity: 1 }],
    ]);
    expect(actions('staging')).toEqual([
      ['cron(0 22 * * ? *)', { minCapacity: 1, maxCapacity: 1 }],
      ['cron(0 6 * * ? *)', { minCapacity: 1, maxCapacity: 3 }],
    ]);
    expect(actions('production')).toEqual([]);
  });
});

describe('parity', () => {
  const typesOf = (environment: EnvironmentName) =>
    [...new Set(resourcesOf(environment).map(({ type }) => type))].toSorted();
  /** What a value adds: NAT, quiet hours, rotation. */
  const BY_VALUE = new Set([
    'aws:appautoscaling/scheduledAction:ScheduledAction',
    'aws:ec2/eip:Eip',
    'aws:ec2/natGateway:NatGateway',
    'aws:secretsmanager/secretRotation:SecretRotation',
  ]);
  const steady = (environment: EnvironmentName) =>
    typesOf(environment).filter((type) => !BY_VALUE.has(type));

  it('is made of the same types everywhere, but for NAT, quiet hours and rotation', () => {
    expect(steady('dev')).toEqual(steady('production'));
    expect(steady('staging')).toEqual(steady('production'));
    expect(typesOf('production').filter((type) => type.startsWith('macro:'))).toHaveLength(31);
  });

  it('has the same ACLs, rules, ports, paths and health paths, names and ranges aside', () => {
    const of = (environment: EnvironmentName) => {
      const prefix = new RegExp(`${environment}[-.]`, 'g');
      const plain = (value: unknown) =>
        JSON.stringify(value)
          .replace(prefix, '')
          .replace(/10\.\d\.0\.0/g, 'NETWORK');
      return [
        ...inputs(environment, 'ec2/networkAcl:NetworkAcl').map(({ ingress, egress }) =>
          plain([ingress, egress]),
        ),
        ...inputs(environment, 'lb/listenerRule:ListenerRule').map(({ conditions }) =>
          plain(conditions),
        ),
        ...inputs(environment, 'lb/targetGroup:TargetGroup').map(({ port, healthCheck }) =>
          plain([port, healthCheck]),
        ),
        ...inputs(environment, 'lb/listener:Listener').map(({ port, sslPolicy }) =>
          plain([port, sslPolicy ?? null]),
        ),
      ];
    };
    expect(of('dev')).toHaveLength(7);
    expect(of('dev')).toEqual(of('production'));
    expect(of('staging')).toEqual(of('production'));
  });
});
