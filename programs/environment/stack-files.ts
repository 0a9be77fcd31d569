import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { DEFAULT_CIDR } from '../../action-shared/config/base.ts';
import { problemsError } from '../../action-shared/config/problems.ts';
import { readYaml } from '../../action-shared/config/yaml-source.ts';
import { UserError } from '../../action-shared/errors.ts';
import type { EnvironmentName, Neighbour } from './config.ts';
import { ENVIRONMENTS } from './config.ts';

/** Key of the values in a stack file. */
export const VALUES_KEY = 'macro-infra-environment:values';

const stackFile = z.object({ config: z.record(z.string(), z.unknown()).default({}) });
const network = z.object({
  region: z.string().optional(),
  network: z.object({ cidr: z.string() }).optional(),
  parameters: z.object({ prefix: z.string().nullish(), shared: z.boolean().optional() }).optional(),
});
const base = z.object({ cidr: z.string().default(DEFAULT_CIDR), region: z.string().optional() });

/** `staging` and `shop-staging` are staging. @throws UserError for any other stack */
export function environmentOf(stack: string): EnvironmentName {
  const found = ENVIRONMENTS.find((name) => stack === name || stack.endsWith(`-${name}`));
  if (found !== undefined) return found;
  throw new UserError(
    `Stack ${stack} is no permanent environment: its name has to be, or end in, ${ENVIRONMENTS.join(', ')}.`,
  );
}

/** Configuration of a stack file; null when it does not exist. @throws UserError when it is none */
export function stackFileConfig(file: string): Readonly<Record<string, unknown>> | null {
  if (!existsSync(file)) return null;
  const { value, problems } = readYaml(readFileSync(file, 'utf8'));
  if (problems.length > 0) throw problemsError(basename(file), problems);
  const parsed = stackFile.safeParse(value);
  if (parsed.success) return parsed.data.config;
  throw new UserError(`${basename(file)} is no stack file: it has to hold a mapping \`config\`.`);
}

/**
 * Networks of the other environments' stack files in a folder, and of bases: all must differ. Files that
 * say nothing about a network are left out; what else is wrong with them is their own matter.
 * @param app Its name is in front of the parameters unless a file says otherwise.
 */
export function neighboursIn(
  folder: string,
  own: string,
  app: string,
  baseFolder: string,
): readonly Neighbour[] {
  const files = readdirSync(folder).filter((name) => /^Pulumi\..+\.yaml$/.test(name));
  const environments = files
    .filter((name) => name !== own)
    .flatMap((name) => environmentNeighbour(join(folder, name), app));
  const bases = readdirSync(baseFolder).filter((name) => /^(?!Pulumi).+\.yaml$/.test(name));
  return [...environments, ...bases.map((name) => baseNeighbour(join(baseFolder, name)))];
}

function environmentNeighbour(file: string, app: string): readonly Neighbour[] {
  const parsed = network.safeParse(stackFileConfig(file)?.[VALUES_KEY]);
  if (!parsed.success || parsed.data.network === undefined) return [];
  const { region = null, parameters } = parsed.data;
  const owns = parameters?.shared ?? true;
  const prefix = parameters?.prefix ?? `/${app}`;
  return [
    {
      file: basename(file),
      cidr: parsed.data.network.cidr,
      region,
      sharedParameters: owns ? `${prefix}/shared` : null,
    },
  ];
}

function baseNeighbour(file: string): Neighbour {
  const { cidr, region = null } = base.parse(parse(readFileSync(file, 'utf8')) ?? {});
  return { file: `programs/base/${basename(file)}`, cidr, region, sharedParameters: null };
}
