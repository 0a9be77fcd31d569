import { join } from 'node:path';
import { format } from 'prettier';
import { unitOf } from '../../action-shared/cost/price-keys.ts';
import type { PriceKey } from '../../action-shared/cost/price-keys.ts';
import { PRICED_REGIONS } from '../../action-shared/cost/price-table.ts';

/** The page that shows the price tables. */
export const PRICES_PAGE = join(import.meta.dirname, '../../docs/costs.md');

const START = '<!-- prices:start -->';
const END = '<!-- prices:end -->';

/**
 * The page with the tables of today between its marks.
 *
 * @throws Error when the marks are not there
 */
export async function pricesPage(page: string): Promise<string> {
  const [before, rest] = page.split(START);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`no ${START} in docs/costs.md`);
  const text = `${before}${START}\n\n${table()}\n\n${END}${after}`;
  return format(text, { parser: 'markdown', printWidth: 100 });
}

function table(): string {
  const keys = [
    ...new Set(PRICED_REGIONS.flatMap(({ prices }) => Object.keys(prices))),
  ] as PriceKey[];
  const regions = PRICED_REGIONS.map(({ region }) => region);
  const dates = PRICED_REGIONS.map(({ date }) => date);
  return [
    `| What | Unit | ${regions.join(' | ')} |`,
    `| --- | --- | ${regions.map(() => '---:').join(' | ')} |`,
    `| as of | | ${dates.join(' | ')} |`,
    ...keys
      .sort()
      .map((key) => `| [\`${key}\`](${pageOf(key)}) | ${unitOf(key)} | ${cells(key)} |`),
  ].join('\n');
}

function cells(key: PriceKey): string {
  return PRICED_REGIONS.map(({ prices }) => prices[key]?.usd ?? '–').join(' | ');
}

function pageOf(key: PriceKey): string {
  const sources = PRICED_REGIONS.map(({ prices }) => prices[key]?.source);
  return sources.find((source) => source !== undefined) ?? '';
}
