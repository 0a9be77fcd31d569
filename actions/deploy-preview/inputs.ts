import { durationSeconds } from '../../action-shared/config/durations.ts';
import { parseImages } from '../../action-shared/config/images.ts';
import { readInputs } from '../../action-shared/runner/inputs.ts';
import type { InputReader } from '../../action-shared/runner/inputs.ts';
import {
  readCommonInputs,
  readNumber,
  stackReference,
} from '../../action-shared/session/common-inputs.ts';
import type { CommonInputs, InputSources } from '../../action-shared/session/common-inputs.ts';

/** What the action was asked to do; frozen, nothing is read again later. */
export interface DeployInputs extends CommonInputs {
  readonly number: number;
  /** The commit that is deployed: 40 hexadecimal digits. */
  readonly sha: string;
  /** Service -> image reference, by digest or by tag. */
  readonly images: Readonly<Record<string, string>>;
  readonly environmentName: string;
  readonly onFailure: 'rollback' | 'destroy' | 'keep';
  /** Null: from the app's file. */
  readonly ttl: string | null;
  readonly comment: boolean;
  readonly healthTimeoutSeconds: number;
  /** Name by which the preview's program refers to the stack of the base. */
  readonly stackReference: (project: string, stack: string) => string;
}

/**
 * Reads the inputs of the action.
 *
 * @throws UserError listing every input that is wrong.
 */
export function parseInputs(input: (name: string) => string, sources: InputSources): DeployInputs {
  return readInputs(input, (reader) => {
    const common = readCommonInputs(reader, sources);
    return {
      ...common,
      number: readNumber(reader, sources.context),
      sha: readSha(reader, sources),
      images: reader.parsed(
        'images',
        parseImages,
        'one `service=repository@sha256:...` a line, or a JSON object',
        {},
      ),
      environmentName: reader.text('environment-name', { required: true, ...environmentForm }),
      onFailure: reader.choice('on-failure', ['rollback', 'destroy', 'keep']),
      ttl: readTtl(reader),
      comment: reader.boolean('comment'),
      healthTimeoutSeconds: reader.integer('health-timeout-seconds', { min: 10, max: 3600 }),
      stackReference: (project, stack) => stackReference(common, sources.env, project, stack),
    };
  });
}

const environmentForm = {
  pattern: /\{number\}/,
  allowed: 'a name with `{number}` in it, so that pull requests do not share an environment',
};

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
