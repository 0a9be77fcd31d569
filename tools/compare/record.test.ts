import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { estimate, totals } from '../../action-shared/cost/estimate.ts';
import { compareEnvironments } from '../../action-shared/parity/compare.ts';
import type { RawResource } from '../../action-shared/parity/graph.ts';
import { neutralGraph } from '../../action-shared/parity/neutral-graph.ts';
import { recordEnvironment } from './record.ts';
import type { RecordedEnvironment } from './record.ts';

const recorded: RecordedEnvironment[] = [];

beforeAll(async () => {
  for (const stack of ['dev', 'staging', 'production'])
    recorded.push(await recordEnvironment(stack));
}, 180_000);

/** The committed environments, one resource of production changed or taken away. */
function brokenAfter(change: (one: RawResource) => RawResource | null): string[] {
  const changed = recorded.map((one) =>
    one.name === 'production'
      ? { ...one, resources: one.resources.map(change).filter((left) => left !== null) }
      : one,
  );
  const report = compareEnvironments(changed.map(neutralGraph), { today: '2026-11-21' });
  return report.differences
    .filter(({ verdict }) => verdict === 'broken')
    .map(({ what, kind, name, path }) => `${what} ${kind} ${name} ${path}`.trim());
}

describe('the committed environments', () => {
  it('are in parity', () => {
    expect(brokenAfter((one) => one)).toEqual([]);
  });

  it('are not when a path rule is removed', () => {
    const rule = (one: RawResource) =>
      one.type === 'aws:lb/listenerRule:ListenerRule' && one.name.includes('-api-') ? null : one;
    expect(brokenAfter(rule)).toEqual(['missing lb/ListenerRule {env}-shop-api-service']);
  });

  it('are not when a port is changed', () => {
    const port = (one: RawResource) =>
      one.type === 'aws:lb/targetGroup:TargetGroup' && one.name.includes('-web-')
        ? { ...one, inputs: { ...one.inputs, port: 9999 } }
        : one;
    expect(brokenAfter(port)).toEqual(['setting lb/TargetGroup {env}-shop-web-service port']);
  });

  it('are made of types whose cost is known: priced, by use, or free', () => {
    const unknown = recorded.flatMap(({ resources, config }) => {
      const list = resources.map((one) => ({ ...one, settings: one.inputs }));
      return estimate(list, String(config['region'])).resources;
    });
    expect(unknown.filter(({ note }) => note.startsWith('no price is known for the type'))).toEqual(
      [],
    );
  });

  it('refuse a stack file that is not there', async () => {
    await expect(recordEnvironment('nowhere')).rejects.toThrow('Pulumi.nowhere.yaml is not there');
  });
});

/** Estimate of a committed environment as `npm run compare` makes it. */
function estimateOf(stack: string) {
  const { resources = [], config = {} } = recorded.find(({ name }) => name === stack) ?? {};
  const list = resources.map((one) => ({ ...one, settings: one.inputs }));
  return estimate(list, String(config['region']));
}

/** Hours of a month. */
const H = 730;
/** In every environment: firewall of four rules, private zone, secret, 13 metrics of alarms. */
const EVERYWHERE = 5 + 4 * 1 + 0.5 + 0.4 + 13 * 0.1;

/** Sums by hand: numbers of the stack files, AWS's prices, nothing of the program. */
const BY_HAND = [
  {
    stack: 'dev',
    usd:
      0.0252 * H + // load balancer
      2 * 0.005 * H + // its addresses
      2 * (0.25 * 0.04048 + 0.5 * 0.004445) * H + // a task of web, one of api
      2 * 0.005 * H + // their addresses
      0.017 * H + // cache.t4g.micro
      3 + // dashboard
      EVERYWHERE,
    perMonth: 77.63,
    unknown: ['dev-shop-db-1: no price in eu-west-1 for db.t4g.medium (hour)'],
  },
  {
    stack: 'staging',
    usd:
      0.0225 * H + // load balancer
      3 * 0.005 * H + // its addresses
      (0.045 + 0.005) * H + // NAT gateway with its address
      2 * (0.5 * 0.04048 + 1 * 0.004445) * H + // a task of web, one of api
      3 + // dashboard
      EVERYWHERE,
    perMonth: 114.12,
    unknown: [
      'staging-shop-cache: no price in us-west-2 for 2 x cache.t4g.small (hour)',
      'staging-shop-db-1: no price in us-west-2 for db.r7g.large (hour)',
      'staging-shop-db-2: no price in us-west-2 for db.r7g.large (hour)',
    ],
  },
  {
    stack: 'production',
    usd:
      0.0225 * H + // load balancer
      3 * 0.005 * H + // its addresses
      3 * (0.045 + 0.005) * H + // NAT gateways with their addresses
      4 * (1 * 0.04048 + 2 * 0.004445) * H + // two tasks of web, two of api
      3 * 0.553 * H + // db.r7g.xlarge
      3 * 0.219 * H + // cache.r7g.large
      2 * 3 + // dashboards: its own, the one of all
      EVERYWHERE,
    perMonth: 1988.92,
    unknown: [],
  },
] as const;

describe.each(BY_HAND)('the cost of $stack', ({ stack, usd, perMonth, unknown }) => {
  it('is what was computed by hand, to the cent', () => {
    expect(Math.round(usd * 100) / 100).toBe(perMonth);
    expect(totals(estimateOf(stack)).perMonth).toBe(perMonth);
  });

  it('names what has no price, and is complete only without', () => {
    const { resources, complete } = estimateOf(stack);
    const without = resources
      .filter(({ status }) => status === 'unknown')
      .map(({ name, note }) => `${name}: ${note}`);
    expect(without.toSorted()).toEqual(unknown);
    expect(complete).toBe(unknown.length === 0);
  });
});

describe('docs/costs.md', () => {
  it('tells these figures beside the budgets', () => {
    const page = readFileSync(new URL('../../docs/costs.md', import.meta.url), 'utf8');
    for (const { stack, perMonth } of BY_HAND) {
      const figure = perMonth.toLocaleString('en', { minimumFractionDigits: 2 });
      const row = page.split('\n').find((line) => line.startsWith(`| \`${stack}\` `));
      expect(row).toContain(figure);
    }
  });
});
