import { describe, expect, it } from '@jest/globals';
import type { ScalingValues } from './config-compute.ts';
import { isScaled } from './plan.ts';

const quietHours = { from: '18:00', to: '08:00', tasks: 0, weekends: true, timeZone: 'UTC' };

function scaling(more: Partial<ScalingValues>): ScalingValues {
  const aims = { cpuPercent: 70, memoryPercent: 75, outSeconds: 300, inSeconds: 600 };
  return { min: 1, max: 1, ...aims, quietHours: null, ...more };
}

describe('the number of tasks', () => {
  it.each([
    ['fixed without scaling', null, false],
    ['fixed where least and most are the same', scaling({}), false],
    ['autoscaling’s where they differ', scaling({ max: 3 }), true],
    ['the clock’s where there are quiet hours', scaling({ quietHours }), true],
  ])('is %s', (_case, values, expected) => {
    expect(isScaled(values)).toBe(expected);
  });
});
