import { join } from 'node:path';
import { UserError, errorMessage } from '../../action-shared/errors.ts';
import { keepOnlyImage } from '../../action-shared/images/oci-layout.ts';
import type { Runner } from '../../action-shared/runner/runner.ts';
import type { Import, Inputs } from './inputs.ts';

export interface Deps {
  readonly runner: Pick<Runner, 'setOutput' | 'info'>;
  readonly exists: (path: string) => boolean;
  /** A new, empty folder. */
  readonly newFolder: (service: string) => string;
  /** Runs a program to its end; throws with its last words. */
  readonly execute: (file: string, args: readonly string[]) => Promise<string>;
}

/**
 * Pushes the images: none before all are proven to have the content that was typed.
 *
 * @throws UserError listing every image that is missing or not what its digest says
 */
export async function run({ imports, folder }: Inputs, deps: Deps): Promise<void> {
  const layouts = new Map<Import, string>();
  const problems: string[] = [];
  for (const one of imports) {
    try {
      layouts.set(one, await proven(one, folder, deps));
    } catch (error) {
      problems.push(`${one.service}: ${errorMessage(error)}`);
    }
  }
  if (problems.length > 0) {
    throw new UserError(
      `Nothing was pushed: ${problems.join('; ')}. Let the pull request build again, look at it, and give the digests of that run.`,
    );
  }
  for (const [one, layout] of layouts) await push(one, layout, deps);
  const images = imports.map((one) => [one.service, `${one.repository}@${one.digest}`] as const);
  deps.runner.setOutput('images', JSON.stringify(Object.fromEntries(images)));
}

/** The folder of a layout that holds just this image. */
async function proven({ service, digest }: Import, folder: string, deps: Deps): Promise<string> {
  const artifact = `macro-infra-image-${service}-${digest.replace(':', '-')}`;
  const archive = join(folder, artifact, 'image.tar');
  if (!deps.exists(archive)) throw new Error(`the build run left no artifact ${artifact}`);
  const layout = deps.newFolder(service);
  await deps.execute('tar', ['--extract', '--no-same-owner', '--file', archive, '-C', layout]);
  await keepOnlyImage(layout, digest);
  return layout;
}

async function push(
  { repository, tag, digest }: Import,
  layout: string,
  deps: Deps,
): Promise<void> {
  const [from, to] = [`oci:${layout}`, `docker://${repository}:${tag}`];
  await deps.execute('skopeo', ['copy', '--all', '--preserve-digests', '--quiet', from, to]);
  deps.runner.info(`${repository}:${tag} is ${digest}`);
}
