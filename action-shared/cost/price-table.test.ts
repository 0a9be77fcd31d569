import { describe, expect, it } from '@jest/globals';
import { parseUsd } from './money.ts';
import { PRICE_UNITS } from './price-keys.ts';
import { PRICED_REGIONS, unitPrice } from './price-table.ts';

const CLASS_KEY =
  /^(aurora-postgresql|rds-postgresql)\.db\.[a-z0-9]+\.[a-z0-9]+$|^redis\.cache\.[a-z0-9]+\.[a-z0-9]+$/;

describe('the price tables', () => {
  it.each(PRICED_REGIONS)(
    'of $region are dated, sourced, above zero, and for known keys',
    (table) => {
      expect(table.date).toMatch(/^20\d\d-\d\d-\d\d$/);
      for (const [key, price] of Object.entries(table.prices)) {
        expect(Object.hasOwn(PRICE_UNITS, key) || CLASS_KEY.test(key)).toBe(true);
        expect(parseUsd(price?.usd ?? '')).toBeGreaterThan(0n);
        expect(price?.source).toMatch(/^https:\/\/aws\.amazon\.com\//);
      }
    },
  );

  it.each(['us-east-1', 'us-west-2', 'eu-west-1'])(
    'know in %s what every environment has',
    (region) => {
      const all = [
        'fargate.vcpu',
        'fargate.gib',
        'alb',
        'nat-gateway',
        'public-ipv4',
        'hosted-zone',
      ] as const;
      expect(all.filter((key) => unitPrice(region, key) === null)).toEqual([]);
    },
  );
});
