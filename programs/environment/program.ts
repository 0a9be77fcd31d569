import type { EnvironmentConfig } from './config.ts';
import { createEnvironment } from './create-environment.ts';
import type { Outputs } from './outputs.ts';

/** A permanent environment of an app, exactly as configured. Returns the stack's outputs. */
export function environmentProgram(config: EnvironmentConfig): Outputs {
  return createEnvironment(config);
}
