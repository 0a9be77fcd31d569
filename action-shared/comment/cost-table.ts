import { code, inline } from './escape.ts';

/** What the table needs of a cost report; told here, because rendering knows no other room. */
export interface CostTable {
  readonly subject: string;
  readonly region: string;
  readonly prices: { readonly date: string } | null;
  readonly perDay: number;
  readonly perMonth: number;
  readonly complete: boolean;
  readonly resources: readonly {
    readonly type: string;
    readonly name: string;
    readonly status: string;
    readonly perDay: number | null;
    readonly perMonth: number | null;
    readonly lines: readonly {
      readonly what: string;
      readonly unit: string;
      readonly price: string | null;
    }[];
    readonly note: string;
  }[];
  readonly base: {
    readonly name: string;
    readonly perMonth: number;
    readonly complete: boolean;
    readonly savings: readonly {
      readonly previews: number;
      readonly sharedPerMonth: number;
      readonly copiesPerMonth: number;
      readonly savedPercent: number;
    }[];
  } | null;
}

/** Rows of the table; the JSON report has them all. */
const MOST_ROWS = 200;

/** What resources cost, as Markdown: the sum first, then each, dearest first; free ones by number. */
export function costTable(report: CostTable): string {
  const told = report.resources
    .filter(({ status }) => status !== 'free')
    .toSorted((a, b) => (b.perMonth ?? -1) - (a.perMonth ?? -1) || weight(a) - weight(b));
  const rows = told.slice(0, MOST_ROWS).map(row);
  const rest = told.length - rows.length;
  return [
    `### 💰 Cost of ${code(report.subject)}`,
    sum(report),
    [
      '| Resource | Type | A day | A month | |',
      '| --- | --- | ---: | ---: | --- |',
      ...rows,
      ...(rest > 0 ? [`| … ${rest} more | | | | |`] : []),
    ].join('\n'),
    freeLine(report),
    savings(report),
    basis(report),
  ]
    .filter((part) => part !== null)
    .join('\n\n');
}

type Row = CostTable['resources'][number];

function weight({ status }: Row): number {
  return status === 'unknown' ? 0 : 1;
}

function row({ type, name, status, perDay, perMonth, lines, note }: Row): string {
  const amounts =
    perDay === null || perMonth === null
      ? [status === 'usage' ? 'by use' : '**unknown**', '']
      : [usd(perDay), usd(perMonth)];
  const details =
    status === 'usage' ? [note, ...unitPrices(lines)] : [...lines.map(({ what }) => what), note];
  const text = details.filter((part) => part !== '').join(', ');
  return `| ${[code(name, 80), inline(shortKind(type), 60), ...amounts, inline(text, 300)].join(' | ')} |`;
}

function unitPrices(lines: Row['lines']): string[] {
  return lines.map(({ unit, price }) =>
    price === null ? `unknown price a ${unit}` : `$${price} a ${unit}`,
  );
}

function sum({ perDay, perMonth, complete, resources }: CostTable): string {
  const known = `${usd(perDay)} a day, ${usd(perMonth)} a month`;
  if (complete) return `**${known}**, around the clock.`;
  const missing = resources.filter(({ status }) => status === 'unknown').length;
  return `**At least ${known}**: ${missing} of ${resources.length} resources have no known price.`;
}

function freeLine({ resources }: CostTable): string | null {
  const free = resources.filter(({ status }) => status === 'free').length;
  return free === 0 ? null : `Free: ${free} more resources.`;
}

function savings({ base }: CostTable): string | null {
  if (base === null) return null;
  const rows = base.savings.map(
    ({ previews, sharedPerMonth, copiesPerMonth, savedPercent }) =>
      `| ${previews} | ${usd(sharedPerMonth)} | ${usd(copiesPerMonth)} | ${savedPercent} % |`,
  );
  const known = base.complete ? '' : ' (known parts only)';
  return [
    `Base ${code(base.name)} costs ${usd(base.perMonth)} a month${known}. Sharing it, against a copy of it for each preview:`,
    '',
    '| Previews | One base, a month | A copy for each | Saved |',
    '| ---: | ---: | ---: | ---: |',
    ...rows,
  ].join('\n');
}

function basis({ prices, region }: CostTable): string {
  if (prices === null) return `<sub>There is no table of prices for ${inline(region)}.</sub>`;
  return `<sub>AWS list prices of ${prices.date}, on demand, before taxes, discounts and free tiers; without what is paid by use.</sub>`;
}

function shortKind(type: string): string {
  const [, service, name] = /^aws:([^/:]+)(?:\/[^:]+)?:(.+)$/.exec(type) ?? [];
  return service === undefined || name === undefined ? type : `${service} ${name}`;
}

function usd(amount: number): string {
  return `$${amount.toFixed(2)}`;
}
