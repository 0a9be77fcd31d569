import { commentMarker } from '../comment/marker.ts';
import { readSections, replaceSection } from '../comment/sections.ts';
import { errorMessage } from '../errors.ts';
import type { GitHub } from '../github/client.ts';
import { readSticky, upsertSticky } from '../github/sticky-comment.ts';

export interface SectionWriter {
  readonly gh: GitHub;
  readonly mask: (text: string) => string;
  readonly warn: (line: string) => void;
}

/** A section of a pull request's one comment. */
export interface SectionOf {
  readonly app: string;
  readonly number: number;
  /** Name of the section: `plan`. */
  readonly section: string;
}

/**
 * Writes one section of the comment and leaves the others. An empty text takes the section away; a
 * comment that is not there is then not made. Failing to is a warning.
 *
 * @param options.onlyExisting Writes only where a comment is already. @default false
 */
export async function showSection(
  { app, number, section }: SectionOf,
  text: string,
  { gh, mask, warn }: SectionWriter,
  { onlyExisting = false }: { readonly onlyExisting?: boolean } = {},
): Promise<void> {
  const marker = commentMarker(app, number);
  try {
    if (onlyExisting || text === '') {
      const body = await readSticky(gh, { number, marker });
      const said = body === null ? null : (readSections(body).get(section) ?? '');
      if (said === null || said === text) return;
    }
    const render = (existing: string | null): string =>
      replaceSection(existing, { marker, section, text: mask(text) });
    await upsertSticky(gh, { number, marker, render });
  } catch (error) {
    warn(`The comment's section \`${section}\` could not be written: ${errorMessage(error)}`);
  }
}
