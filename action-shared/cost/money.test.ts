import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { dollars, formatUsd, parseUsd, percent, perDay, share, sum, times } from './money.ts';

describe('amounts of money', () => {
  it.each([
    ['0.04048', 1, '0.04'],
    ['0.005', 1, '0.01'], // a half is rounded up
    ['1.005', 1, '1.01'], // as a binary fraction it would be 1.00
    ['0.0049999', 1, '0.00'],
    ['0.1', 3, '0.30'], // 0.1 + 0.1 + 0.1 in binary is 0.30000000000000004
    ['0.0000000309', 1_000_000, '0.03'],
    ['0.04048', 0.25 * 730, '7.39'],
    ['3', 1e21, '3000000000000000000000.00'],
  ])('%s, %d times, are %s', (price, count, shown) => {
    const amount =
      count > 1e20 ? times(times(parseUsd(price), 1e15), 1e6) : times(parseUsd(price), count);
    expect(formatUsd(amount)).toBe(shown);
  });

  it.each(['', '-1', '1e-3', '1,5', '.5', 'NaN', '0.1234567890123'])(
    'refuses %j as a price',
    (text) => {
      expect(() => parseUsd(text)).toThrow();
    },
  );

  it('shows what is below zero with its sign, and no negative nothing', () => {
    expect(formatUsd(-parseUsd('1.005'))).toBe('-1.01');
    expect(formatUsd(-parseUsd('0.001'))).toBe('0.00');
    expect(dollars(-parseUsd('0.001'))).toBe(0);
  });

  it('adds up the same in every order, to the cent', () => {
    const price = fc.bigInt({ min: 0n, max: 10n ** 18n });
    fc.assert(
      fc.property(fc.array(price), (amounts) => {
        expect(sum(amounts.toReversed())).toBe(sum(amounts));
        expect(dollars(sum(amounts)).toFixed(2)).toBe(formatUsd(sum(amounts)));
      }),
    );
  });

  it('makes a day of a month of 730 hours', () => {
    expect(perDay(parseUsd('730'))).toBe(parseUsd('24'));
  });

  it('shares without losing a cent', () => {
    const parts = [1, 1, 1].map((own) => share(parseUsd('1'), own, 3));
    expect(formatUsd(sum(parts))).toBe('1.00');
  });

  it.each([
    [1n, 3n, 33.3],
    [-1n, 3n, -33.3],
    [1n, 0n, 0],
    [5n, 5n, 100],
  ])('%d of %d are %d percent', (part, whole, shown) => {
    expect(percent(part, whole)).toBe(shown);
  });
});
