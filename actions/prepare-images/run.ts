import { UserError } from '../../action-shared/errors.ts';
import { DIGEST_PATTERN, registryOf } from '../../action-shared/images/digests.ts';
import { cacheScopes, imageNames } from '../../action-shared/images/image-names.ts';
import type { Runner } from '../../action-shared/runner/runner.ts';
import type { CollectInputs, Inputs, PlanInputs } from './inputs.ts';

export interface Deps {
  readonly runner: Pick<Runner, 'setOutput' | 'info'>;
  /** Text of a file in the folder; null when there is none. */
  readonly read: (folder: string, name: string) => string | null;
}

/** One leg of the build job's matrix: `with:` of the build step. */
export interface Leg {
  readonly service: string;
  readonly context: string;
  readonly file: string;
  readonly target: string;
  readonly platforms: string;
  readonly 'build-args': string;
  readonly tags: string;
  readonly 'cache-from': string;
  readonly 'cache-to': string;
}

/**
 * Plans a build, or makes the map of what was built.
 *
 * @throws UserError naming each service without a digest
 */
export function run(inputs: Inputs, deps: Deps): void {
  if (inputs.mode === 'plan') plan(inputs, deps);
  else collect(inputs, deps);
}

function plan(inputs: PlanInputs, { runner }: Deps): void {
  const include = legsOf(inputs);
  for (const leg of include) runner.info(`${leg.service}: ${leg.context} -> ${leg.tags}`);
  const { repository } = inputs.origin;
  runner.setOutput('matrix', JSON.stringify({ include }));
  runner.setOutput('services', JSON.stringify(include.map(({ service }) => service)));
  runner.setOutput('registry', repository === '' ? '' : registryOf(repository));
}

/** The matrix: what is built, under which names, with which caches. */
export function legsOf({ builds, origin, event }: PlanInputs): readonly Leg[] {
  return builds.map(({ buildArgs, ...build }) => {
    const own = { ...origin, service: build.service };
    const { repository, tags } = imageNames(own);
    const caches = cacheScopes(own, event);
    // Without a repository nothing is pushed: the name is for people who load the image.
    const name = repository === '' ? `${origin.app}/${build.service}` : repository;
    return {
      ...build,
      'build-args': buildArgs,
      tags: tags.map((tag) => `${name}:${tag}`).join('\n'),
      'cache-from': caches.from,
      'cache-to': caches.to,
    };
  });
}

function collect({ services, folder, origin, push }: CollectInputs, deps: Deps): void {
  const found = services.map((service) => [service, deps.read(folder, service)?.trim()] as const);
  const missing = found.filter(([, digest]) => !DIGEST_PATTERN.test(digest ?? ''));
  if (missing.length > 0) {
    const names = missing.map(([service]) => service).join(', ');
    throw new UserError(
      `No digest of ${names}: its build failed or left none. Look at that leg of the build job, then re-run the failed jobs.`,
    );
  }
  const images = found.map(([service, digest = '']) => {
    const { repository } = imageNames({ ...origin, service });
    return [service, push ? `${repository}@${digest}` : digest] as const;
  });
  for (const [service, image] of images) deps.runner.info(`${service}: ${image}`);
  deps.runner.setOutput('images', JSON.stringify(Object.fromEntries(images)));
}
