import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  ECS_NAME_MAX,
  IAM_ROLE_NAME_MAX,
  LOG_GROUP_NAME_MAX,
  PRIORITY_FIRST,
  PRIORITY_LAST,
  SECURITY_GROUP_NAME_MAX,
  TARGET_GROUP_NAME_MAX,
} from './limits.ts';
import { fitName, shortHash } from './physical-name.ts';
import { clusterName, previewStack, serviceNames, targetGroupName } from './preview-names.ts';
import { allocatePriorities, nextFreePriority, preferredPriority } from './priorities.ts';
import { SLUG_PATTERN, slugOf } from './slug.ts';
import { resourceTags } from './tags.ts';

const slug = fc.stringMatching(/^[a-z][a-z0-9-]{0,19}$/);
const environment = fc.oneof(
  fc.integer({ min: 1, max: 9_999_999 }).map((number) => `pr-${number}`),
  fc.constantFrom('dev', 'staging', 'production'),
);
const identity = fc.record({ environment, app: slug, service: slug });

describe('names of a preview', () => {
  it('read as environment, app, service and resource', () => {
    expect(serviceNames({ environment: 'pr-42', app: 'shop', service: 'api' })).toEqual({
      service: 'pr-42-shop-api-service',
      family: 'pr-42-shop-api-task',
      targetGroup: 'pr-42-shop-api-tg',
      logGroup: 'pr-42-shop-api-logs',
      securityGroup: 'pr-42-shop-api-sg',
      executionRole: 'pr-42-shop-api-execution-role',
      taskRole: 'pr-42-shop-api-task-role',
    });
    expect(clusterName('pr-42', 'shop')).toBe('pr-42-shop-cluster');
    expect(previewStack('shop', 42)).toBe('shop-pr-42');
  });

  it('are cut to the limit and keep a hash of the whole', () => {
    const names = serviceNames({
      environment: 'pr-123456',
      app: 'a-very-long-app-name',
      service: 'backend',
    });
    expect(names.targetGroup).toMatch(/^pr-123456-a-very-long-app-[0-9a-z]{6}$/);
    expect(names.targetGroup).toHaveLength(32);
  });

  it('differ when a hyphen could belong to the app or to the service', () => {
    const one = serviceNames({ environment: 'pr-4', app: 'shop-api', service: 'web' });
    const two = serviceNames({ environment: 'pr-4', app: 'shop', service: 'api-web' });
    for (const key of Object.keys(one) as (keyof typeof one)[]) {
      expect(one[key]).not.toBe(two[key]);
    }
  });

  it('keep every AWS limit and alphabet', () => {
    fc.assert(
      fc.property(identity, (parts) => {
        const names = serviceNames(parts);
        expect(names.service.length).toBeLessThanOrEqual(ECS_NAME_MAX);
        expect(names.family.length).toBeLessThanOrEqual(ECS_NAME_MAX);
        expect(names.targetGroup.length).toBeLessThanOrEqual(TARGET_GROUP_NAME_MAX);
        expect(names.executionRole.length).toBeLessThanOrEqual(IAM_ROLE_NAME_MAX);
        expect(names.taskRole.length).toBeLessThanOrEqual(IAM_ROLE_NAME_MAX);
        expect(names.securityGroup.length).toBeLessThanOrEqual(SECURITY_GROUP_NAME_MAX);
        expect(names.logGroup.length).toBeLessThanOrEqual(LOG_GROUP_NAME_MAX);
        expect(names.targetGroup).toMatch(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/);
      }),
      { numRuns: 1000 },
    );
  });

  it('are the same every time', () => {
    fc.assert(
      fc.property(identity, (parts) => {
        expect(serviceNames(parts)).toEqual(serviceNames({ ...parts }));
      }),
    );
  });

  it('never collide: 100,000 target groups and roles', () => {
    const seen = new Map<string, string>();
    const sample = fc.sample(identity, { numRuns: 100_000, seed: 42 });
    let pairs = 0;
    for (const parts of sample) {
      const key = `${parts.environment}/${parts.app}/${parts.service}`;
      const names = serviceNames(parts);
      for (const name of [names.targetGroup, names.executionRole, names.taskRole]) {
        const owner = seen.get(name);
        if (owner !== undefined && owner !== key) pairs += 1;
        seen.set(name, key);
      }
    }
    expect(pairs).toBe(0);
  });

  it('never collide in one crowded organisation: 1,000 pull requests of 100 look-alike services', () => {
    const names = new Set<string>();
    for (let number = 1; number <= 1000; number += 1) {
      for (let index = 0; index < 100; index += 1) {
        const app = `shopping-cart-${String(index % 10)}`;
        const service = `backend-service-${String(index)}`.slice(0, 20);
        names.add(serviceNames({ environment: `pr-${number}`, app, service }).targetGroup);
      }
    }
    expect(names.size).toBe(100_000);
  });
});

describe('the target group’s name', () => {
  const api = { environment: 'pr-42', app: 'shop', service: 'api' };

  it.each([
    ['a first deployment', 3040, null, 'pr-42-shop-api-tg'],
    ['the same port', 3040, { name: 'pr-42-shop-api-tg', port: 3040 }, 'pr-42-shop-api-tg'],
    ['another port', 3041, { name: 'pr-42-shop-api-tg', port: 3040 }, 'pr-42-shop-api-tg-3041'],
    ['no move', 3041, { name: 'pr-42-shop-api-tg-3041', port: 3041 }, 'pr-42-shop-api-tg-3041'],
    ['back again', 3040, { name: 'pr-42-shop-api-tg-3041', port: 3041 }, 'pr-42-shop-api-tg-3040'],
  ])('for %s', (_case, port, previous, expected) => {
    expect(targetGroupName(api, port, previous)).toBe(expected);
  });
});

