import { commentMarker } from '../../action-shared/comment/marker.ts';
import { renderComment } from '../../action-shared/comment/render.ts';
import {
  SECTION_MAX,
  STATUS_SECTION,
  appendToSection,
  readSections,
  replaceSection,
} from '../../action-shared/comment/sections.ts';
import { peekAppName } from '../../action-shared/config/app-name.ts';
import { previewReportSchema } from '../../action-shared/documents/report.ts';
import type { PreviewReport } from '../../action-shared/documents/report.ts';
import { UserError, errorMessage } from '../../action-shared/errors.ts';
import { maskedTexts } from '../../action-shared/runner/masking.ts';
import { stateReport } from './state-report.ts';
import type { Content, Inputs, Text } from './inputs.ts';

/** The pull request's one comment with this marker. */
export interface StickyPort {
  /** Body of the comment as it is; null when there is none. */
  read(marker: string): Promise<string | null>;
  write(marker: string, render: (existing: string | null) => string): Promise<Written>;
  remove(marker: string): Promise<boolean>;
}

export interface Written {
  readonly id: number;
  readonly url: string;
  readonly changed: 'created' | 'updated' | 'unchanged';
}

export interface Deps {
  readonly sticky: StickyPort;
  /** Text of a file; null when it is not there. */
  readFile(path: string): Promise<string | null>;
  mask(text: string): string;
}

export interface Result {
  readonly commentId: number | null;
  readonly commentUrl: string | null;
  readonly changed: Written['changed'] | 'deleted';
}

/**
 * Writes what the inputs ask for; all other sections of the comment stay as they are.
 * @throws UserError for a file that is missing or no report
 */
export async function run(inputs: Inputs, deps: Deps): Promise<Result> {
  const { content } = inputs;
  if (content.kind === 'report') {
    return write(await readReport(content.file, inputs.number, deps), deps);
  }
  const app = inputs.app ?? peekAppName(await deps.readFile(inputs.configFile), inputs.repository);
  if (content.kind === 'state') {
    const reason = content.reason === null ? null : await textOf(content.reason, deps);
    return write(stateReport(inputs, app, content.state, reason), deps);
  }
  const marker = commentMarker(app, inputs.number);
  if (content.kind === 'delete') return remove(marker, content.section, deps);
  return writeSection(marker, content, deps);
}

async function write(given: PreviewReport, deps: Deps): Promise<Result> {
  const report = maskedTexts(given, (text) => deps.mask(text));
  const marker = commentMarker(report.app, report.number);
  const written = await deps.sticky.write(marker, (previousBody) =>
    deps.mask(renderComment(report, { previousBody })),
  );
  return resultOf(written);
}

async function writeSection(
  marker: string,
  content: Extract<Content, { kind: 'section' }>,
  deps: Deps,
): Promise<Result> {
  const text = deps.mask(await textOf(content.text, deps));
  const change = { marker, section: content.section, text };
  const edit = content.append ? appendToSection : replaceSection;
  const before = content.append ? ((await deps.sticky.read(marker)) ?? '') : '';
  refuseTooLong(content, text, readSections(before).get(content.section) ?? '');
  return resultOf(await deps.sticky.write(marker, (existing) => edit(existing, change)));
}

/** A section that would be cut tells less than it was written to tell: its writer decides what goes. */
function refuseTooLong(
  { section, text: from }: Extract<Content, { kind: 'section' }>,
  text: string,
  before: string,
): void {
  const length = before.length + text.length;
  if (length <= SECTION_MAX) return;
  const input = 'text' in from ? 'body' : 'body-file';
  const has = before === '' ? '' : `, with the ${before.length} that section \`${section}\` has`;
  throw new UserError(
    `Wrong input \`${input}\`: found ${length} characters${has}; allowed: ${SECTION_MAX} a section. Shorten it, or link to the whole.`,
  );
}

/** A comment of which nothing would be left is deleted as a whole. */
async function remove(marker: string, section: string, { sticky }: Deps): Promise<Result> {
  const body = await sticky.read(marker);
  if (body === null) return { commentId: null, commentUrl: null, changed: 'unchanged' };
  const left = replaceSection(body, { marker, section, text: '' });
  if (section === STATUS_SECTION || left === marker) {
    await sticky.remove(marker);
    return { commentId: null, commentUrl: null, changed: 'deleted' };
  }
  const written = await sticky.write(marker, (existing) =>
    replaceSection(existing, { marker, section, text: '' }),
  );
  return resultOf(written);
}

function resultOf({ id, url, changed }: Written): Result {
  return { commentId: id, commentUrl: url, changed };
}

async function textOf(text: Text, deps: Deps): Promise<string> {
  return 'text' in text ? text.text : (await existing(text.file, 'body-file', deps)).trim();
}

async function existing(file: string, input: string, deps: Deps): Promise<string> {
  const text = await deps.readFile(file);
  if (text !== null) return text;
  throw new UserError(
    `Wrong input ${input}: ${file} is not there. Give the path of a file in the workspace.`,
  );
}

async function readReport(file: string, number: number, deps: Deps): Promise<PreviewReport> {
  const parsed = previewReportSchema.safeParse(
    parseJson(await existing(file, 'report-file', deps), file),
  );
  if (!parsed.success) {
    const places = parsed.error.issues.map(({ path }) => path.join('.') || 'the file');
    throw new UserError(
      `Wrong input report-file: ${file} is no report of this version (${places.slice(0, 5).join(', ')}). Give the file that deploy-preview or cleanup-preview wrote.`,
    );
  }
  if (parsed.data.number === number) return parsed.data;
  throw new UserError(
    `Wrong input report-file: ${file} is about pull request ${parsed.data.number}, not ${number}.`,
  );
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UserError(`Wrong input report-file: ${file} is no JSON: ${errorMessage(error)}`);
  }
}
