import { code, inline, prose } from '../comment/escape.ts';
import type { StartEntry, SweepEntry, SweepReport } from './report.ts';

/** Rows of each list; the report itself has them all. */
const ROWS = 200;

const WORDS: Readonly<Record<SweepEntry['outcome'], string>> = {
  kept: 'kept',
  'would-remove': 'would be removed',
  removed: 'removed',
  'not-tried': 'next pass',
  leftovers: 'removed, not everything',
  failed: 'failed',
};

/** A pass as Markdown, for the job's summary: what goes first, what stays folded. */
export function renderSweep(report: SweepReport): string {
  const going = report.previews.filter(({ action }) => action === 'remove');
  const staying = report.previews.filter(({ action }) => action === 'keep');
  const dry = report.dryRun ? ' (dry run)' : '';
  return [
    `### 🧹 Sweep of ${code(report.repository)}${dry}: ${report.status}`,
    prose(report.reason, 1000),
    list('⚠️ Problems', report.problems),
    table(going),
    environments(report),
    orphans(report),
    starts(report),
    folded(`${staying.length} kept`, table(staying)),
    list('Left out', report.notes),
  ]
    .filter((part) => part !== null)
    .join('\n\n');
}

function table(entries: readonly SweepEntry[]): string | null {
  if (entries.length === 0) return null;
  const rows = entries.slice(0, ROWS).map((one) => {
    const detail = one.detail === null ? '' : ` ${prose(one.detail, 400)}`;
    const why = `${prose(one.reason, 400)}${detail}`;
    return `| ${code(one.stack)} | ${WORDS[one.outcome]} | ${inline(one.cause)} | ${why} |`;
  });
  return [
    '| Preview | | Cause | Why |',
    '| --- | --- | --- | --- |',
    ...rows,
    ...more(entries.length),
  ].join('\n');
}

function environments(report: SweepReport): string | null {
  if (report.environments.length === 0) return null;
  const rows = report.environments.slice(0, ROWS).map((one) => {
    const detail = one.detail === null ? '' : ` ${prose(one.detail, 300)}`;
    return `| ${code(one.name)} | ${WORDS[one.outcome]} | ${prose(one.reason, 300)}${detail} |`;
  });
  return ['| GitHub environment | | Why |', '| --- | --- | --- |', ...rows].join('\n');
}

function orphans(report: SweepReport): string | null {
  if (report.orphans.length === 0) return null;
  const items = report.orphans
    .slice(0, ROWS)
    .map(
      ({ arn, why, remove }) =>
        `- ${code(arn, 300)}: ${prose(why, 300)}<br>remove it with ${code(remove, 400)}`,
    );
  const title = `**${report.orphans.length} resources without a stack** (the sweep never removes them)`;
  return [title, '', ...items, ...more(report.orphans.length)].join('\n');
}

const STARTS: Readonly<Record<StartEntry['outcome'], string>> = {
  started: 'started',
  'would-start': 'would be started',
  waiting: 'waits',
  unknown: 'not known',
  failed: 'failed',
};

function starts({ started }: SweepReport): string | null {
  if (started.length === 0) return null;
  const rows = started
    .slice(0, ROWS)
    .map(
      ({ number, sha, outcome, reason }) =>
        `| #${number} | ${code(sha.slice(0, 7))} | ${STARTS[outcome]} | ${prose(reason, 400)} |`,
    );
  const head = ['| Pull request | Commit | | Why |', '| --- | --- | --- | --- |'];
  return [...head, ...rows, ...more(started.length)].join('\n');
}

function list(title: string, lines: readonly string[]): string | null {
  if (lines.length === 0) return null;
  const shown = lines.slice(0, ROWS).map((line) => `- ${prose(line, 1000)}`);
  return [`**${title}**`, '', ...shown, ...more(lines.length)].join('\n');
}

function more(length: number): readonly string[] {
  return length > ROWS ? [`… ${length - ROWS} more, see the report`] : [];
}

function folded(summary: string, content: string | null): string | null {
  if (content === null) return null;
  return `<details><summary>${summary}</summary>\n\n${content}\n\n</details>`;
}
