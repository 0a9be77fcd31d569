import type { PulumiFn } from '@pulumi/pulumi/automation/workspace.js';
import { parseAppFile } from '../../action-shared/config/app-file.ts';
import type { ProgramCall, StackAddress } from '../../action-shared/engine/protocol.ts';
import { UserError } from '../../action-shared/errors.ts';
import type { PermanentEnvironment, EnvironmentName } from '../environment/config.ts';
import { parseEnvironment } from '../environment/parse.ts';
import { environmentProgram } from '../environment/program.ts';
import { environmentOf } from '../environment/stack-files.ts';
import type { Env, ProgramPlace } from './program-place.ts';

export type EnvironmentCall = Extract<ProgramCall, { name: 'environment' }>;

/** The program of a permanent environment. @throws UserError, see the two below */
export function environmentOfCall(call: EnvironmentCall, { address, env }: ProgramPlace): PulumiFn {
  const config = environmentConfigOf(call, address);
  const values = secretValuesOf(call, env);
  return () => Promise.resolve({ ...environmentProgram(config, values) });
}

/**
 * The environment that a command asks for.
 * @throws UserError with every problem of its files, or when it would land in another stack or region
 */
export function environmentConfigOf(
  { source }: EnvironmentCall,
  address: Pick<StackAddress, 'stack' | 'region'>,
): PermanentEnvironment {
  const { app, file, neighbours, values } = source;
  const { text, ...names } = app;
  const environment = environmentIn(source.environment, address.stack);
  const config = parseEnvironment(values, {
    ...{ environment, file, neighbours },
    app: parseAppFile(text, names),
  });
  if (config.region === address.region) return config;
  throw new UserError(
    `${file}: region is ${config.region}, but the engine was started for ${address.region}: ${environment} would be made there. Give the region of the file.`,
  );
}

function environmentIn(name: string, stack: string): EnvironmentName {
  const environment = environmentOf(stack);
  if (environment === name) return environment;
  throw new UserError(`Stack ${stack} holds ${environment}: it cannot be given values of ${name}.`);
}

/**
 * Values of `doppler:` references, from the environment of this process: commands lie in a file.
 * @throws UserError that names every variable that is not there; never with a value
 */
export function secretValuesOf(
  { secretVariables = {} }: EnvironmentCall,
  env: Env,
): Record<string, string> {
  const entries = Object.entries(secretVariables);
  const missing = entries.filter(([, variable]) => env[variable] === undefined);
  if (missing.length > 0)
    throw new UserError(
      `No value for ${missing.map(([reference, variable]) => `${reference} (variable ${variable})`).join(', ')}: the stack runner's environment has to hold it.`,
    );
  return Object.fromEntries(entries.map(([reference, name]) => [reference, env[name] ?? '']));
}
