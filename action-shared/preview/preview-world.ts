import type { PreviewReport } from '../documents/report.ts';
import type { StackSnapshot } from '../engine/protocol.ts';
import { getPullRequest } from '../github/pull-requests.ts';
import type { PullRequest } from '../github/pull-requests.ts';
import { PREVIEW_PROJECT } from '../naming/preview-names.ts';
import type { Runner } from '../runner/runner.ts';
import type { CommonInputs } from '../session/common-inputs.ts';
import type { Connection } from '../session/connect.ts';
import { createPublisher } from '../session/publisher.ts';
import { sessionWorld } from '../session/world.ts';
import type { SessionWorld } from '../session/world.ts';
import { workspaceFile } from '../session/workspace-file.ts';

/** Writes reports into the pull request's one comment; failing to is a warning, never a failure. */
export interface CommentPort {
  /** Only an existing comment is changed when `onlyExisting`. */
  show(report: PreviewReport, options?: { readonly onlyExisting?: boolean }): Promise<void>;
  /** Seconds per phase of the deployment before, from the comment. */
  previousPhases(app: string): Promise<Readonly<Record<string, number>>>;
  /** True when the comment already says that this commit is ready. */
  saysReady(app: string, sha: string): Promise<boolean>;
}

/** What every run on one preview needs of the world. */
export interface PreviewWorld extends SessionWorld {
  /** Text of the app's file in the workspace; null when there is none. */
  appFile(): Promise<string | null>;
  pullRequest(number: number): Promise<PullRequest | null>;
  /** Snapshot of the preview's stack without holding it. */
  snapshot(stack: string): Promise<StackSnapshot>;
  readonly comment: CommentPort;
}

export interface PreviewWorldInputs extends Pick<CommonInputs, 'configFile'> {
  readonly number: number;
  readonly comment: boolean;
}

/** The real world of one preview. */
export function previewWorld(
  inputs: PreviewWorldInputs,
  runner: Runner,
  connection: Connection,
): PreviewWorld {
  const { gh } = connection;
  return {
    ...sessionWorld(runner, connection),
    appFile: () => workspaceFile(runner, inputs.configFile),
    pullRequest: (number) => getPullRequest(gh, number),
    snapshot: (stack) => connection.snapshot(connection.address(PREVIEW_PROJECT, stack)),
    comment: createPublisher({
      gh,
      number: inputs.number,
      mask: (text) => runner.masker.mask(text),
      warn: (line) => runner.warning(line),
      enabled: inputs.comment,
    }),
  };
}
