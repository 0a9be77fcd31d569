import { pricesOf } from './price-table.ts';

/** Where the prices of a region are from and of which day; says so where there are none. */
export function basisOf(region: string): string {
  const table = pricesOf(region);
  if (table === null) return `no table of prices for ${region}`;
  return `AWS list prices of ${table.date} in ${region}, on demand, before taxes and free tiers`;
}
