import type { Amount } from './money.ts';
import { parseUsd } from './money.ts';
import type { PriceKey } from './price-keys.ts';
import { AP_SOUTHEAST_1 } from './prices/ap-southeast-1.ts';
import { EU_CENTRAL_1 } from './prices/eu-central-1.ts';
import { EU_WEST_1 } from './prices/eu-west-1.ts';
import { US_EAST_1 } from './prices/us-east-1.ts';
import { US_EAST_2 } from './prices/us-east-2.ts';
import { US_WEST_2 } from './prices/us-west-2.ts';
import type { RegionPrices } from './region-prices.ts';

const TABLES: readonly RegionPrices[] = [
  US_EAST_1,
  US_EAST_2,
  US_WEST_2,
  EU_WEST_1,
  EU_CENTRAL_1,
  AP_SOUTHEAST_1,
];

/** Every region with a table. */
export const PRICED_REGIONS: readonly RegionPrices[] = TABLES;

/** The table of a region; null where there is none: then nothing there has a known price. */
export function pricesOf(region: string): RegionPrices | null {
  return TABLES.find((table) => table.region === region) ?? null;
}

/** What one unit costs in a region; null when that is not known. It is never guessed from another's. */
export function unitPrice(region: string, key: PriceKey): Amount | null {
  const price = pricesOf(region)?.prices[key];
  return price === undefined ? null : parseUsd(price.usd);
}
