import { commentMarker } from '../comment/marker.ts';
import { previousPhases } from '../comment/phases.ts';
import { renderComment } from '../comment/render.ts';
import { renderSummary } from '../comment/summary.ts';
import type { PreviewReport } from '../documents/report.ts';
import { errorMessage } from '../errors.ts';
import type { GitHub } from '../github/client.ts';
import { upsertSticky } from '../github/sticky-comment.ts';

export interface PublisherOptions {
  readonly gh: GitHub;
  readonly number: number;
  /** Masks what must not be shown; applied to the rendered text as a last line of defence. */
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
