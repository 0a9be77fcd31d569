import { billOf, isNoCloudResource } from './kinds.ts';
import { HOURS_PER_MONTH, dollars, perDay, sum, times } from './money.ts';
import type { Amount } from './money.ts';
import { isHourly, unitOf } from './price-keys.ts';
import type { PriceKey } from './price-keys.ts';
import { pricesOf, unitPrice } from './price-table.ts';
import type { Bill, CostResource, Quantity } from './resource.ts';
import { textOf } from './resource.ts';

/** One line of a resource's cost. */
export interface CostedLine {
  readonly what: string;
  readonly units: number;
  /** `vCPU-hour`, `month`. */
  readonly unit: string;
  /** USD for one unit, as AWS writes it; null when it is not known. */
  readonly price: string | null;
}

/** `usage`: costs what is used of it, which is in no figure here; `unknown` is never counted as 0. */
export type CostStatus = 'priced' | 'usage' | 'free' | 'unknown';

export interface CostedResource {
  readonly type: string;
  readonly name: string;
  readonly region: string;
  readonly status: CostStatus;
  /** Exact; null unless the status is `priced`. */
  readonly perMonth: Amount | null;
  readonly lines: readonly CostedLine[];
  /** What the figure leaves out or assumes, or why there is none; '' when there is nothing to say. */
  readonly note: string;
}

export interface Estimate {
  readonly region: string;
  /** Exact sum of what has a price: the total when nothing is unknown, else a lower bound. */
  readonly perMonth: Amount;
  /** True when no resource is without a price. */
  readonly complete: boolean;
  readonly resources: readonly CostedResource[];
}

/**
 * What resources cost while they exist: each one and all together. Every amount is exact; cents are
 * made when it is shown, of the sum and not of its parts.
 *
 * @param region where resources are that do not say it themselves
 */
export function estimate(resources: readonly CostResource[], region: string): Estimate {
  const own = resources.filter(({ type }) => !isNoCloudResource(type));
  const costed = own.map((one) => costOf(one, billOf(one, { resources: own }), region));
  return {
    region,
    perMonth: sum(costed.map((one) => one.perMonth ?? 0n)),
    complete: costed.every(({ status }) => status !== 'unknown'),
    resources: costed,
  };
}

function costOf(resource: CostResource, bill: Bill, stackRegion: string): CostedResource {
  const region = textOf(resource.settings, 'region') ?? stackRegion;
  const own = { type: resource.type, name: resource.name, region, perMonth: null, lines: [] };
  switch (bill.kind) {
    case 'free':
      return { ...own, status: 'free', note: '' };
    case 'unknown':
      return { ...own, status: 'unknown', note: bill.why };
    case 'usage':
      return { ...own, status: 'usage', lines: unitPrices(bill.keys, region), note: bill.what };
    case 'standing':
      return { ...own, ...standingCost(bill.quantities, region, bill.note ?? '') };
  }
}

function standingCost(
  quantities: readonly Quantity[],
  region: string,
  note: string,
): Pick<CostedResource, 'status' | 'perMonth' | 'lines' | 'note'> {
  const lines = quantities.map((one) => line(one, region));
  const missing = quantities.filter(({ key, units }) => units > 0 && monthOf(key, region) === null);
  if (missing.length > 0) {
    const what = missing.map((one) => `${one.what} (${unitOf(one.key)})`).join(', ');
    return { status: 'unknown', perMonth: null, lines, note: `no price in ${region} for ${what}` };
  }
  const amounts = quantities.map(({ key, units }) => times(monthOf(key, region) ?? 0n, units));
  return { status: 'priced', perMonth: sum(amounts), lines, note };
}

/** What one unit costs in a month around the clock. */
function monthOf(key: PriceKey, region: string): Amount | null {
  const price = unitPrice(region, key);
  return price === null || !isHourly(key) ? price : times(price, HOURS_PER_MONTH);
}

function line({ key, units, what }: Quantity, region: string): CostedLine {
  return { what, units, unit: unitOf(key), price: priceText(key, region) };
}

function unitPrices(keys: readonly PriceKey[], region: string): CostedLine[] {
  return keys.map((key) => ({
    what: key,
    units: 0,
    unit: unitOf(key),
    price: priceText(key, region),
  }));
}

function priceText(key: PriceKey, region: string): string | null {
  return pricesOf(region)?.prices[key]?.usd ?? null;
}

/** What a resource costs a day, exact; null where its cost is not known. */
export function dailyOf({ perMonth }: CostedResource): Amount | null {
  return perMonth === null ? null : perDay(perMonth);
}

/** The total in dollars and cents. */
export function totals(of: Estimate): { readonly perDay: number; readonly perMonth: number } {
  return { perDay: dollars(perDay(of.perMonth)), perMonth: dollars(of.perMonth) };
}
