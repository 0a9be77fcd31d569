import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { compareEnvironments } from './compare.ts';
import type { EnvironmentSource, RawResource } from './graph.ts';
import { neutralGraph } from './neutral-graph.ts';
import { parityReportSchema, waiversSchema } from './report.ts';
import type { ParityReport, Waiver } from './report.ts';

const TODAY = '2026-11-21';
const REGIONS: Record<string, string> = {
  dev: 'eu-west-1',
  staging: 'us-west-2',
  production: 'us-east-1',
};
const RANGES: Record<string, string> = {
  dev: '10.0.0.0/16',
  staging: '10.1.0.0/16',
  production: '10.2.0.0/16',
};

/** An environment as the programs make it, small; `change` breaks what a test is about. */
function environment(
  name: string,
  change: (all: Resources) => void = () => undefined,
): EnvironmentSource {
  const region = REGIONS[name] ?? 'eu-west-1';
  const own = (rest: string) => `${name}-shop-${rest}`;
  const host = name === 'production' ? 'shop.a.dev' : `${name}.shop.a.dev`;
  const tags = { App: 'shop', Environment: name, CostCenter: name, Name: own('x') };
  const resources: Resources = {
    network: resource('macro:network:Network', own('network'), {}),
    vpc: resource('aws:ec2/vpc:Vpc', own('vpc'), { cidrBlock: RANGES[name], tags }),
    acl: resource('aws:ec2/networkAcl:NetworkAcl', own('acl'), {
      ingress: [
        { ruleNo: 100, action: 'allow', cidrBlock: RANGES[name], fromPort: 0, toPort: 0 },
        { ruleNo: 200, action: 'allow', cidrBlock: '0.0.0.0/0', fromPort: 443, toPort: 443 },
      ],
    }),
    group: resource('aws:lb/targetGroup:TargetGroup', own('api'), {
      port: 3040,
      healthCheck: { path: '/api/health', matcher: '200-399', interval: name === 'dev' ? 5 : 30 },
      tags,
    }),
    rule: resource('aws:lb/listenerRule:ListenerRule', own('api'), {
      priority: name.length * 1000,
      conditions: [{ hostHeader: { values: [host] } }, { pathPattern: { values: ['/api/*'] } }],
      actions: [
        { type: 'forward', targetGroupArn: `arn:aws:elb:${region}:111122223333:tg/${own('api')}` },
      ],
    }),
    task: resource('aws:ecs/taskDefinition:TaskDefinition', own('api'), {
      cpu: name === 'production' ? '1024' : '256',
      containerDefinitions: JSON.stringify([
        {
          name: 'api',
          image: `1.dkr.ecr.eu-west-1.amazonaws.com/macro-infra@sha256:${name.length}`,
          environment: [
            { name: 'APP_API_URL', value: `https://${host}/api` },
            { name: 'MACRO_INFRA_ENV', value: name },
            { name: 'MACRO_INFRA_SHA', value: name },
          ],
          logConfiguration: { options: { 'awslogs-region': region } },
        },
      ]),
    }),
    alarm: resource('aws:cloudwatch/metricAlarm:MetricAlarm', own('latency'), {
      threshold: name === 'production' ? 1 : 2,
      evaluationPeriods: 10,
      alarmDescription: `slower than ${name}`,
    }),
    database: resource('aws:rds/instance:Instance', own('db'), { engine: 'postgres' }),
  };
  if (name === 'production')
    resources['reader'] = resource('aws:rds/instance:Instance', own('db-replica-1'), {
      replicateSourceDb: own('db'),
    });
  for (const zone of name === 'dev' ? [1, 2] : [1, 2, 3]) {
    resources[`subnet${zone}`] = resource('aws:ec2/subnet:Subnet', own(`public-${zone}`), {
      cidrBlock: `${RANGES[name]?.slice(0, 5)}${zone}.0/24`,
      availabilityZone: `${region}${'abc'[zone - 1]}`,
    });
  }
  if (name !== 'dev')
    resources['nat'] = resource('aws:ec2/natGateway:NatGateway', own('nat-1'), {});
  change(resources);
  return {
    name,
    config: { environment: name, region, domain: 'a.dev' },
    resources: Object.values(resources),
  };
}

type Resources = Record<string, RawResource>;

function resource(type: string, name: string, inputs: RawResource['inputs']): RawResource {
  return { type, name, inputs };
}

function compare(
  sources: readonly EnvironmentSource[],
  waivers: readonly Waiver[] = [],
): ParityReport {
  return compareEnvironments(sources.map(neutralGraph), { waivers, today: TODAY });
}

