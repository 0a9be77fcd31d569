import { readEnvironmentName } from '../../action-shared/preview/plan-inputs.ts';
import { readInputs } from '../../action-shared/runner/inputs.ts';
import {
  PULL_REQUEST_NUMBER,
  readCommonInputs,
} from '../../action-shared/session/common-inputs.ts';
import type { CommonInputs, InputSources } from '../../action-shared/session/common-inputs.ts';

/** What the action was asked to do; frozen, nothing is read again later. */
export interface SweepInputs extends CommonInputs {
  readonly dryRun: boolean;
  /** Most previews that this pass removes. */
  readonly limit: number;
  /** Pull request that wants a preview; null: an ordinary pass. */
  readonly makeRoomFor: number | null;
  /** GitHub environment, with `{number}` in it. */
  readonly environmentName: string;
  readonly comment: boolean;
  /** Caller that starts a pull request whose event got lost; null: none is. */
  readonly dispatchWorkflow: string | null;
}

const workflowFile = {
  pattern: /^[\w.-]+\.ya?ml$/,
  allowed: 'the file name of a workflow, such as `preview-fork.yml`',
};

/**
 * Reads the inputs of the action.
 *
 * @throws UserError listing every input that is wrong.
 */
export function parseInputs(input: (name: string) => string, sources: InputSources): SweepInputs {
  return readInputs(input, (reader) => ({
    ...readCommonInputs(reader, sources),
    dryRun: reader.boolean('dry-run'),
    limit: reader.integer('limit', { min: 1, max: 1000 }),
    makeRoomFor: reader.optionalInteger('make-room-for', PULL_REQUEST_NUMBER),
    environmentName: readEnvironmentName(reader),
    comment: reader.boolean('comment'),
    dispatchWorkflow: reader.text('dispatch-workflow', workflowFile) || null,
  }));
}
