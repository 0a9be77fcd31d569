import type { EnvironmentOutputs } from '../../action-shared/documents/environment-outputs.ts';
import { createEnvironment } from '../factory/create-environment.ts';
import type { InTheMaking, Outputs } from '../factory/outputs.ts';
import type { SecretValues } from '../factory/parts/stored-secrets.ts';
import type { PermanentEnvironment } from './config.ts';
import { environmentValues } from './resolve.ts';

/**
 * A permanent environment of an app, exactly as configured. Returns the stack's outputs. `protection` is
 * the one switch: with it the engine deletes neither network, load balancer, database, cache, buckets nor
 * user pool, so that nothing is destroyed at all, and load balancer, database and user pool refuse it
 * themselves too, until it is off and the stack was updated once.
 * @param secretValues Of `doppler:` references. @default none
 */
export function environmentProgram(
  config: PermanentEnvironment,
  secretValues: SecretValues = {},
): Outputs & InTheMaking<Pick<EnvironmentOutputs, 'protection'>> {
  const { protection } = config;
  return { ...createEnvironment(environmentValues(config), secretValues), protection };
}