/** Three environments of which production was changed. */
function withProduction(change: (all: Resources) => void): ParityReport {
  return compare([environment('dev'), environment('staging'), environment('production', change)]);
}

function edit(key: string, inputs: Record<string, unknown>): (all: Resources) => void {
  return (all) => {
    const one = all[key];
    if (one !== undefined) all[key] = { ...one, inputs: { ...one.inputs, ...inputs } };
  };
}

function remove(key: string): (all: Resources) => void {
  return (all) => {
    Reflect.deleteProperty(all, key);
  };
}

function broken(report: ParityReport): string[] {
  return report.differences
    .filter(({ verdict }) => verdict === 'broken')
    .map(({ what, kind, name, path }) => `${what} ${kind} ${name} ${path}`.trim());
}

describe('environments that differ only in what they may', () => {
  const report = compare([environment('dev'), environment('staging'), environment('production')]);

  it('are in parity', () => {
    expect(broken(report)).toEqual([]);
    expect(report.parity).toBe(true);
  });

  it.each([
    ['size', 'cpu', '{env}-shop-api'],
    ['count', '', '{env}-shop-public-3'],
    ['count', '', '{env}-shop-nat-1'],
    ['count', '', '{env}-shop-db-replica-1'],
    ['cidr', 'cidrBlock', '{env}-shop-vpc'],
    ['region', 'region', ''],
    ['threshold', 'threshold', '{env}-shop-latency'],
    ['threshold', 'healthCheck.interval', '{env}-shop-api'],
    ['name', 'priority', '{env}-shop-api'],
    ['version', 'containerDefinitions[name=api].image', '{env}-shop-api'],
  ])('have a %s told: %s of %s', (of, path, name) => {
    expect(report.differences).toContainEqual(
      expect.objectContaining({ verdict: 'allowed', class: of, path, name }),
    );
  });

  it('make a report that its own schema takes', () => {
    expect(parityReportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
  });
});

describe('broken parity', () => {
  it.each([
    ['a path rule removed', remove('rule'), 'missing lb/ListenerRule {env}-shop-api'],
    ['a database missing', remove('database'), 'missing rds/Instance {env}-shop-db'],
    ['an alarm missing', remove('alarm'), 'missing cloudwatch/MetricAlarm {env}-shop-latency'],
    ['a component missing', remove('network'), 'missing macro:network:Network {env}-shop-network'],
    ['another port', edit('group', { port: 8080 }), 'setting lb/TargetGroup {env}-shop-api port'],
    [
      'another health path',
      edit('group', { healthCheck: { path: '/', matcher: '200-399', interval: 30 } }),
      'setting lb/TargetGroup {env}-shop-api healthCheck.path',
    ],
    [
      'another path rule',
      edit('rule', {
        conditions: [
          { hostHeader: { values: ['shop.a.dev'] } },
          { pathPattern: { values: ['/v2/*'] } },
        ],
      }),
      'setting lb/ListenerRule {env}-shop-api conditions[1].pathPattern.values[0]',
    ],
    [
      'an ACL entry opened',
      edit('acl', {
        ingress: [
          { ruleNo: 100, action: 'allow', cidrBlock: '0.0.0.0/0', fromPort: 0, toPort: 0 },
          { ruleNo: 200, action: 'allow', cidrBlock: '0.0.0.0/0', fromPort: 443, toPort: 443 },
        ],
      }),
      'setting ec2/NetworkAcl {env}-shop-acl ingress[ruleNo=100].cidrBlock',
    ],
    [
      'an ACL entry missing',
      edit('acl', {
        ingress: [
          { ruleNo: 200, action: 'allow', cidrBlock: '0.0.0.0/0', fromPort: 443, toPort: 443 },
        ],
      }),
      'setting ec2/NetworkAcl {env}-shop-acl ingress[ruleNo=100]',
    ],
    [
      'a tag missing',
      edit('group', { tags: { Environment: 'production', CostCenter: 'x', Name: 'y' } }),
      'setting lb/TargetGroup {env}-shop-api tags.App',
    ],
    [
      'a tag of another environment',
      edit('group', { tags: { App: 'shop', Environment: 'staging', CostCenter: 'x', Name: 'y' } }),
      'setting lb/TargetGroup {env}-shop-api tags.Environment',
    ],
    [
      'an alarm that looks less often',
      edit('alarm', { evaluationPeriods: 99 }),
      'setting cloudwatch/MetricAlarm {env}-shop-latency evaluationPeriods',
    ],
    [
      'a reference into another region',
      edit('rule', {
        actions: [
          {
            type: 'forward',
            targetGroupArn: 'arn:aws:elb:eu-west-1:111122223333:tg/production-shop-api',
          },
        ],
      }),
      'setting lb/ListenerRule {env}-shop-api actions[0].targetGroupArn',
    ],
  ])('is seen: %s', (_case, change, told) => {
    const report = withProduction(change);
    expect(broken(report)).toEqual([told]);
    expect(report.parity).toBe(false);
  });

  it('is a part without which an environment is left, however many it may have', () => {
    const report = withProduction((all) => {
      for (const zone of [1, 2, 3]) remove(`subnet${zone}`)(all);
    });
    expect(broken(report)).toHaveLength(3);
  });

  it('never shows the value of a secret', () => {
    const mark = { '4dabf18193072939515e22adb298388d': '1b47061264138c4ac30d75fd1eb44270' };
    const report = withProduction(edit('group', { token: { ...mark, value: 'hunter2' } }));
    expect(broken(report)).toHaveLength(1);
    expect(JSON.stringify(report)).not.toContain('hunter2');
  });
});

describe('what a cloud made up', () => {
  const live = (name: string, random: string): EnvironmentSource => ({
    name,
    resources: [
      {
        ...resource('aws:lb/loadBalancer:LoadBalancer', `${name}-shop`, { internal: false }),
        id: `arn:aws:elb:eu-west-1:111122223333:loadbalancer/app/${name}-shop/${random}`,
        outputs: {
          arn: `arn:aws:elb:eu-west-1:111122223333:loadbalancer/app/${name}-shop/${random}`,
          arnSuffix: `app/${name}-shop/${random}`,
          dnsName: `${name}-shop-${random}.elb.amazonaws.com`,
        },
      },
      resource('aws:cloudwatch/metricAlarm:MetricAlarm', `${name}-latency`, {
        dimensions: { LoadBalancer: `app/${name}-shop/${random}` },
      }),
      resource('aws:lb/listener:Listener', `${name}-https`, {
        loadBalancerArn: `arn:aws:elb:eu-west-1:111122223333:loadbalancer/app/${name}-shop/${random}`,
      }),
      resource('aws:route53/record:Record', `${name}-alias`, {
        aliases: [{ name: `${name}-shop-${random}.elb.amazonaws.com` }],
      }),
    ],
  });

  it('is no difference: ids, ARNs and addresses stand for their resource', () => {
    const report = compare([
      live('dev', '50dc6c495c0c9188'),
      live('production', 'f3b1c2a7d9e84411'),
    ]);
    expect(report.differences).toEqual([]);
  });

  it('is no difference where others tell of it too: components, rules, the stack itself', () => {
    const told = (name: string, random: string): EnvironmentSource => {
      const vpcId = `vpc-${random}`;
      const type = 'aws:lb/targetGroup:TargetGroup';
      return {
        name,
        resources: [
          { ...resource('pulumi:pulumi:Stack', name, {}), outputs: { vpcId, domain: 'a.dev' } },
          { ...resource('macro:network:Network', name, {}), outputs: { vpcId } },
          { ...resource('aws:ec2/vpc:Vpc', name, { cidrBlock: '10.1.0.0/16' }), id: vpcId },
          { ...resource('aws:lb/loadBalancer:LoadBalancer', name, {}), outputs: { vpcId } },
          { ...resource('aws:x/y:Attachment', name, { vpc: vpcId }), id: vpcId },
          resource(type, name, { vpcId, host: name === 'dev' ? 'dev.shop.a.dev' : 'shop.a.dev' }),
          resource('aws:lambda/permission:Permission', name, {
            ...{ __defaults: ['statementId'], statementId: `${name}-drift-${random.slice(0, 7)}` },
          }),
        ],
      };
    };
    const report = compare([told('dev', '50dc6c495c0c'), told('production', 'f3b1c2a7d9e8')]);
    expect(report.differences).toEqual([]);
  });

  it('is one where it belongs to another resource', () => {
    const wrong = live('production', 'f3b1c2a7d9e84411');
    const alarm = resource('aws:cloudwatch/metricAlarm:MetricAlarm', 'production-latency', {
      dimensions: { LoadBalancer: 'app/dev-shop/50dc6c495c0c9188' },
    });
    const resources = wrong.resources.map((one) => (one.name === alarm.name ? alarm : one));
    const report = compare([live('dev', '50dc6c495c0c9188'), { ...wrong, resources }]);
    expect(broken(report)).toEqual([
      'setting cloudwatch/MetricAlarm {env}-latency dimensions.LoadBalancer',
    ]);
  });
});

describe('waivers', () => {
  const changed = [environment('dev'), environment('production', edit('group', { port: 8080 }))];
  const reason = 'moves with the new gateway';
  const waivers = (more: object) =>
    waiversSchema.parse([{ resource: 'lb/TargetGroup *-api', path: 'port', reason, ...more }]);

  it('take what has a reason out of what is broken', () => {
    const report = compare(changed, waivers({ until: '2026-11-21' }));
    expect(report).toMatchObject({
      parity: true,
      counts: { broken: 0, waived: 1 },
      staleWaivers: [],
    });
    expect(report.differences[0]).toMatchObject({ verdict: 'waived', reason });
  });

  it.each([
    ['past their day', { until: '2026-11-20' }, 'past its last day, 2026-11-20'],
    ['for something else', { path: 'protocol' }, 'waives nothing that is broken'],
  ])('%s do not count, and are told', (_case, more, why) => {
    const report = compare(changed, waivers(more));
    expect(report).toMatchObject({ parity: false, staleWaivers: [{ why }] });
  });

  it('need a reason that is one', () => {
    expect(() => waivers({ reason: '   ok    ' })).toThrow();
  });
});

describe('names that carry a hash', () => {
  const task = (name: string, hash: string): EnvironmentSource => ({
    name,
    resources: [
      resource('aws:ecs/taskDefinition:TaskDefinition', `${name}-shop-migrate-${hash}`, {}),
    ],
  });

  it('are one thing where only the hash differs', () => {
    expect(broken(compare([task('dev', 'gjhdjn'), task('production', 'di9mdv')]))).toEqual([]);
  });

  it('are two things where the words differ', () => {
    expect(broken(compare([task('dev', 'server'), task('production', 'worker')]))).toHaveLength(2);
  });
});

describe('compareEnvironments', () => {
  const names = ['dev', 'staging', 'production'];

  it('tells the same in every order of the environments', () => {
    const keys = Object.keys(environmentKeys());
    fc.assert(
      fc.property(
        fc.shuffledSubarray(names, { minLength: 2 }),
        fc.subarray(keys),
        (order, gone) => {
          const sources = [...order].map((name) =>
            environment(name, name === order[0] ? removeAll(gone) : undefined),
          );
          const there = compare(sources);
          const back = compare(sources.toReversed());
          expect(there.counts).toEqual(back.counts);
          expect(broken(there)).toEqual(broken(back));
        },
      ),
      { numRuns: 50 },
    );
  });

  it('finds nothing between an environment and its like, whatever is in it', () => {
    const inputs = fc.dictionary(fc.string(), fc.jsonValue());
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), inputs)), (made) => {
        const graph = (name: string) => ({
          name,
          config: null,
          resources: made.map(([kind, settings], index) => ({
            kind,
            name: `r${index}`,
            settings: plain(settings),
          })),
        });
        const report = compareEnvironments([graph('x'), graph('y')], { today: TODAY });
        expect(report.differences).toEqual([]);
      }),
    );
  });

  it('breaks on any setting no rule allows, wherever it lies', () => {
    const path = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(path, fc.integer(), (keys, value) => {
        const nested = (leaf: number) =>
          keys.reduceRight<unknown>((inner, key) => ({ [key]: inner }), leaf);
        const source = (name: string, leaf: number) => ({
          name,
          resources: [resource('aws:x/y:Y', 'r', { top: nested(leaf) })],
        });
        const report = compare([source('dev', value), source('production', value + 1)]);
        expect(broken(report)).toEqual([`setting x/Y r top.${keys.join('.')}`]);
      }),
    );
  });

  it.each([[['dev']], [['dev', 'dev']], [[]]])('refuses to compare %j', (given) => {
    expect(() => compare(given.map((name) => environment(name)))).toThrow(
      'two or more environments',
    );
  });
});

function environmentKeys(): Resources {
  const keys: Resources = {};
  environment('production', (all) => Object.assign(keys, all));
  return keys;
}

function removeAll(keys: readonly string[]): (all: Resources) => void {
  return (all) => {
    for (const key of keys) remove(key)(all);
  };
}

function plain(settings: Record<string, unknown>) {
  return JSON.parse(JSON.stringify(settings)) as Record<string, string>;
}
