import type { Difference, ParityReport } from './report.ts';

/** Rows of each table; the JSON report has them all. */
const MOST_ROWS = 100;
const LONGEST_VALUE = 120;

/** The report for people, as Markdown: the verdict, what is broken, what is waived, the rest folded. */
export function parityMarkdown(report: ParityReport): string {
  const of = (verdict: Difference['verdict']) =>
    report.differences.filter((one) => one.verdict === verdict);
  const names = report.environments.map(({ name }) => name);
  return [
    `### ${verdict(report)}`,
    sizes(report),
    table('Broken', of('broken'), names),
    table('Waived', of('waived'), names),
    stale(report),
    folded(`Allowed differences: ${report.counts.allowed}`, table('', of('allowed'), names)),
  ]
    .filter((part) => part !== null)
    .join('\n\n');
}

/** One sentence: what the comparison came to. */
export function verdict({ environments, counts, parity }: ParityReport): string {
  const names = environments.map(({ name }) => name).join(', ');
  const waived = counts.waived === 0 ? '' : `, ${counts.waived} waived`;
  return parity
    ? `✅ ${names} are made of the same parts (${counts.allowed} allowed differences${waived})`
    : `❌ Parity of ${names} is broken in ${counts.broken} ${counts.broken === 1 ? 'place' : 'places'}${waived}`;
}

function sizes({ environments, counts }: ParityReport): string {
  const each = environments.map(({ name, resources }) => `${cell(name)} ${resources}`).join(', ');
  return `Resources: ${each}; ${counts.same} the same in everything.`;
}

function table(
  title: string,
  differences: readonly Difference[],
  names: readonly string[],
): string | null {
  if (differences.length === 0) return null;
  const rows = differences.slice(0, MOST_ROWS).map((one) => row(one, names));
  const rest = differences.length - rows.length;
  return [
    ...(title === '' ? [] : [`**${title}: ${differences.length}**`, '']),
    `| What | Setting | ${names.map(cell).join(' | ')} | Why |`,
    `| --- | --- | ${names.map(() => '---').join(' | ')} | --- |`,
    ...rows,
    ...(rest > 0 ? ['', `… ${rest} more, see the JSON report.`] : []),
  ].join('\n');
}

function row(one: Difference, names: readonly string[]): string {
  const subject = one.what === 'config' ? 'configuration' : `${one.kind} ${one.name}`;
  const why = one.class === null ? one.reason : `${one.class}: ${one.reason}`;
  const values = names.map((name) => cell(shownValue(one, name)));
  return `| ${[cell(subject), cell(one.path), ...values, cell(why)].join(' | ')} |`;
}

/** The value of one environment as a short text; `–` where there is none. */
export function shownValue({ values }: Difference, name: string): string {
  if (!Object.hasOwn(values, name)) return '';
  const value = values[name];
  if (value === null || value === undefined) return '–';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length <= LONGEST_VALUE ? text : `${text.slice(0, LONGEST_VALUE)}…`;
}

function stale({ staleWaivers }: ParityReport): string | null {
  if (staleWaivers.length === 0) return null;
  const items = staleWaivers.map(
    ({ resource, path, why }) => `- ${cell(`${resource} ${path}`)}: ${cell(why)}`,
  );
  return ['**Waivers that may go**', '', ...items].join('\n');
}

function folded(title: string, content: string | null): string | null {
  if (content === null) return null;
  return `<details><summary>${title}</summary>\n\n${content}\n\n</details>`;
}

/** Text of a table's cell that no sign of Markdown or HTML can break out of. */
function cell(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.replace(/[&<>|`*_[\]\\#~@$!]/g, (sign) => `&#${sign.codePointAt(0) ?? 0};`);
}
