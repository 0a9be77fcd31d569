import { readPlanInputs } from '../../action-shared/preview/plan-inputs.ts';
import type { PreviewInputs } from '../../action-shared/preview/plan-inputs.ts';
import { readInputs } from '../../action-shared/runner/inputs.ts';
import { readCommonInputs } from '../../action-shared/session/common-inputs.ts';
import type { CommonInputs, InputSources } from '../../action-shared/session/common-inputs.ts';

/** What the action was asked to do; frozen, nothing is read again later. */
export interface DeployInputs extends CommonInputs, PreviewInputs {
  readonly onFailure: 'rollback' | 'destroy' | 'keep';
  readonly healthTimeoutSeconds: number;
}

/**
 * Reads the inputs of the action.
 *
 * @throws UserError listing every input that is wrong.
 */
export function parseInputs(input: (name: string) => string, sources: InputSources): DeployInputs {
  return readInputs(input, (reader) => {
    const common = readCommonInputs(reader, sources);
    return {
      ...common,
      ...readPlanInputs(reader, common, sources),
      onFailure: reader.choice('on-failure', ['rollback', 'destroy', 'keep']),
      healthTimeoutSeconds: reader.integer('health-timeout-seconds', { min: 10, max: 3600 }),
    };
  });
}
