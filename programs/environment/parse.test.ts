import { describe, expect, it } from '@jest/globals';
import { ENVIRONMENTS } from './config.ts';
import type { EnvironmentName } from './config.ts';
import { parseEnvironment } from './parse.ts';
import { neighboursIn, environmentOf } from './stack-files.ts';
import { configOf, DIGEST, FOLDER, shopApp } from './testing/stage.ts';
import type { Given, Values } from './testing/stage.ts';

const neighboursOf = (environment: EnvironmentName) =>
  neighboursIn(FOLDER, `Pulumi.${environment}.yaml`, 'shop', `${FOLDER}/../base`);

describe('the committed stack files', () => {
  it.each(ENVIRONMENTS)('%s is right, also beside the others and the base', (environment) => {
    expect(configOf(environment, {}, { neighbours: neighboursOf(environment) })).toMatchObject({
      environment,
      app: 'shop',
    });
  });

  it('know each other and the base', () => {
    expect(neighboursOf('dev')).toEqual([
      {
        file: 'Pulumi.production.yaml',
        cidr: '10.2.0.0/16',
        region: 'us-east-1',
        sharedParameters: '/shop/shared',
      },
      {
        file: 'Pulumi.staging.yaml',
        cidr: '10.1.0.0/16',
        region: 'us-west-2',
        sharedParameters: '/shop/shared',
      },
      {
        file: 'programs/base/dev.yaml',
        cidr: '10.0.0.0/16',
        region: 'eu-west-1',
        sharedParameters: null,
      },
    ]);
  });

  it.each([
    ['dev', 256, 512, 1, 1, 1, 100],
    ['staging', 512, 1024, 1, 3, 7, 150],
    ['production', 1024, 2048, 2, 10, 30, 1000],
  ] as const)('%s has the sizes it should', (environment, cpu, memory, min, max, days, usd) => {
    const config = configOf(environment);
    for (const service of config.services)
      expect(service).toMatchObject({ cpu, memory, count: { min, max } });
    expect(config.database?.backupDays).toBe(days);
    expect(config.budget.monthlyUsd).toBe(usd);
  });

  it('protect and snapshot only production', () => {
    const of = (environment: EnvironmentName) => configOf(environment);
    expect(ENVIRONMENTS.filter((one) => of(one).protection)).toEqual(['production']);
    expect(ENVIRONMENTS.filter((one) => of(one).database?.finalSnapshot)).toEqual(['production']);
    expect(ENVIRONMENTS.filter((one) => of(one).database?.rotationDays)).toEqual(['production']);
  });
});

describe('values of a service', () => {
  it('come from the stack file, else from the app’s file, else from the sizes for all', () => {
    const app = shopApp(
      'environments: { staging: { services: { api: { cpu: 1024, memory: 2048, count: 2-4 }, web: { host: "www.{domain}" } } } }',
    );
    const more = { services: { api: { count: 3 } }, domain: 'a.dev' };
    const [web, api] = configOf('staging', more, { app }).services;
    expect(web).toMatchObject({ cpu: 512, memory: 1024, host: 'www.{domain}' });
    expect(api).toMatchObject({ cpu: 1024, memory: 2048, count: { min: 3, max: 3 }, host: null });
  });

  it('may point secrets at a store of the environment', () => {
    const app = shopApp('    secrets: { KEY: "doppler:KEY" }');
    const more = { secrets: { KEY: 'ssm:/shop/production/key' } };
    const [, api] = configOf('production', more, { app }).services;
    expect(api?.secrets).toEqual({ KEY: 'ssm:/shop/production/key' });
  });
});

const database = (more: Values) => ({
  database: { engine: 'aurora', class: 'db.r7g.large', ...more },
});
const network = (more: Values) => ({ network: { cidr: '10.2.0.0/16', zones: 3, ...more } });
const peer = (more: Values) =>
  network({ peers: [{ name: 'dev', cidr: '10.3.0.0/16', region: 'eu-west-1', ...more }] });
const secretApp = shopApp('    secrets: { KEY: "doppler:KEY" }');
const numberApp = shopApp('    command: [a]\n').services;

