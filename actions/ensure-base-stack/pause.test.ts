import { describe, expect, it } from '@jest/globals';
import { pauseSeconds } from './pause.ts';

describe('the pause between attempts', () => {
  it.each([
    [1, 0, 54],
    [1, 0.5, 60],
    [1, 1, 66],
    [2, 0.5, 90],
    [3, 0.5, 135],
  ])('after attempt %i with chance %f is %i seconds', (attempt, chance, seconds) => {
    expect(pauseSeconds(attempt, chance)).toBe(seconds);
  });
});
