import type { PreviewReport } from '../documents/report.ts';
import { commentMarker } from './marker.ts';
import { memoryLine, readMemory } from './memory.ts';
import { statusRoom, withStatus } from './sections.ts';
import { renderStatus } from './status.ts';

/**
 * The whole body of the sticky comment for a report, at most 60,000 characters. Sections that others
 * wrote into the body before are kept; the same report over its own body gives the same bytes.
 * @param options.previousBody the comment as it is now; null or absent when there is none
 */
export function renderComment(
  report: PreviewReport,
  { previousBody = null }: { readonly previousBody?: string | null } = {},
): string {
  const marker = commentMarker(report.app, report.number);
  const memory = memoryLine(report, readMemory(previousBody));
  const status = renderStatus(report, statusRoom(marker, previousBody) - memory.length - 1);
  return withStatus(marker, previousBody, `${status}\n${memory}`);
}
