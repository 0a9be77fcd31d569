import { durationSeconds } from '../config/durations.ts';
import { parseImages } from '../config/images.ts';
import type { InputReader } from '../runner/inputs.ts';
import { readNumber, stackReference } from '../session/common-inputs.ts';
import type { CommonInputs, InputSources } from '../session/common-inputs.ts';

/** What is deployed, or planned, for which pull request. */
export interface PreviewInputs {
  readonly number: number;
  /** The commit that is deployed: 40 hexadecimal digits. */
  readonly sha: string;
  /** Service -> image reference, by digest or by tag. */
  readonly images: Readonly<Record<string, string>>;
  /** GitHub environment, with `{number}` in it. */
  readonly environmentName: string;
  /** Null: from the app's file. */
  readonly ttl: string | null;
  readonly comment: boolean;
  /** Name by which the preview's program refers to the stack of the base. */
  readonly stackReference: (project: string, stack: string) => string;
}

/** Reads what a plan and a deployment are told alike. */
export function readPlanInputs(
  reader: InputReader,
  common: CommonInputs,
  sources: InputSources,
): PreviewInputs {
  return {
    number: readNumber(reader, sources.context),
    sha: readSha(reader, sources),
    images: reader.parsed(
      'images',
      parseImages,
      'one `service=repository@sha256:...` a line, or a JSON object',
      {},
    ),
    environmentName: readEnvironmentName(reader),
    ttl: readTtl(reader),
    comment: reader.boolean('comment'),
    stackReference: (project, stack) => stackReference(common, sources.env, project, stack),
  };
}

/** Template of the GitHub environment's name. */
export function readEnvironmentName(reader: InputReader): string {
  return reader.text('environment-name', {
    required: true,
    pattern: /\{number\}/,
    allowed: 'a name with `{number}` in it, so that pull requests do not share an environment',
  });
}

function readSha(reader: InputReader, { context }: InputSources): string {
  const allowed = 'a commit of 40 hexadecimal digits';
  const given = reader.text('sha', { pattern: /^[0-9a-f]{40}$/, allowed });
  if (given !== '') return given;
  if (context.headSha === null) {
    reader.problem('sha', '', `${allowed}; the event is not about a pull request`);
  }
  return context.headSha ?? '';
}

function readTtl(reader: InputReader): string | null {
  return reader.parsed(
    'ttl',
    (text) => {
      if (text !== '' && durationSeconds(text) === null) throw new Error('not a duration');
      return text === '' ? null : text;
    },
    'a duration like `7d`, `12h` or `90m`',
    null,
  );
}
