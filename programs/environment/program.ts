import type { EnvironmentConfig } from './config.ts';
import { createEnvironment } from './create-environment.ts';
import type { Outputs } from './outputs.ts';
import type { SecretValues } from './parts/secrets.ts';

/**
 * A permanent environment of an app, exactly as configured. Returns the stack's outputs.
 * @param secretValues Of `doppler:` references. @default none
 */
export function environmentProgram(
  config: EnvironmentConfig,
  secretValues: SecretValues = {},
): Outputs {
  return createEnvironment(config, secretValues);
}
