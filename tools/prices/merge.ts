import type { Price, RegionPrices } from '../../action-shared/cost/region-prices.ts';
import { parseUsd } from '../../action-shared/cost/money.ts';
import type { PriceKey } from '../../action-shared/cost/price-keys.ts';
import type { OfferPrices } from './read-offer.ts';

/**
 * A table with the prices that AWS's files have. What they have not (prices of global services) stays;
 * the table's day is the oldest publication among the files.
 *
 * @returns the new table, and a line for each price that is new or another
 */
export function merged(
  table: RegionPrices,
  found: readonly OfferPrices[],
): { readonly next: RegionPrices; readonly changes: readonly string[] } {
  const entries = found.flatMap(({ prices }) => [...prices]);
  const changes = entries.flatMap(([key, price]) => change(key, table.prices[key], price));
  const all = { ...table.prices, ...Object.fromEntries(entries) };
  const prices = Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
  const [date = table.date] = found.map(({ published }) => published).sort();
  return { next: { region: table.region, date, prices }, changes };
}

function change(key: PriceKey, before: Price | undefined, after: Price): string[] {
  if (before === undefined) return [`${key}: new, ${after.usd}`];
  if (parseUsd(before.usd) === parseUsd(after.usd)) return [];
  return [`${key}: ${before.usd} -> ${after.usd}`];
}