/** What is refused in production, the message's start, and what is allowed instead. */
const REFUSED: readonly (readonly [string, Values, string, Given?])[] = [
  ['no region', { region: 'europe' }, 'region: found "europe"; allowed: an AWS region'],
  [
    'a repository without owner',
    { repository: 'shop' },
    'repository: found "shop"; allowed: owner/name',
  ],
  ['an unknown key', { netwrok: {} }, 'netwrok: found an unknown key (did you mean "network"?)'],
  [
    'a small network',
    network({ cidr: '10.2.0.0/24' }),
    'network.cidr: found "10.2.0.0/24"; allowed: an IPv4 range of /16 to /22',
  ],
  ['bits after the prefix', network({ cidr: '10.2.1.0/16' }), 'network.cidr: found "10.2.1.0/16"'],
  ['five zones', network({ zones: 5 }), 'network.zones: found 5; allowed: 2 or 3'],
  [
    'zones of another region',
    network({ zones: ['eu-west-1a', 'us-east-1b'] }),
    'network.zones: found eu-west-1a; allowed: different zones of us-east-1',
  ],
  [
    'a zone twice',
    network({ zones: ['us-east-1a', 'us-east-1a'] }),
    'network.zones: found a zone twice',
  ],
  [
    'other NAT',
    network({ nat: 'two' }),
    'network.nat: found "two"; allowed: none, one or per-zone',
  ],
  [
    'days CloudWatch does not take',
    { logDays: 31 },
    'logDays: found 31; allowed: days that CloudWatch Logs takes: 1, 3, 5, 7, 14, 30',
  ],
  ['such days for flow logs', network({ flowLogDays: 15 }), 'network.flowLogDays: found 15'],
  [
    'an unknown endpoint',
    network({ endpoints: ['ec3'] }),
    'network.endpoints.0: found "ec3"; allowed: one of ecr.api',
  ],
  ['an endpoint twice', network({ endpoints: ['sts', 'sts'] }), 'allowed: endpoints that differ'],
  [
    'a peer with this range',
    peer({ cidr: '10.2.128.0/17', stack: 'o/p/s' }),
    'network.peers.0.cidr: found 10.2.128.0/17, which overlaps 10.2.0.0/16 of this network',
  ],
  [
    'a peer of nothing',
    peer({}),
    'network.peers.0: found neither a stack nor vpcId with routeTableIds',
  ],
  [
    'a peer of both',
    peer({ stack: 'o/p/s', vpcId: 'vpc-1', routeTableIds: ['rtb-1'] }),
    'network.peers.0: found both a stack and a vpcId',
  ],
  [
    'another account without a role',
    peer({ stack: 'o/p/s', accountId: '111122223333' }),
    'network.peers.0: found account 111122223333 without a role',
  ],
  [
    'a size Fargate has not',
    { sizes: { cpu: 256, memory: 4096 } },
    'services.web.memory: found 4096; allowed: with cpu 256: 512, 1024, 2048 MiB',
  ],
  ['an odd CPU', { sizes: { cpu: 300 } }, 'sizes.cpu: found 300; allowed: CPU units: 256, 512'],
  [
    'more at least than at most',
    { services: { api: { count: '5-2' } } },
    'services.api.count: found 5-2; allowed: least-most, the smaller number first',
  ],
  [
    'an unknown service',
    { services: { apo: {} } },
    'services.apo: found an unknown service (did you mean "api"?); allowed: services of the app’s file: web, api',
  ],
  [
    'a missing image',
    { images: { web: DIGEST } },
    'images.api: found nothing; allowed: the digest that runs',
  ],
  [
    'an image by tag',
    { images: { web: 'latest', api: DIGEST } },
    'images.web: found "latest"; allowed: a digest',
  ],
  ['no place for images', { base: null }, 'base: found neither base nor imageRepository'],
  [
    'two places for images',
    { imageRepository: 'r/i' },
    'base: found both base and imageRepository',
  ],
  [
    'a certificate that does not cover',
    { domain: 'a.dev', certificateDomains: ['*.b.a.dev'] },
    'services.web.host: found shop.a.dev; allowed: a host that *.b.a.dev covers (a wildcard covers one label), or add *.a.dev',
  ],
  [
    'certificate names elsewhere',
    { domain: 'a.dev', certificateDomains: ['*.a.dev', '*.b.dev'] },
    'certificateDomains: found *.b.dev; allowed: names within a.dev',
  ],
  [
    'names without a domain',
    { certificateDomains: ['*.a.dev'] },
    'certificateDomains: found a value without a domain',
  ],
  [
    'a zone without a domain',
    { hostedZoneId: 'Z1' },
    'hostedZoneId: found a value without a domain',
  ],
  [
    'a host elsewhere',
    { domain: 'a.dev', services: { web: { host: 'shop.b.dev' } } },
    'services.web.host: found shop.b.dev; allowed: a host within a.dev',
  ],
  [
    'two services on one path',
    { domain: 'a.dev', services: { web: { host: 'x.{domain}' }, api: { host: 'x.{domain}' } } },
    'services.api.paths: found paths on x.a.dev that web answers too',
  ],
  [
    'one port for both',
    { listenerPorts: { http: 80, https: 80 } },
    'listenerPorts: found 80 for both',
  ],
  [
    'a check longer than its interval',
    { health: { interval: 5, timeout: 5 } },
    'health.timeout: found 5 s, with an interval of 5 s; allowed: less than the interval',
  ],
  [
    'production below its count',
    { deployment: { minimum: 50 } },
    'deployment.minimum: found 50 percent; allowed: 100: production never runs fewer',
  ],
  [
    'a rollout that cannot begin',
    { deployment: { maximum: 100 } },
    'deployment.maximum: found 100 percent',
  ],
  [
    'more at night than there may be',
    { autoscaling: { quietHours: { from: '22:00', to: '06:00', tasks: 11 } } },
    'autoscaling.quietHours.tasks: found 11; allowed: at most 10 tasks',
  ],
  [
    'a night without length',
    { autoscaling: { quietHours: { from: '06:00', to: '06:00' } } },
    'autoscaling.quietHours: found from and to 06:00',
  ],
  [
    'an unknown time zone',
    { autoscaling: { quietHours: { from: '22:00', to: '06:00', timeZone: 'Mars' } } },
    'autoscaling.quietHours.timeZone: found "Mars"; allowed: a time zone of the IANA list',
  ],
  [
    'a target no metric reaches',
    { autoscaling: { cpu: 100 } },
    'autoscaling.cpu: found 100; allowed: percent, 10 to 95',
  ],
  [
    'a task of an unknown service',
    {
      scheduledTasks: [
        { name: 'nightly', service: 'apo', command: ['x'], schedule: 'rate(1 day)' },
      ],
    },
    'scheduledTasks.0.service: found "apo" (did you mean "api"?)',
  ],
  [
    'two tasks of one name',
    {
      scheduledTasks: [1, 2].map(() => ({
        name: 'n',
        service: 'api',
        command: ['x'],
        schedule: 'rate(1 day)',
      })),
    },
    'scheduledTasks.1.name: found "n"; allowed: a name nobody else has',
  ],
  [
    'a schedule that is none',
    { scheduledTasks: [{ name: 'n', service: 'api', command: ['x'], schedule: 'daily' }] },
    'scheduledTasks.0.schedule: found "daily"',
  ],
  [
    'a class for serverless',
    database({ engine: 'aurora-serverless', capacity: { min: 0.5, max: 4 } }),
    'database.class: found db.r7g.large; allowed: no class',
  ],
  [
    'serverless without capacity',
    { database: { engine: 'aurora-serverless' } },
    'database.capacity: found nothing',
  ],
  [
    'less capacity at most than at least',
    { database: { engine: 'aurora-serverless', capacity: { min: 4, max: 2 } } },
    'database.capacity: found 4 to 2; allowed: min that is not above max',
  ],
  [
    'aurora without a class',
    { database: { engine: 'aurora' } },
    'database.class: found nothing; allowed: a class',
  ],
  [
    'a standby of aurora',
    database({ multiAz: true }),
    'database.multiAz: found true; allowed: replicas',
  ],
  [
    'replicas of an RDS that manages its password',
    database({ engine: 'rds', replicas: 1 }),
    'database.replicas: found 1 with engine: rds and a managed password; allowed: 0; or password: own',
  ],
  [
    'rotation of a password of our own',
    database({ engine: 'rds', password: 'own', rotationDays: 30 }),
    'database.rotationDays: found 30 with password: own; allowed: null',
  ],
  [
    'a password of our own for Aurora',
    database({ password: 'own' }),
    'database.password: found own; allowed: managed',
  ],
  [
    'copies of secrets where they are already',
    { secretReplicas: ['us-east-1', 'us-west-2'] },
    'secretReplicas.0: found us-east-1; allowed: regions other than us-east-1, each once',
  ],
  [
    'backups for too long',
    database({ backupDays: 36 }),
    'database.backupDays: found 36; allowed: days, 1 to 35',
  ],
  ['a reserved name', database({ name: 'postgres' }), 'database.name: found postgres'],
  [
    'objects that go too early',
    { buckets: { backups: { infrequentAfterDays: 30, expireAfterDays: 45 } } },
    'buckets.backups.expireAfterDays: found 45, 30 days in the standard class; allowed: at least 30 days more',
  ],
  [
    'snapshots of old nodes',
    { cache: { nodeType: 'cache.t1.micro', snapshotDays: 1 } },
    'cache.snapshotDays: found 1 with cache.t1.micro',
  ],
  [
    'parameters where AWS keeps its own',
    { parameters: { prefix: '/aws' } },
    'parameters.prefix: found /aws; allowed: a prefix that begins neither',
  ],
  [
    'no budget',
    { budget: { monthlyUsd: 0 } },
    'budget.monthlyUsd: found 0; allowed: USD a month, above 0',
  ],
  [
    'anomalies above the budget',
    { budget: { monthlyUsd: 10, anomalyUsd: 20 } },
    'budget.anomalyUsd: found 20, above the budget of 10',
  ],
  [
    'an address that is none',
    { alarms: { emails: ['nobody'] } },
    'alarms.emails.0: found "nobody"; allowed: an e-mail address',
  ],
  [
    'a secret nobody has',
    { secrets: { KEX: 'ssm:x', KEY: 'ssm:y' } },
    'secrets.KEX: found a variable that no service has (did you mean "KEY"?); allowed: KEY',
    { app: secretApp },
  ],
  [
    'the range of another stack file',
    {},
    'network.cidr: found 10.2.0.0/16, which overlaps 10.2.64.0/18 of Pulumi.staging.yaml',
    {
      neighbours: [
        { file: 'Pulumi.staging.yaml', cidr: '10.2.64.0/18', region: null, sharedParameters: null },
      ],
    },
  ],
  [
    'shared parameters that another owns',
    {},
    'parameters.shared: found true, and Pulumi.dev.yaml owns /shop/shared/* in us-east-1 too',
    {
      neighbours: [
        {
          file: 'Pulumi.dev.yaml',
          cidr: '10.3.0.0/16',
          region: 'us-east-1',
          sharedParameters: '/shop/shared',
        },
      ],
    },
  ],
];

