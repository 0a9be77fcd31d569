import { dailyOf, totals } from './estimate.ts';
import type { CostStatus, CostedLine, Estimate } from './estimate.ts';
import { savingOf } from './base-cost.ts';
import { dollars } from './money.ts';
import { pricesOf } from './price-table.ts';

/** What `estimate-cost` answers, as JSON. Amounts are USD in whole cents. */
export const COST_CONTRACT = 1;

export interface CostEstimateReport {
  readonly contract: typeof COST_CONTRACT;
  readonly currency: 'USD';
  /** What was estimated: `macro-infra-base/dev`, or `plan`. */
  readonly subject: string;
  readonly region: string;
  /** Day and pages of the prices; null where the region has no table. */
  readonly prices: { readonly date: string; readonly sources: readonly string[] } | null;
  readonly perDay: number;
  readonly perMonth: number;
  /** False: a resource has no known price, and the sums are of the others. */
  readonly complete: boolean;
  readonly resources: readonly ReportedResource[];
  /** Against a base of its own for each preview; null where no base was asked about. */
  readonly base: ReportedBase | null;
}

export interface ReportedResource {
  readonly type: string;
  readonly name: string;
  readonly region: string;
  readonly status: CostStatus;
  /** Null unless the status is `priced`. */
  readonly perDay: number | null;
  readonly perMonth: number | null;
  readonly lines: readonly CostedLine[];
  readonly note: string;
}

export interface ReportedBase {
  readonly name: string;
  readonly perDay: number;
  readonly perMonth: number;
  readonly complete: boolean;
  /** By number of previews: all on one base, and each on a copy of it. */
  readonly savings: readonly {
    readonly previews: number;
    readonly sharedPerMonth: number;
    readonly copiesPerMonth: number;
    readonly savedPercent: number;
  }[];
}

/** Numbers of previews for which the saving is told, beside the one that was asked about. */
const USUAL_PREVIEWS = [1, 5, 10, 20];

/** The estimate as a report. @param subject what it is of */
export function costReport(
  subject: string,
  of: Estimate,
  base: ReportedBase | null = null,
): CostEstimateReport {
  return {
    contract: COST_CONTRACT,
    currency: 'USD',
    subject,
    region: of.region,
    prices: priceSources(of),
    ...totals(of),
    complete: of.complete,
    resources: of.resources.map((one) => {
      const daily = dailyOf(one);
      const perDay = daily === null ? null : dollars(daily);
      return { ...one, perDay, perMonth: one.perMonth === null ? null : dollars(one.perMonth) };
    }),
    base,
  };
}

/** What a base costs, and what sharing it saves. @param preview what one preview on it costs */
export function baseReport(
  name: string,
  base: Estimate,
  preview: Estimate,
  previews: number,
): ReportedBase {
  const counts = [...new Set([...USUAL_PREVIEWS, previews])].sort((a, b) => a - b);
  return {
    name,
    ...totals(base),
    complete: base.complete && preview.complete,
    savings: counts.map((count) => {
      const { shared, copies, savedPercent } = savingOf(base.perMonth, preview.perMonth, count);
      return {
        previews: count,
        sharedPerMonth: dollars(shared),
        copiesPerMonth: dollars(copies),
        savedPercent,
      };
    }),
  };
}

/** Every table that prices of the estimate are from; the oldest of their days. */
function priceSources({ region, resources }: Estimate): CostEstimateReport['prices'] {
  const regions = new Set([region, ...resources.map((one) => one.region)]);
  const tables = [...regions].map(pricesOf).filter((table) => table !== null);
  const [oldest] = tables.map(({ date }) => date).sort();
  if (oldest === undefined) return null;
  const pages = tables.flatMap(({ prices }) => Object.values(prices).map((price) => price?.source));
  const sources = [...new Set(pages.filter((page) => page !== undefined))].sort();
  return { date: oldest, sources };
}
