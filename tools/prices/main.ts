import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { PRICED_REGIONS } from '../../action-shared/cost/price-table.ts';
import type { RegionPrices } from '../../action-shared/cost/region-prices.ts';
import { OFFERS } from './offers.ts';
import type { Offer } from './offers.ts';
import { merged } from './merge.ts';
import { PRICES_PAGE, pricesPage } from './page.ts';
import { readOffer } from './read-offer.ts';
import type { OfferPrices } from './read-offer.ts';
import { regionFile } from './region-file.ts';

const USAGE = `node tools/prices/main.ts [region...] [--from <folder>] [--check]

Rewrites the price tables of action-shared/cost/prices from AWS's public price list files.
  region   only these; default: every region with a table
  --from   folder with <service>-<region>.json instead of the network
  --check  writes nothing; exit status 1 when a price differs
  --page   only writes the tables of docs/costs.md from those in the sources
`;
const LIST = 'https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws';
const FOLDER = join(import.meta.dirname, '../../action-shared/cost/prices');

/** One offer file of a region; some have hundreds of megabytes. */
async function load(offer: Offer, region: string, from: string | undefined): Promise<unknown> {
  if (from !== undefined)
    return JSON.parse(readFileSync(join(from, `${offer.service}-${region}.json`), 'utf8'));
  const address = `${LIST}/${offer.service}/current/${region}/index.json`;
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address} answered ${answer.status}`);
  return answer.json();
}

async function update(table: RegionPrices, from: string | undefined, check: boolean) {
  const found: OfferPrices[] = [];
  for (const offer of OFFERS) found.push(readOffer(await load(offer, table.region, from), offer));
  const { next, changes } = merged(table, found);
  for (const line of changes) process.stdout.write(`${table.region} ${line}\n`);
  if (!check) writeFileSync(join(FOLDER, `${table.region}.ts`), await regionFile(next));
  return changes.length;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    from: { type: 'string' },
    check: { type: 'boolean' },
    page: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});
if (values.help === true) {
  process.stdout.write(USAGE);
} else if (values.page === true) {
  writeFileSync(PRICES_PAGE, await pricesPage(readFileSync(PRICES_PAGE, 'utf8')));
} else {
  const wanted = PRICED_REGIONS.filter(
    ({ region }) => positionals.length === 0 || positionals.includes(region),
  );
  let changes = 0;
  for (const table of wanted) changes += await update(table, values.from, values.check === true);
  process.stdout.write(`${changes} prices changed\n`);
  if (values.check === true && changes > 0) process.exitCode = 1;
}
