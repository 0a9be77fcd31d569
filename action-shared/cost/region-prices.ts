import type { PriceKey } from './price-keys.ts';

/** One price: USD as AWS writes it, and AWS's page that lists it. */
export interface Price {
  readonly usd: string;
  readonly source: string;
}

/** AWS's list prices of one region: on demand, Linux, before taxes, discounts and free tiers. */
export interface RegionPrices {
  readonly region: string;
  /** Day the figures were last compared with AWS's, ISO 8601. */
  readonly date: string;
  readonly prices: { readonly [Key in PriceKey]?: Price };
}
