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

/**
 * Tells decisions in the pull request's comment and as a neutral check. What cannot be written never
 * fails the decision; a fork's token may write neither, and that is no news.
 */
export function createAnnouncer(
  gh: GitHub,
  options: {
    readonly number: number | null;
    readonly enabled: boolean;
    readonly mask: (text: string) => string;
    readonly log: Log;
  },
): Announcer {
  const { number, log, mask } = options;
  if (number === null || !options.enabled) return NOWHERE;
  const check = (note: AdmissionNote, text: string): Promise<void> =>
    tolerantly('check', log, () =>
      setNeutralCheck(gh, {
        name: `preview admission (${note.app})`,
        sha: note.sha,
        title: TITLES[note.state],
        summary: mask(text),
        detailsUrl: note.link?.address ?? '',
      }),
    );
  const sections = async (app: string): Promise<ReadonlyMap<string, string>> =>
    readSections((await readSticky(gh, { number, marker: commentMarker(app, number) })) ?? '');
  const set = (app: string, texts: Readonly<Record<string, string>>): Promise<void> =>
    tolerantly('comment', log, async () => {
      const marker = commentMarker(app, number);
      await upsertSticky(gh, {
        number,
        marker,
        render: (body) =>
          Object.entries(texts).reduce<string>(
            (now, [section, text]) => replaceSection(now, { marker, section, text: mask(text) }),
            body ?? '',
          ),
      });
    });
  return {
    async decision(note) {
      const text = renderAdmission(note);
      await set(note.app, { [ADMISSION_SECTION]: text, [ANSWER_SECTION]: '' });
      await check(note, text);
    },
    async correction(note) {
      const text = renderAdmission(note);
      await tolerantly('comment', log, async () => {
        const said = (await sections(note.app)).get(ADMISSION_SECTION);
        if (said !== undefined && speaksOf(said, note.sha)) {
          await set(note.app, { [ADMISSION_SECTION]: text });
        }
      });
      await check(note, text);
    },
    answer: (app, reason) => set(app, { [ANSWER_SECTION]: renderAnswer(reason) }),
    clear: (app) =>
      tolerantly('comment', log, async () => {
        const said = await sections(app);
        if (!said.has(ADMISSION_SECTION) && !said.has(ANSWER_SECTION)) return;
        await set(app, { [ADMISSION_SECTION]: '', [ANSWER_SECTION]: '' });
      }),
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
