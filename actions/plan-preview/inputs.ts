import { readPlanInputs } from '../../action-shared/preview/plan-inputs.ts';
import type { PreviewInputs } from '../../action-shared/preview/plan-inputs.ts';
import { readInputs } from '../../action-shared/runner/inputs.ts';
import { readCommonInputs } from '../../action-shared/session/common-inputs.ts';
import type { CommonInputs, InputSources } from '../../action-shared/session/common-inputs.ts';

/** What the action was asked to do; frozen, nothing is read again later. */
export type PlanPreviewInputs = CommonInputs & PreviewInputs;

/**
 * Reads the inputs of the action.
 *
 * @throws UserError listing every input that is wrong.
 */
export function parseInputs(
  input: (name: string) => string,
  sources: InputSources,
): PlanPreviewInputs {
  return readInputs(input, (reader) => {
    const common = readCommonInputs(reader, sources);
    return { ...common, ...readPlanInputs(reader, common, sources) };
  });
}
