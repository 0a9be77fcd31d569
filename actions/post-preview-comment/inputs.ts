import { SECTION_PATTERN, STATUS_SECTION } from '../../action-shared/comment/sections.ts';
import { previewStates } from '../../action-shared/documents/report.ts';
import type { PreviewState } from '../../action-shared/documents/report.ts';
import { SLUG_FORM } from '../../action-shared/naming/slug.ts';
import type { RunContext } from '../../action-shared/runner/context.ts';
import { readInputs } from '../../action-shared/runner/inputs.ts';
import { readNumber } from '../../action-shared/session/common-inputs.ts';
import type { InputReader } from '../../action-shared/runner/inputs.ts';

/** What to write: a file's text is read later, by `run`. */
export type Content =
  | { readonly kind: 'report'; readonly file: string }
  | { readonly kind: 'state'; readonly state: PreviewState; readonly reason: Text | null }
  | {
      readonly kind: 'section';
      readonly section: string;
      readonly text: Text;
      readonly append: boolean;
    }
  | { readonly kind: 'delete'; readonly section: string };

/** Markdown as given, or the file that holds it. */
export type Text = { readonly text: string } | { readonly file: string };

export interface Inputs {
  readonly token: string;
  /** Null: from the app's file, else the repository's name. */
  readonly app: string | null;
  readonly configFile: string;
  readonly number: number;
  /** Head commit of the pull request, as far as the event tells. */
  readonly sha: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly runUrl: string;
  readonly content: Content;
}

/**
 * Reads the action's inputs.
 * @throws UserError listing every wrong input
 */
export function parseInputs(input: (name: string) => string, context: RunContext): Inputs {
  return readInputs(input, (read) => {
    return {
      token: read.secret('github-token', { required: true }),
      app: read.text('app', SLUG_FORM) || null,
      configFile: read.text('config-file', { required: true }),
      number: readNumber(read, context),
      sha: context.headSha ?? context.sha,
      repository: context.repository,
      runUrl: context.runUrl,
      content: contentOf(read),
    };
  });
}

function contentOf(read: InputReader): Content {
  const mode = read.choice('mode', ['upsert', 'append', 'delete']);
  const allowed = 'a name like `plan`: [a-z][a-z0-9-]{0,30}';
  const section = read.text('section', { required: true, pattern: SECTION_PATTERN, allowed });
  const text = textOf(read);
  const report = read.text('report-file');
  const state = stateOf(read);
  if (mode === 'delete') {
    for (const name of ['report-file', 'state', 'body', 'body-file'])
      refuse(read, name, 'with `mode: delete`');
    return { kind: 'delete', section };
  }
  if (section === STATUS_SECTION) return statusContent(read, { mode, report, state, text });
  refuse(read, 'report-file', 'beside `section: status` only');
  refuse(read, 'state', 'beside `section: status` only');
  if (text === null) read.problem('body', '', '`body` or `body-file` for a section of one’s own');
  return { kind: 'section', section, text: text ?? { text: '' }, append: mode === 'append' };
}

interface StatusInputs {
  readonly mode: string;
  readonly report: string;
  readonly state: PreviewState | null;
  readonly text: Text | null;
}

function statusContent(read: InputReader, { mode, report, state, text }: StatusInputs): Content {
  if (mode === 'append') read.problem('mode', mode, '`upsert` for the section `status`');
  if (report !== '') {
    refuse(read, 'state', 'when `report-file` is given');
    refuse(read, 'body', 'when `report-file` is given');
    refuse(read, 'body-file', 'when `report-file` is given');
    return { kind: 'report', file: report };
  }
  if (state === null) {
    const allowed = '`report-file` or `state` for the section `status`, or another `section`';
    read.problem('section', STATUS_SECTION, allowed);
  }
  return { kind: 'state', state: state ?? 'skipped', reason: text };
}

function textOf(read: InputReader): Text | null {
  const text = read.text('body');
  const file = read.text('body-file');
  if (text !== '' && file !== '') read.problem('body-file', file, 'one of `body` and `body-file`');
  if (file !== '') return { file };
  return text === '' ? null : { text };
}

function stateOf(read: InputReader): PreviewState | null {
  return read.text('state') === '' ? null : read.choice('state', previewStates);
}

function refuse(read: InputReader, name: string, when: string): void {
  const found = read.text(name);
  if (found !== '') read.problem(name, found, `nothing ${when}`);
}