describe('slugOf', () => {
  it.each([
    ['shop', 'shop'],
    ['My.Shop_Front', 'my-shop-front'],
    ['--x--', 'x'],
    ['3d-viewer', 'app-3d-viewer'],
    ['___', 'app'],
  ])('%s becomes %s', (name, expected) => {
    expect(slugOf(name)).toBe(expected);
  });

  it('always gives a valid slug', () => {
    fc.assert(fc.property(fc.string(), (name) => SLUG_PATTERN.test(slugOf(name))));
  });
});

describe('fitName', () => {
  it('leaves a name at the limit alone and cuts the next longer one', () => {
    expect(fitName('x'.repeat(32), 32)).toBe('x'.repeat(32));
    const name = 'x'.repeat(33);
    expect(fitName(name, 32)).toBe(`${'x'.repeat(25)}-${shortHash(name)}`);
  });
});

describe('listener-rule priorities', () => {
  it('lie within 1000..49999', () => {
    fc.assert(
      fc.property(identity, ({ app, environment: env, service }) => {
        const slot = preferredPriority(app, env, service);
        expect(slot).toBeGreaterThanOrEqual(PRIORITY_FIRST);
        expect(slot).toBeLessThanOrEqual(PRIORITY_LAST);
      }),
    );
  });

  it.each([
    ['free', 1000, [], 1000],
    ['taken', 1000, [1000, 1001], 1002],
    ['round the end', 49_999, [49_999], 1000],
  ])('take the next free slot: %s', (_case, preferred, used, expected) => {
    expect(nextFreePriority(preferred, new Set(used))).toBe(expected);
  });

  it('say so when the listener is full', () => {
    const all = Array.from({ length: 49_000 }, (_, index) => PRIORITY_FIRST + index);
    expect(nextFreePriority(2000, new Set(all))).toBeNull();
  });

  it('never move once given, whatever else is used', () => {
    const request = { app: 'shop', environment: 'pr-1', groups: [['web'], ['api']] };
    const first = allocatePriorities({ ...request, used: new Set(), previous: new Map() });
    const again = allocatePriorities({
      ...request,
      used: new Set(first.values()),
      previous: first,
    });
    expect(again).toEqual(first);
  });

  it('are unique for any set of services and used slots', () => {
    const services = fc.uniqueArray(slug, { minLength: 1, maxLength: 8 });
    const used = fc.uniqueArray(fc.integer({ min: PRIORITY_FIRST, max: PRIORITY_LAST }));
    fc.assert(
      fc.property(services, used, (names, taken) => {
        const request = { app: 'a', environment: 'pr-1', groups: names.map((name) => [name]) };
        const slots = allocatePriorities({ ...request, used: new Set(taken), previous: new Map() });
        expect(new Set(slots.values()).size).toBe(names.length);
        expect([...slots.values()].filter((slot) => taken.includes(slot))).toEqual([]);
      }),
    );
  });
});

describe('priorities of services that share a host', () => {
  const request = { app: 'shop', environment: 'pr-1', used: new Set<number>() };

  it('ascend from the most specific paths to the most general, for any group', () => {
    const group = fc.uniqueArray(slug, { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(group, (names) => {
        const slots = allocatePriorities({ ...request, groups: [names], previous: new Map() });
        const order = names.map((name) => slots.get(name) ?? 0);
        expect(order).toEqual(order.toSorted((a, b) => a - b));
        expect(new Set(order).size).toBe(names.length);
      }),
    );
  });

  it('let a newcomer in between without moving the others', () => {
    const previous = new Map([
      ['docs', 2000],
      ['web', 2002],
    ]);
    const slots = allocatePriorities({ ...request, groups: [['docs', 'api', 'web']], previous });
    expect(Object.fromEntries(slots)).toEqual({ docs: 2000, api: 2001, web: 2002 });
  });

  it('move to new slots when their order changed, never to one just given up', () => {
    const previous = new Map([
      ['web', 2000],
      ['api', 2001],
    ]);
    const slots = allocatePriorities({ ...request, groups: [['api', 'web']], previous });
    expect(slots.get('api')).toBeLessThan(slots.get('web') ?? 0);
    expect([...slots.values()].filter((slot) => slot === 2000 || slot === 2001)).toEqual([]);
  });
});

describe('resourceTags', () => {
  const values = {
    project: 'macro-infra-preview',
    app: 'shop',
    environment: 'pr-42',
    deploymentType: 'preview',
    repository: 'octo/shop',
    stack: 'shop-pr-42',
  } as const;

  it('are the tags of the design, with those of a preview', () => {
    const preview = { number: 42, expiresAt: '2026-12-01T00:00:00.000Z' };
    expect(resourceTags({ ...values, preview })).toEqual({
      Project: 'macro-infra-preview',
      App: 'shop',
      Environment: 'pr-42',
      DeploymentType: 'preview',
      CostCenter: 'Development',
      ManagedBy: 'macro-infra',
      Repository: 'octo/shop',
      'macro-infra:stack': 'shop-pr-42',
      PullRequest: '42',
      AutoShutdown: 'true',
      ExpiresAt: '2026-12-01T00:00:00.000Z',
    });
  });

  it('hold only what AWS takes', () => {
    expect(resourceTags({ ...values, repository: 'octo/<shop>' })['Repository']).toBe(
      'octo/_shop_',
    );
    const long = resourceTags({ ...values, stack: 'x'.repeat(300) });
    expect(long['macro-infra:stack']).toHaveLength(256);
  });
});
