import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { parseAppFile } from '../../../action-shared/config/app-file.ts';
import type { AppFile } from '../../../action-shared/config/app-file.ts';
import type { Recorded } from '../../components/mock-engine.ts';
import type { PermanentEnvironment, EnvironmentName, Neighbour } from '../config.ts';
import { parseEnvironment } from '../parse.ts';
import type { SecretValues } from '../../factory/parts/stored-secrets.ts';
import { recordedEnvironment } from '../recorded.ts';
import { VALUES_KEY } from '../stack-files.ts';

export const FOLDER = join(import.meta.dirname, '..');
export const DIGEST = `sha256:${'a'.repeat(64)}`;

export type Values = Record<string, unknown>;

/** The shop of the examples, with more of what an app's file can say. */
export function shopApp(more = ''): AppFile {
  const text = readFileSync(join(FOLDER, '../../examples/shop/.github/macro-infra.yml'), 'utf8');
  return parseAppFile(`${text}${more}`, { fileName: 'macro-infra.yml', repositoryName: 'shop' });
}

/** Values of a committed stack file, with images. */
export function committedValues(environment: EnvironmentName): Values {
  const text = readFileSync(join(FOLDER, `Pulumi.${environment}.yaml`), 'utf8');
  const file = z.object({ config: z.record(z.string(), z.unknown()) }).parse(parse(text));
  const values = z.record(z.string(), z.unknown()).parse(file.config[VALUES_KEY]);
  return { ...values, images: { web: DIGEST, api: DIGEST } };
}

export interface Given {
  readonly app?: AppFile;
  readonly neighbours?: readonly Neighbour[];
}

/** Configuration of an environment from its committed values and others over them. */
export function configOf(
  environment: EnvironmentName,
  more: Values = {},
  { app = shopApp(), neighbours = [] }: Given = {},
): PermanentEnvironment {
  const values = { ...committedValues(environment), ...more };
  return parseEnvironment(values, {
    environment,
    app,
    file: `Pulumi.${environment}.yaml`,
    neighbours,
  });
}

/** Builds an environment against the mock engine. */
export async function build(config: PermanentEnvironment, secretValues: SecretValues = {}) {
  return recordedEnvironment(config, secretValues);
}

/** Inputs of all resources of a type, `ecs/service:Service`. */
export function inputsOf(resources: readonly Recorded[], type: string): readonly Values[] {
  return resources.filter((one) => one.type === `aws:${type}`).map(({ inputs }) => inputs);
}
