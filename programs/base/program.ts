import type { BaseConfig } from '../../action-shared/config/base.ts';
import type { BaseOutputs } from '../../action-shared/documents/base-outputs.ts';
import { createEnvironment } from '../factory/create-environment.ts';
import type { InTheMaking, Outputs } from '../factory/outputs.ts';
import { baseEnvironment } from './plan.ts';

/** Everything previews share, as configured. Returns the stack's outputs. */
export function baseProgram(
  config: BaseConfig,
): Outputs & InTheMaking<Pick<BaseOutputs, 'limits'>> {
  return { ...createEnvironment(baseEnvironment(config)), limits: config.limits };
}
