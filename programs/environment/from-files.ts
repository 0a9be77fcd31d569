import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { parseAppFile } from '../../action-shared/config/app-file.ts';
import type { AppFile } from '../../action-shared/config/app-file.ts';
import { UserError } from '../../action-shared/errors.ts';
import type { PermanentEnvironment, EnvironmentName } from './config.ts';
import { parseEnvironment } from './parse.ts';
import { neighboursIn, stackFileConfig, VALUES_KEY } from './stack-files.ts';

/** Key of the app's file, from the folder of the stack file. */
const APP_FILE_KEY = 'macro-infra-environment:appFile';

/** Stands for the image of a service that has none yet: the graph is the same with any. */
const NO_IMAGE = `sha256:${'0'.repeat(64)}`;

export interface FilesSource {
  /** Folder of the stack files. */
  readonly folder: string;
  /** Folder of the bases' values, whose networks must not overlap. */
  readonly baseFolder: string;
}

/**
 * An environment's configuration from its stack file alone, as the comparison of environments and the
 * estimate of cost need it: images that promotion has not written yet do not matter there.
 * @throws UserError when a file is missing or anything in it is wrong
 */
export function environmentFromFiles(
  environment: EnvironmentName,
  { folder, baseFolder }: FilesSource,
): PermanentEnvironment {
  const file = `Pulumi.${environment}.yaml`;
  const config = stackFileConfig(join(folder, file));
  if (config === null)
    throw new UserError(
      `${file} does not exist in ${folder}: it holds the values of ${environment}.`,
    );
  const path = z.string().safeParse(config[APP_FILE_KEY]);
  if (!path.success)
    throw new UserError(`${file} names no app's file: set ${APP_FILE_KEY} to its path.`);
  const app = readAppFile(join(folder, path.data));
  const neighbours = neighboursIn(folder, file, app.app, baseFolder);
  const values = withImages(config[VALUES_KEY], app);
  return parseEnvironment(values, { environment, app, file, neighbours });
}

/** @throws UserError when it is missing or wrong */
export function readAppFile(path: string, repositoryName = 'app'): AppFile {
  if (!existsSync(path)) throw new UserError(`The app's file ${path} does not exist.`);
  return parseAppFile(readFileSync(path, 'utf8'), { fileName: path, repositoryName });
}

function withImages(values: unknown, { services }: AppFile): unknown {
  const known = z.looseObject({ images: z.looseObject({}).default({}) }).safeParse(values);
  if (!known.success) return values; // the schema tells what is wrong with it
  const placeholders = Object.fromEntries(services.map(({ name }) => [name, NO_IMAGE]));
  return { ...known.data, images: { ...placeholders, ...known.data.images } };
}
