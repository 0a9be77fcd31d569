import { DIGESTS_ALLOWED, parseDigests } from '../../action-shared/images/digests.ts';
import { imageNames } from '../../action-shared/images/image-names.ts';
import { readImageOrigin } from '../../action-shared/images/read-origin.ts';
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
  const given = readImageOrigin(read, context, true);
  const prNumber = given.prNumber ?? context.prNumber;
  const origin = { ...given, prNumber, ref: '', defaultBranch: '' };
  return (service) => {
    const { repository, tags } = imageNames({ ...origin, service });
    return { repository, tag: tags[0] ?? '' };
  };
}
