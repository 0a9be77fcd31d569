import { withoutMarks } from './escape.ts';
import { MARK } from './marker.ts';

/** GitHub takes 65,536 characters; the rest is room for what others may add by hand. */
export const COMMENT_MAX = 60_000;
/** A section's name. */
export const SECTION_PATTERN = /^[a-z][a-z0-9-]{0,30}$/;
/** The section that the reports are shown in; always the first. */
export const STATUS_SECTION = 'status';

const SECTION =
  /<!-- macro-infra:section ([a-z][a-z0-9-]{0,30}) -->\n([\s\S]*?)\n<!-- macro-infra:end \1 -->/g;

/** Sections of a comment's body in their order. */
export function readSections(body: string): ReadonlyMap<string, string> {
  return new Map([...body.matchAll(SECTION)].map(([, name = '', text = '']) => [name, text]));
}

/** The body of a comment: marker, then every section between hidden marks. */
export function writeSections(marker: string, sections: ReadonlyMap<string, string>): string {
  const named = [...sections].filter(([, text]) => text.trim() !== '');
  const first = named.filter(([name]) => name === STATUS_SECTION);
  const others = named.filter(([name]) => name !== STATUS_SECTION);
  const parts = [...first, ...others].map(
    ([name, text]) => `${MARK}section ${name} -->\n${text}\n${MARK}end ${name} -->`,
  );
  // A blank line ends the HTML that a section may end with: without, what follows were no Markdown.
  return `${marker}\n${parts.join('\n\n')}`.trimEnd();
}

/** What to change in a comment. */
export interface SectionChange {
  readonly marker: string;
  readonly section: string;
  /** Markdown of a person or tool; hidden marks of ours in it are disarmed. Empty: takes it away. */
  readonly text: string;
}

/**
 * A comment's body with one section replaced or added; all others stay as they are.
 * Sections other than the status that make the whole too long are cut, the longest first.
 */
export function replaceSection(
  body: string | null,
  { marker, section, text }: SectionChange,
): string {
  const sections = new Map(readSections(body ?? ''));
  sections.set(section, withoutMarks(text));
  return fitted(marker, sections);
}

/** Adds to the end of a section instead of replacing it; text that is its end already is not added. */
export function appendToSection(body: string | null, change: SectionChange): string {
  const before = readSections(body ?? '').get(change.section) ?? '';
  const added = withoutMarks(change.text);
  if (before === added || before.endsWith(`\n\n${added}`)) {
    return replaceSection(body, { ...change, text: before });
  }
  const text = before === '' ? added : `${before}\n\n${added}`;
  return replaceSection(body, { ...change, text });
}

/** Sets the status section, whose text is ours and may hold marks, and makes the whole fit. */
export function withStatus(marker: string, body: string | null, status: string): string {
  const sections = new Map(readSections(body ?? ''));
  sections.set(STATUS_SECTION, status);
  return fitted(marker, sections);
}

/** Room that the status has beside the other sections, each of which may keep this much at least. */
export function statusRoom(marker: string, body: string | null): number {
  const sections = new Map(readSections(body ?? ''));
  sections.delete(STATUS_SECTION);
  const others = writeSections(marker, sections).length;
  return Math.max(STATUS_LEAST, COMMENT_MAX - others - MARKS_LENGTH);
}

/** The status may always take this much; other sections give way. */
const STATUS_LEAST = 30_000;
/** Longest section of one's own that is taken: what the status leaves. */
export const SECTION_MAX = 25_000;
const MARKS_LENGTH = 100;

function fitted(marker: string, sections: Map<string, string>): string {
  for (;;) {
    const body = writeSections(marker, sections);
    const excess = body.length - COMMENT_MAX;
    if (excess <= 0) return body;
    const longest = [...sections]
      .filter(([name]) => name !== STATUS_SECTION)
      .toSorted(([, a], [, b]) => b.length - a.length)[0];
    const [name, text] = longest ?? [STATUS_SECTION, sections.get(STATUS_SECTION) ?? ''];
    const shorter = shortened(text, text.length - excess);
    sections.set(name, shorter.length < text.length ? shorter : '');
  }
}

/** The beginning of a text, with a note of how much is missing; open fences and details are closed. */
function shortened(text: string, length: number): string {
  const note = (left: number) => `\n\n_… ${left} characters left out_`;
  const room = Math.max(0, length - note(text.length).length - CLOSING_LENGTH);
  const kept = text.slice(0, room).replace(/[\ud800-\udbff]$/, '');
  return `${kept}${closing(kept)}${note(text.length - kept.length)}`;
}

const CLOSING_LENGTH = 200;

function closing(text: string): string {
  const fences = text.match(/^(`{3,})/gm) ?? [];
  const open = fences.length % 2 === 1 ? `\n${fences.at(-1) ?? ''}` : '';
  const started =
    (text.match(/<details/g) ?? []).length - (text.match(/<\/details>/g) ?? []).length;
  const details = '\n</details>'.repeat(Math.min(Math.max(started, 0), 8));
  return `${open}${details}`.slice(0, CLOSING_LENGTH);
}
