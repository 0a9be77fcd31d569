import type { PreviewReport, PreviewState } from '../documents/report.ts';
import { EXPIRY_SECTION, EXPIRY_TITLE } from './expiry-section.ts';
import { commentMarker } from './marker.ts';
import { memoryLine, readMemory } from './memory.ts';
import { PLAN_SECTION, PLAN_TITLES } from './plan-section.ts';
import { readSections, replaceSection, statusRoom, withStatus } from './sections.ts';
import { renderStatus } from './status.ts';

/** Beginnings of what the status overtakes: a plan that was carried out, a warning of an expiry that has moved. */
const OVERTAKEN = [
  { section: PLAN_SECTION, beginnings: PLAN_TITLES },
  { section: EXPIRY_SECTION, beginnings: [EXPIRY_TITLE] },
];
const OVERTAKING: readonly PreviewState[] = ['ready', 'failed', 'destroyed', 'leftovers'];

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
  const kept = OVERTAKING.includes(report.state)
    ? withoutOvertaken(marker, previousBody)
    : previousBody;
  const status = renderStatus(report, statusRoom(marker, kept) - memory.length - 1);
  return withStatus(marker, kept, `${status}\n${memory}`);
}

/** Others may write sections of these names too: theirs stay. */
function withoutOvertaken(marker: string, body: string | null): string | null {
  if (body === null) return null;
  const sections = readSections(body);
  return OVERTAKEN.reduce((left, { section, beginnings }) => {
    const text = sections.get(section) ?? '';
    const ours = beginnings.some((beginning) => text.startsWith(beginning));
    return ours ? replaceSection(left, { marker, section, text: '' }) : left;
  }, body);
}
