import {
  ADMISSION_SECTION,
  ANSWER_SECTION,
  renderAdmission,
  renderAnswer,
  speaksOf,
} from '../../action-shared/comment/admission.ts';
import type { AdmissionNote } from '../../action-shared/comment/admission.ts';
import { commentMarker } from '../../action-shared/comment/marker.ts';
import { readSections, replaceSection } from '../../action-shared/comment/sections.ts';
import { errorMessage } from '../../action-shared/errors.ts';
import { statusOf } from '../../action-shared/github/api-error.ts';
import { setNeutralCheck } from '../../action-shared/github/check-runs.ts';
import type { NeutralCheck } from '../../action-shared/github/check-runs.ts';
import type { GitHub } from '../../action-shared/github/client.ts';
import { readSticky, upsertSticky } from '../../action-shared/github/sticky-comment.ts';
import type { Announcer, Log } from './ports.ts';

const NOWHERE: Announcer = {
  decision: () => Promise.resolve(),
  correction: () => Promise.resolve(),
  answer: () => Promise.resolve(),
  clear: () => Promise.resolve(),
};

const TITLES = {
  waiting: 'Waiting for approval',
  approved: 'Approved',
  started: 'Approved',
  rejected: 'Not approved',
  expired: 'Nobody approved in time',
  skipped: 'Not deployed',
} as const;

export interface AnnouncerOptions {
  readonly number: number | null;
  readonly enabled: boolean;
  readonly mask: (text: string) => string;
  readonly log: Log;
}

/**
 * Tells decisions in the pull request's comment and as a neutral check. What cannot be written never
 * fails the decision; a fork's token may write neither, and that is no news.
 */
export function createAnnouncer(gh: GitHub, options: AnnouncerOptions): Announcer {
  const { number, log, mask } = options;
  if (number === null || !options.enabled) return NOWHERE;
  const comment = commentOf(gh, number, mask);
  const check = (note: AdmissionNote, text: string): Promise<void> =>
    tolerantly('check', log, () => setNeutralCheck(gh, checkOf(note, mask(text))));
  const inComment = (write: () => Promise<void>): Promise<void> =>
    tolerantly('comment', log, write);
  return {
    async decision(note) {
      const text = renderAdmission(note);
      await inComment(() => comment.set(note.app, { admission: text, answer: '' }));
      await check(note, text);
    },
    async correction(note) {
      const text = renderAdmission(note);
      await inComment(async () => {
        const { admission } = await comment.read(note.app);
        if (speaksOf(admission, note.sha)) await comment.set(note.app, { admission: text });
      });
      await check(note, text);
    },
    answer: (app, reason) => inComment(() => comment.set(app, { answer: renderAnswer(reason) })),
    clear: (app) =>
      inComment(async () => {
        const said = await comment.read(app);
        if (said.admission + said.answer === '') return;
        await comment.set(app, { admission: '', answer: '' });
      }),
  };
}

function checkOf(note: AdmissionNote, summary: string): NeutralCheck {
  const name = `preview admission (${note.app})`;
  const detailsUrl = note.link?.address ?? '';
  return { name, sha: note.sha, title: TITLES[note.state], summary, detailsUrl };
}

interface Sections {
  readonly admission: string;
  readonly answer: string;
}

/** Our two sections of the one comment; all others stay as they are. */
function commentOf(gh: GitHub, number: number, mask: (text: string) => string) {
  return {
    async read(app: string): Promise<Sections> {
      const body = await readSticky(gh, { number, marker: commentMarker(app, number) });
      const sections = readSections(body ?? '');
      const text = (name: string): string => sections.get(name) ?? '';
      return { admission: text(ADMISSION_SECTION), answer: text(ANSWER_SECTION) };
    },
    async set(app: string, { admission, answer }: Partial<Sections>): Promise<void> {
      const marker = commentMarker(app, number);
      const change = (body: string, section: string, text: string | undefined): string =>
        text === undefined ? body : replaceSection(body, { marker, section, text: mask(text) });
      await upsertSticky(gh, {
        number,
        marker,
        render: (body) =>
          change(change(body ?? '', ADMISSION_SECTION, admission), ANSWER_SECTION, answer),
      });
    },
  };
}

async function tolerantly(what: string, log: Log, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (statusOf(error) === 403) {
      log.info(`This run's token may not write the ${what}; the summary of the job says the same.`);
    } else {
      log.warning(`The ${what} could not be written: ${errorMessage(error)}`);
    }
  }
}
