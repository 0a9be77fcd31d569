import type { PreviewReport } from '../documents/report.ts';
import { renderStatus } from './status.ts';

/** GitHub takes 1 MiB of UTF-8 per step; a summary longer than this nobody reads. */
const SUMMARY_MAX = 200_000;

/** The report for the job's summary: what the comment shows, without its hidden marks. */
export function renderSummary(report: PreviewReport): string {
  return renderStatus(report, SUMMARY_MAX);
}
