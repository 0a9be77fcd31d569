import { appOfRepository } from '../../action-shared/config/app-name.ts';
import { parseDigests } from '../../action-shared/images/digests.ts';
import {
  REPOSITORY_ALLOWED,
  REPOSITORY_PATTERN,
  imageNames,
} from '../../action-shared/images/image-names.ts';
import { SLUG_PATTERN } from '../../action-shared/naming/slug.ts';
import type { RunContext } from '../../action-shared/runner/context.ts';
import { readInputs } from '../../action-shared/runner/inputs.ts';
import type { InputReader } from '../../action-shared/runner/inputs.ts';

/** One image to be pushed. */
export interface Import {
  readonly service: string;
  readonly digest: string;
  readonly repository: string;
  /** Tag it is pushed under; deployed is the digest. */
  readonly tag: string;
}

export interface Inputs {
  readonly imports: readonly Import[];
  readonly folder: string;
}

const DIGESTS_ALLOWED = 'a JSON object or lines `service=sha256:<64 hex digits>`';

/**
 * Reads the action's inputs.
 *
 * @throws UserError listing every wrong input
 */
export function parseInputs(input: (name: string) => string, context: RunContext): Inputs {
  return readInputs(input, (read) => {
    const digests = read.parsed('images', parseDigests, DIGESTS_ALLOWED, {});
    const named = namesOf(read, context);
    return {
      folder: read.text('folder', { required: true }),
      imports: Object.entries(digests).map(([service, digest]) => {
        if (!SLUG_PATTERN.test(service)) read.problem('images', service, 'names of services');
        return { service, digest, ...named(service) };
      }),
    };
  });
}

function namesOf(
  read: InputReader,
  context: RunContext,
): (service: string) => Pick<Import, 'repository' | 'tag'> {
  const allowed = 'a slug like `shop`: [a-z][a-z0-9-]{0,19}';
  const origin = {
    app:
      read.text('app', { pattern: SLUG_PATTERN, allowed }) || appOfRepository(context.repository),
    repository: read.text('image-repository', {
      required: true,
      pattern: REPOSITORY_PATTERN,
      allowed: REPOSITORY_ALLOWED,
    }),
    ref: '',
    defaultBranch: '',
    prNumber: read.optionalInteger('pr-number', { min: 1, max: 2_147_483_647 }) ?? context.prNumber,
    sha:
      read.text('sha', { pattern: /^[0-9a-f]{40}$/, allowed: '40 hexadecimal digits' }) ||
      context.sha,
    build: read.boolean('moving-tags') ? null : `${context.runId}.${context.runAttempt}`,
  };
  return (service) => {
    const { repository, tags } = imageNames({ ...origin, service });
    return { repository, tag: tags[0] ?? '' };
  };
}
