import { BUILD_ALLOWED, parseBuildList } from '../../action-shared/images/build-list.ts';
import type { ImageBuild } from '../../action-shared/images/build-list.ts';
import { DIGESTS_ALLOWED, parseDigests } from '../../action-shared/images/digests.ts';
import type { ImageOrigin } from '../../action-shared/images/image-names.ts';
import { readImageOrigin } from '../../action-shared/images/read-origin.ts';
import { SLUG_PATTERN } from '../../action-shared/naming/slug.ts';
import type { RunContext } from '../../action-shared/runner/context.ts';
import { readInputs } from '../../action-shared/runner/inputs.ts';
import type { InputReader } from '../../action-shared/runner/inputs.ts';

export type Inputs = PlanInputs | CollectInputs;

export interface PlanInputs {
  readonly mode: 'plan';
  /** Empty when the images exist already. */
  readonly builds: readonly ImageBuild[];
  /** What gives the images their names; the service is added for each. */
  readonly origin: Omit<ImageOrigin, 'service'>;
  /** Name of the run's event. */
  readonly event: string;
}

export interface CollectInputs {
  readonly mode: 'collect';
  readonly services: readonly string[];
  readonly folder: string;
  readonly origin: Omit<ImageOrigin, 'service'>;
  readonly push: boolean;
}

/**
 * Reads the action's inputs.
 *
 * @throws UserError listing every wrong input
 */
export function parseInputs(input: (name: string) => string, context: RunContext): Inputs {
  return readInputs<Inputs>(input, (read) => {
    const mode = read.choice('mode', ['plan', 'collect']);
    const push = read.boolean('push');
    const origin = originOf(read, context, push);
    if (mode === 'plan') {
      return { mode, builds: buildsOf(read), origin, event: context.eventName };
    }
    const services = read.parsed('services', servicesOf, 'the output `services` of `plan`', []);
    return { mode, services, folder: read.text('folder', { required: true }), origin, push };
  });
}

function originOf(
  read: InputReader,
  context: RunContext,
  push: boolean,
): Omit<ImageOrigin, 'service'> {
  return {
    ...readImageOrigin(read, context, push),
    ref: context.ref,
    defaultBranch: read.text('default-branch') || 'main',
  };
}

function buildsOf(read: InputReader): readonly ImageBuild[] {
  const [build, images] = [read.text('build'), read.text('images')];
  if ((build === '') === (images === '')) {
    read.problem('build', build, `${BUILD_ALLOWED}; or \`images\` instead, with \`build-run-id\``);
    return [];
  }
  if (build !== '') return read.parsed('build', parseBuildList, BUILD_ALLOWED, []);
  read.parsed('images', parseDigests, DIGESTS_ALLOWED, {});
  return [];
}

function servicesOf(text: string): readonly string[] {
  const list: unknown = JSON.parse(text);
  if (!Array.isArray(list)) throw new Error('no list');
  return list.map((name: unknown) => {
    if (typeof name === 'string' && SLUG_PATTERN.test(name)) return name;
    throw new Error('no list of services');
  });
}
