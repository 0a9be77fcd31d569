import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { parseAppFile } from '../../action-shared/config/app-file.ts';
import type { AppFile } from '../../action-shared/config/app-file.ts';
import { UserError } from '../../action-shared/errors.ts';
import type { EnvironmentSource } from '../../action-shared/parity/graph.ts';
import type { Recorded } from '../../programs/components/mock-engine.ts';
import { runWithMocks } from '../../programs/components/mock-engine.ts';
import { parseEnvironment } from '../../programs/environment/parse.ts';
import { environmentProgram } from '../../programs/environment/program.ts';
import { environmentOf, neighboursIn, VALUES_KEY } from '../../programs/environment/stack-files.ts';
import { cloudAnswers, cloudOutputs } from './mock-cloud.ts';

const PROGRAM = join(import.meta.dirname, '../../programs/environment');
/** What stands for images that no promotion has written yet. */
const NO_DIGEST = `sha256:${'0'.repeat(64)}`;
/** Milliseconds without a new resource after which the program has made all of them. */
const SETTLED_MILLISECONDS = 300;

const stackFile = z.object({
  config: z.object({ 'macro-infra-environment:appFile': z.string() }).catchall(z.unknown()),
});

/** A recorded environment and the text of its app's file. */
export interface RecordedEnvironment extends EnvironmentSource {
  readonly config: Readonly<Record<string, unknown>>;
  readonly appFile: string;
}

/**
 * Runs the program of an environment against a recording engine, from its stack file alone.
 *
 * @param stack `staging`, or `shop-staging`; `Pulumi.<stack>.yaml` in the program's folder
 * @throws UserError when the stack file is not there, or its values are wrong
 */
export async function recordEnvironment(stack: string): Promise<RecordedEnvironment> {
  const file = `Pulumi.${stack}.yaml`;
  const { config: written } = stackFile.parse(parse(readText(join(PROGRAM, file))));
  const appPath = join(PROGRAM, written['macro-infra-environment:appFile']);
  const app = parseAppFile(readText(appPath), { fileName: appPath, repositoryName: 'app' });
  const environment = environmentOf(stack);
  const config = parseEnvironment(withImages(written[VALUES_KEY], app), {
    environment,
    app,
    file,
    neighbours: neighboursIn(PROGRAM, file, app.app, join(PROGRAM, '../base')),
  });
  const { resources } = await runWithMocks(
    'macro-infra-environment',
    `${app.app}-${environment}`,
    () => environmentProgram(config),
    { outputs: cloudOutputs(config.domain), call: cloudAnswers(config.region) },
  );
  await settled(resources);
  return { name: environment, config: { ...config }, resources, appFile: appPath };
}

/** A comparison needs no images: what none has been promoted to has a digest of zeros. */
function withImages(values: unknown, app: AppFile): unknown {
  const given = z
    .looseObject({ images: z.record(z.string(), z.string()).optional() })
    .parse(values);
  const none = app.services.map(({ name }) => [name, NO_DIGEST] as const);
  return { ...given, images: { ...Object.fromEntries(none), ...given.images } };
}

/** Outputs are told before the last resources that nothing depends on are. */
async function settled(resources: readonly Recorded[]): Promise<void> {
  let before = -1;
  while (before < resources.length) {
    before = resources.length;
    await setTimeout(SETTLED_MILLISECONDS);
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new UserError(`${path} is not there.`, { cause });
  }
}