describe('parseEnvironment', () => {
  it.each(REFUSED)('refuses %s', (_case, more, message, given = {}) => {
    const attempt = () => configOf('production', more, given);
    expect(attempt).toThrow('Pulumi.production.yaml: ');
    expect(attempt).toThrow(message);
  });

  it('refuses a variable that only previews have', () => {
    const [first] = numberApp;
    if (first === undefined) throw new Error('no service');
    const app = { ...shopApp(), services: [{ ...first, environment: { X: 'pr-{number}' } }] };
    const more = { images: { web: DIGEST } };
    expect(() => configOf('staging', more, { app })).toThrow(
      'services.web.environment.X: found {number}, which has no value in staging; allowed: {web.url}',
    );
  });

  it('tells everything at once: shapes, rules and neighbours, each once', () => {
    const more = { region: 'europe', logDays: 31, ...database({ engine: 'rds', replicas: 1 }) };
    const neighbours = [
      { file: 'Pulumi.x.yaml', cidr: '10.0.0.0/8', region: null, sharedParameters: null },
    ];
    const sizes = { services: { api: { count: '5-2' } } };
    const attempt = () => configOf('production', { ...more, ...sizes }, { neighbours });
    for (const part of [
      '5 problems',
      'region:',
      'logDays:',
      'database.replicas:',
      'of Pulumi.x.yaml',
      'services.api.count:',
    ])
      expect(attempt).toThrow(part);
  });

  it.each([null, [], 'text', 7])('refuses %j in place of values', (values) => {
    const source = { environment: 'dev', app: shopApp(), file: 'x.yaml', neighbours: [] } as const;
    expect(() => parseEnvironment(values, source)).toThrow(/^x.yaml: \d+ problems?\n- macro-infra/);
  });
});

describe('environmentOf', () => {
  it.each([
    ['staging', 'staging'],
    ['shop-production', 'production'],
  ])('knows that %s is %s', (stack, environment) => {
    expect(environmentOf(stack)).toBe(environment);
  });
  it('refuses other stacks', () => {
    expect(() => environmentOf('shop-pr-7')).toThrow(
      'has to be, or end in, dev, staging, production',
    );
  });
});
