import type { PreviewReport } from '../documents/report.ts';
import { changesBlock, costLine, leftoversBlock, notes, timingsBlock } from './details.ts';
import { fenced } from './escape.ts';
import { failureBlock } from './failure-block.ts';
import { headline } from './headline.ts';
import { qrText } from './qr.ts';
import { servicesTable } from './services-table.ts';

/** How much of the long parts is shown. */
interface Amount {
  /** Characters of log lines. */
  readonly log: number;
  /** Entries of each list. */
  readonly entries: number;
  readonly qr: boolean;
}

/** From generous to bare; the first that fits is taken. */
const AMOUNTS: readonly Amount[] = [
  { log: 20_000, entries: 100, qr: true },
  { log: 10_000, entries: 40, qr: true },
  { log: 4000, entries: 15, qr: false },
  { log: 1000, entries: 5, qr: false },
  { log: 200, entries: 1, qr: false },
];

/**
 * A report as Markdown, at most `room` characters: headline, cause, services, then what changed, how
 * long it took and what it costs. The same report gives the same text.
 */
export function renderStatus(report: PreviewReport, room: number): string {
  for (const amount of AMOUNTS) {
    const text = blocks(report, amount).join('\n\n');
    if (text.length <= room) return text;
  }
  return headline(report);
}

function blocks(report: PreviewReport, { log, entries, qr }: Amount): readonly string[] {
  const running =
    report.state === 'ready' || report.state === 'asleep' || report.state === 'failed';
  return [
    headline(report),
    report.failure === null ? null : failureBlock(report.failure, report.reason, log),
    servicesTable(report, entries),
    leftoversBlock(report, entries),
    notes(report, entries),
    running ? costLine(report.cost, report.expiresAt) : null,
    changesBlock(report.changes, entries),
    timingsBlock(report.phases),
    qr && report.state === 'ready' ? qrBlock(report.url) : null,
  ].filter((block) => block !== null);
}

function qrBlock(url: string | null): string | null {
  const text = url === null ? null : qrText(url);
  if (text === null) return null;
  return `<details><summary>Open on a telephone</summary>\n\n${fenced(text.split('\n'))}\n\n</details>`;
}
