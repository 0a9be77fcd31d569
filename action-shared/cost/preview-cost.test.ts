import { describe, expect, it } from '@jest/globals';
import type { PreviewPlan } from '../documents/plan.ts';
import { previewCost } from './preview-cost.ts';

type Task = Pick<PreviewPlan['services'][number], 'name' | 'cpu' | 'memory' | 'count'>;

/** Only what a price depends on. */
function plan(region: string, tasks: readonly Task[]): PreviewPlan {
  const services = tasks.map((task) => ({ ...task, capacityProvider: 'FARGATE_SPOT' }));
  return { region, services } as unknown as PreviewPlan;
}

const small = { name: 'web', cpu: 256, memory: 512, count: 1 };

describe('previewCost', () => {
  it.each([
    // (0.25 * 0.04048 + 0.5 * 0.004445 + 0.005) = 0.0173425 an hour
    ['one small task', 'eu-west-1', [small], 0.42, 12.66],
    // 2 * 0.0173425 = 0.034685
    ['two small tasks', 'eu-west-1', [small, { ...small, name: 'api' }], 0.83, 25.32],
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
    expect(previewCost(plan('mars-north-1', [small])).unknown).toEqual([
      'Fargate task web (256 CPU units, 512 MiB) in mars-north-1',
    ]);
  });

  it('says what the figure is and is not', () => {
    const { basis } = previewCost(plan('eu-west-1', [small]));
    expect(basis).toContain('an upper bound');
    expect(basis).toContain('without the base’s share');
  });
});
