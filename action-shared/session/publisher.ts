import { commentMarker } from '../comment/marker.ts';
import { previousPhases } from '../comment/phases.ts';
import { renderComment } from '../comment/render.ts';
import { commentState } from '../comment/state.ts';
import type { PreviewReport, PreviewState } from '../documents/report.ts';
import { errorMessage } from '../errors.ts';
import type { GitHub } from '../github/client.ts';
import { maskedTexts } from '../runner/masking.ts';
import { readSticky, upsertSticky } from '../github/sticky-comment.ts';
import type { Sticky } from '../github/sticky-comment.ts';

export interface PublisherOptions {
  readonly gh: GitHub;
  readonly number: number;
  /** Masks what must not be shown: in the report, whose texts rendering escapes, and once more after it. */
  readonly mask: (text: string) => string;
  readonly warn: (line: string) => void;
  /** False: no comment is written. */
  readonly enabled: boolean;
}

/** Writes reports into the pull request's one comment. */
export interface Publisher {
  /**
   * Shows a report. A comment that cannot be written is a warning and never fails what it tells of.
   *
   * @param options.onlyExisting Writes only where a comment is already. @default false
   */
  show(report: PreviewReport, options?: { readonly onlyExisting?: boolean }): Promise<void>;
  /** Seconds per phase of the last finished deployment, as the comment remembers them. */
  previousPhases(app: string): Promise<Readonly<Record<string, number>>>;
  /** True when the comment says already that this commit is ready. */
  saysReady(app: string, sha: string): Promise<boolean>;
}

export function createPublisher(options: PublisherOptions): Publisher {
  const sticky = (app: string): Sticky => stickyOf(app, options.number);
  const known = new Map<string, Promise<string | null>>();
  /** The comment as this run last saw or wrote it: other jobs write other sections of it. */
  const read = (app: string): Promise<string | null> => {
    const body = known.get(app) ?? readSticky(options.gh, sticky(app));
    known.set(app, body);
    return body;
  };
  return {
    async show(given, { onlyExisting = false } = {}) {
      if (!options.enabled) return;
      const report = maskedTexts(given, options.mask);
      try {
        if (onlyExisting && (await read(report.app)) === null) return;
        const written = await upsertSticky(options.gh, {
          ...sticky(report.app),
          render: (previousBody) =>
            tellsMore(previousBody, report)
              ? previousBody
              : options.mask(renderComment(report, { previousBody })),
        });
        known.set(report.app, Promise.resolve(written.body));
      } catch (error) {
        options.warn(`The comment could not be written: ${errorMessage(error)}`);
      }
    },
    async previousPhases(app) {
      const body = options.enabled ? await read(app) : null;
      return body === null ? {} : previousPhases(body);
    },
    async saysReady(app, sha) {
      if (!options.enabled) return true;
      const body = await read(app);
      const state = body === null ? null : commentState(body);
      return state?.state === 'ready' && state.sha === sha;
    },
  };
}

/** What a run that did nothing may replace: the words of an earlier run of the same commit. */
const REPLACEABLE: readonly PreviewState[] = [
  'waiting',
  'building',
  'deploying',
  'failed',
  'skipped',
];

/**
 * A run that was skipped has nothing to say of the preview. Its reason must not hide that another
 * commit serves, or that the preview is being removed.
 */
function tellsMore(body: string | null, report: PreviewReport): body is string {
  if (report.state !== 'skipped') return false;
  const said = commentState(body);
  return said !== null && !(said.sha === report.sha && REPLACEABLE.includes(said.state));
}

function stickyOf(app: string, number: number): Sticky {
  return { number, marker: commentMarker(app, number) };
}
