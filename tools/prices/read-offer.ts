import { z } from 'zod';
import type { Price } from '../../action-shared/cost/region-prices.ts';
import { parseUsd } from '../../action-shared/cost/money.ts';
import type { PriceKey } from '../../action-shared/cost/price-keys.ts';
import type { Offer } from './offers.ts';

const product = z.object({
  sku: z.string(),
  productFamily: z.string().optional(),
  attributes: z.record(z.string(), z.string()),
});
const dimension = z.object({
  beginRange: z.string().optional(),
  pricePerUnit: z.record(z.string(), z.string()),
});
const term = z.object({ priceDimensions: z.record(z.string(), dimension) });
const offerFile = z.object({
  publicationDate: z.string(),
  products: z.record(z.string(), product),
  terms: z.object({ OnDemand: z.record(z.string(), z.record(z.string(), term)) }),
});

/** Prices of one offer file, and the day AWS published it. */
export interface OfferPrices {
  readonly published: string;
  readonly prices: ReadonlyMap<PriceKey, Price>;
}

/** Units of AWS that are no unit of the table: what one of ours is made of. */
const SCALES: Partial<Record<PriceKey, number>> = {
  'aurora.million-io': 1_000_000,
};

/**
 * Takes the prices of the table out of one of AWS's offer files.
 *
 * @throws Error when two products of different prices claim one key: neither is guessed to be right
 */
export function readOffer(given: unknown, offer: Offer): OfferPrices {
  const { publicationDate, products, terms } = offerFile.parse(given);
  const prices = new Map<PriceKey, Price>();
  for (const one of Object.values(products)) {
    const key = offer.key(one);
    const usd = key === null ? null : onDemand(terms.OnDemand[one.sku], SCALES[key] ?? 1);
    if (key === null || usd === null) continue;
    const before = prices.get(key);
    if (before !== undefined && parseUsd(before.usd) !== parseUsd(usd))
      throw new Error(`${offer.service}: ${key} is ${before.usd} and ${usd}`);
    prices.set(key, { usd, source: pageOf(key, offer) });
  }
  return { published: publicationDate.slice(0, 10), prices };
}

/** Price of the first unit that costs something; a free tier comes before it. */
function onDemand(
  terms: Readonly<Record<string, z.infer<typeof term>>> | undefined,
  scale: number,
): string | null {
  const dimensions = Object.values(terms ?? {}).flatMap((one) =>
    Object.values(one.priceDimensions),
  );
  const paid = dimensions
    .map(({ beginRange, pricePerUnit }) => ({
      from: Number(beginRange ?? 0),
      usd: pricePerUnit['USD'],
    }))
    .filter((one): one is { from: number; usd: string } => Number(one.usd ?? 0) > 0)
    .sort((a, b) => a.from - b.from);
  const [first] = paid;
  return first === undefined ? null : shortened(first.usd, scale);
}

/** `0.0404800000` is `0.04048`; a price of one request becomes one of a million. */
function shortened(usd: string, scale: number): string {
  const zeros = String(scale).length - 1;
  const [whole = '0', fraction = ''] = usd.split('.');
  const digits = fraction.padEnd(zeros, '0');
  const moved = `${whole}${digits.slice(0, zeros)}`.replace(/^0+(?=\d)/, '');
  const rest = digits.slice(zeros).replace(/0+$/, '');
  return rest === '' ? moved : `${moved}.${rest}`;
}

/** Aurora has a page of its own. */
function pageOf(key: PriceKey, offer: Offer): string {
  return key.startsWith('aurora') ? offer.page.replace('postgresql', 'aurora') : offer.page;
}
