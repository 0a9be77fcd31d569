import { format } from 'prettier';
import type { Price, RegionPrices } from '../../action-shared/cost/region-prices.ts';
import * as pages from '../../action-shared/cost/prices/pages.ts';

/**
 * Text of `action-shared/cost/prices/<region>.ts`.
 *
 * @throws Error for a price whose page is not among the known ones
 */
export async function regionFile({ region, date, prices }: RegionPrices): Promise<string> {
  const entries = Object.entries(prices).flatMap(([key, price]) =>
    price === undefined ? [] : [[key, price] as const],
  );
  const used = [...new Set(entries.map(([, price]) => pageName(price)))].sort();
  const lines = entries.map(
    ([key, price]) => `'${key}': { usd: '${price.usd}', source: ${pageName(price)} },`,
  );
  const text = `import type { RegionPrices } from '../region-prices.ts';
import { ${used.join(', ')} } from './pages.ts';

/** List prices of ${region}; \`node tools/prices/main.ts\` compares and rewrites them. */
export const ${region.toUpperCase().replaceAll('-', '_')}: RegionPrices = {
  region: '${region}',
  date: '${date}',
  prices: { ${lines.join('\n')} },
};
`;
  return format(text, { parser: 'typescript', printWidth: 100, singleQuote: true });
}

function pageName({ source }: Price): string {
  const found = Object.entries(pages).find(([, page]) => page === source);
  if (found === undefined) throw new Error(`${source} is not in prices/pages.ts`);
  return found[0];
}
