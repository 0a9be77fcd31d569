import { describe, expect, it } from '@jest/globals';
import { contains, overlap, rangeOf } from './cidr.ts';

describe('IPv4 blocks', () => {
  it.each([
    ['10.0.0.0/16', '10.0.1.0/24', true],
    ['10.0.0.0/24', '10.0.1.0/24', false],
    ['10.0.0.128/25', '10.0.0.0/25', false],
    ['0.0.0.0/0', '255.255.255.255/32', true],
    ['10.0.0.0/33', '10.0.0.0/24', false],
    ['nonsense', '10.0.0.0/24', false],
  ])('%s and %s overlap: %s', (left, right, expected) => {
    expect(overlap(left, right)).toBe(expected);
    expect(overlap(right, left)).toBe(expected);
  });

  it('contain what lies wholly inside', () => {
    expect(contains('10.0.0.0/16', '10.0.255.0/24')).toBe(true);
    expect(contains('10.0.255.0/24', '10.0.0.0/16')).toBe(false);
  });

  it('count from the block, not from the address given', () => {
    expect(rangeOf('10.0.0.77/24')).toEqual(rangeOf('10.0.0.0/24'));
  });
});
