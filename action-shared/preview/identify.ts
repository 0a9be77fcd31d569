import { peekAppName, peekBaseName } from '../config/app-name.ts';
import { previewStack } from '../naming/preview-names.ts';
import { githubEnvironmentOf } from '../session/report.ts';
import type { PreviewSubject } from '../session/report.ts';
import type { CommonInputs } from '../session/common-inputs.ts';

/** What the run is about. Known before anything else, so that every failure can be reported there. */
export interface Subject extends PreviewSubject {
  /** Pulumi stack: `shop-pr-42`. */
  readonly stack: string;
  /** GitHub environment: `preview-pr-42`. */
  readonly githubEnvironment: string;
  /** Text of the app's file; null when the workspace has none. */
  readonly appFileText: string | null;
}

export interface SubjectInputs extends Pick<CommonInputs, 'app' | 'base' | 'repository' | 'links'> {
  readonly number: number;
  /** The commit that is deployed. */
  readonly sha: string;
  /** GitHub environment, with `{number}` in it. */
  readonly environmentName: string;
}

/**
 * Tells app and pull request from inputs, event and, leniently, the app's file: a file that is wrong in
 * other places still names its app.
 */
export async function identify(
  inputs: SubjectInputs,
  deps: { appFile(): Promise<string | null> },
): Promise<Subject> {
  const text = await deps.appFile();
  const app = inputs.app ?? peekAppName(text, inputs.repository);
  const { number } = inputs;
  const base = inputs.base ?? peekBaseName(text) ?? 'dev';
  return {
    app,
    number,
    sha: inputs.sha,
    repository: inputs.repository,
    stack: previewStack(app, number),
    githubEnvironment: githubEnvironmentOf(inputs.environmentName, app, number),
    base,
    links: inputs.links,
    appFileText: text,
  };
}
