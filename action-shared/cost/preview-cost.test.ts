import { describe, expect, it } from '@jest/globals';
import type { BaseOutputs } from '../documents/base-outputs.ts';
import type { PreviewPlan } from '../documents/plan.ts';
import { savingOf } from './base-cost.ts';
import { formatUsd, parseUsd } from './money.ts';
import { previewCost } from './preview-cost.ts';

type Task = Pick<PreviewPlan['services'][number], 'name' | 'cpu' | 'memory' | 'count'>;

/** Only what a price depends on. */
function plan(region: string, tasks: readonly Task[]): PreviewPlan {
  const services = tasks.map((task) => ({ ...task, capacityProvider: 'FARGATE_SPOT' }));
  return { region, services, base: { name: 'dev' } } as unknown as PreviewPlan;
}

/** 0.0252 + 2 * 0.005 an hour and 0.50 a month: 26.196 a month, 0.8612 a day. */
const outputs = {
  region: 'eu-west-1',
  assignPublicIp: true,
  hostedZoneId: 'Z1',
  publicSubnetIds: ['a', 'b'],
  loadBalancers: [{ name: 'dev-base-alb-1' }],
} as unknown as BaseOutputs;

const small = { name: 'web', cpu: 256, memory: 512, count: 1 };
const pair = [small, { ...small, name: 'api' }];

describe('previewCost', () => {
  it.each([
    // (0.25 * 0.04048 + 0.5 * 0.004445 + 0.005) = 0.0173425 an hour
    ['one small task', 'eu-west-1', [small], 0.42, 12.66],
    // 2 * 0.0173425 = 0.034685
    ['two small tasks', 'eu-west-1', pair, 0.83, 25.32],
    // 3 * (1 * 0.04656 + 2 * 0.00511 + 0.005) = 0.18534
    [
      'three large tasks',
      'eu-central-1',
      [{ name: 'a', cpu: 1024, memory: 2048, count: 3 }],
      4.45,
      135.3,
    ],
    ['no task', 'eu-west-1', [{ ...small, count: 0 }], 0, 0],
  ])('of %s in %s', (_case, region, tasks, perDay, perMonth) => {
    expect(previewCost(plan(region, tasks))).toMatchObject({ perDay, perMonth, unknown: [] });
  });

  it('does not know the price of a region it has not listed', () => {
    const { unknown, basis } = previewCost(plan('mars-north-1', [small]));
    expect(unknown).toEqual([
      'web: no price in mars-north-1 for 1 x 0.25 vCPU (vCPU-hour), 1 x 0.5 GB memory (GB-hour), 1 x public IPv4 (hour)',
    ]);
    expect(basis).toContain('no table of prices for mars-north-1');
  });

  it('says what the figure is and is not', () => {
    const { basis, base } = previewCost(plan('eu-west-1', [small]));
    expect(basis).toContain('an upper bound');
    expect(basis).toContain('without the base’s share');
    expect(base).toBeUndefined();
  });

  it('carries of its base as much as it has of the services on it', () => {
    const cost = previewCost(plan('eu-west-1', pair), { outputs, services: 20 });
    expect(cost.base).toEqual({
      name: 'dev',
      perDay: 0.86,
      sharePerDay: 0.09, // 0.8612 * 2 / 20
      services: 2,
      ofServices: 20,
      savedPercent: 45.8, // 26.196 * 18 / 20 of 25.32005 + 26.196
      complete: true,
    });
  });

  it('carries the whole base when it is alone on it, and saves nothing', () => {
    const cost = previewCost(plan('eu-west-1', [small]), { outputs, services: 1 });
    expect(cost.base).toMatchObject({ sharePerDay: 0.86, savedPercent: 0 });
  });

  it('pays for no address where the base gives none', () => {
    const closed = { ...outputs, assignPublicIp: false };
    const cost = previewCost(plan('eu-west-1', [small]), { outputs: closed, services: 1 });
    expect(cost.perMonth).toBe(9.01);
    expect(cost.basis).not.toContain('public IPv4');
  });
});

describe('savingOf', () => {
  it('compares one shared base with a copy of it for each preview', () => {
    const saving = savingOf(parseUsd('100'), parseUsd('10'), 10);
    expect(formatUsd(saving.shared)).toBe('200.00');
    expect(formatUsd(saving.copies)).toBe('1100.00');
    expect(saving.savedPercent).toBe(81.8);
  });

  it('saves nothing at one preview', () => {
    expect(savingOf(parseUsd('100'), parseUsd('10'), 1).savedPercent).toBe(0);
  });
});
