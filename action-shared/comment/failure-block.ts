import type { FailureReport } from '../documents/report.ts';
import { code, fenced, inline, prose } from './escape.ts';
import { shortSha } from './headline.ts';

/**
 * Why it failed, what to do, what serves now, and the last lines of the log.
 * @param reason the report's, which stands above; the cause is not said twice
 * @param logRoom characters for log lines; the oldest are left out, and counted
 */
export function failureBlock(failure: FailureReport, reason: string, logRoom: number): string {
  return [
    causeTable(failure, reason),
    `**What to do:** ${prose(failure.remedy, 1000)}`,
    serving(failure),
    log(failure, logRoom),
  ]
    .filter((part) => part !== null)
    .join('\n\n');
}

function causeTable(failure: FailureReport, reason: string): string {
  const where = failure.service === null ? '' : ` of ${code(failure.service, 60)}`;
  const rows = [
    ['Failed in', `${inline(failure.phase, 60)}${where}`],
    ['Cause', failure.cause === reason ? null : prose(failure.cause, 1000)],
    ['Stopped', failure.stoppedReason === null ? null : inline(failure.stoppedReason, 1000)],
    ['Exit code', failure.exitCode === null ? null : code(String(failure.exitCode))],
    ['Target health', failure.targetHealth === null ? null : inline(failure.targetHealth, 500)],
  ];
  const shown = rows.filter(([, text]) => text !== null).map((cells) => `| ${cells.join(' | ')} |`);
  const [head = '', ...rest] = shown;
  return [head, '| --- | --- |', ...rest].join('\n');
}

function serving({ outcome, servingSha }: FailureReport): string {
  const commit = servingSha === null ? null : code(shortSha(servingSha));
  if (commit !== null) {
    const how = outcome === 'rolled-back' ? 'Rolled back: commit' : 'Commit';
    return `**Now:** ${how} ${commit} still serves.`;
  }
  const words: Readonly<Record<FailureReport['outcome'], string>> = {
    'rolled-back': 'Rolled back; nothing is known to serve.',
    destroyed: 'The failed preview was removed again; nothing is left running.',
    kept: 'Everything was kept for a look; nothing is known to serve.',
    unchanged: 'Nothing was changed; no preview serves.',
    unfinished: 'The work was interrupted; the next run puts it right.',
  };
  return `**Now:** ${words[outcome]}`;
}

function log({ logLines }: FailureReport, room: number): string | null {
  if (logLines.length === 0) return null;
  const kept = lastLines(logLines, room);
  const missing = logLines.length - kept.length;
  const note = missing === 0 ? '' : `_… ${missing} earlier lines left out, see the log_\n\n`;
  const title = `Last ${kept.length === 1 ? 'line' : `${kept.length} lines`} of the container’s log`;
  return `<details open><summary>${title}</summary>\n\n${note}${fenced(kept)}\n\n</details>`;
}

/** As many lines from the end as fit; at least the last one, whose own length is bounded. */
function lastLines(lines: readonly string[], room: number): readonly string[] {
  let used = 0;
  let from = lines.length;
  while (from > 0) {
    const length = (lines[from - 1] ?? '').length + 1;
    if (used + length > room && from < lines.length) break;
    used += length;
    from -= 1;
  }
  return lines.slice(from);
}
