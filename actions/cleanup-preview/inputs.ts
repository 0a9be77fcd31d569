import type { RemovalInputs } from '../../action-shared/cleanup/ports.ts';
import { readEnvironmentName } from '../../action-shared/preview/plan-inputs.ts';
import { readInputs } from '../../action-shared/runner/inputs.ts';
import { readCommonInputs, readNumber } from '../../action-shared/session/common-inputs.ts';
import type { CommonInputs, InputSources } from '../../action-shared/session/common-inputs.ts';

/** What the action was asked to do; frozen, nothing is read again later. */
export type CleanupInputs = CommonInputs & RemovalInputs;

/**
 * Reads the inputs of the action.
 *
 * @throws UserError listing every input that is wrong.
 */
export function parseInputs(input: (name: string) => string, sources: InputSources): CleanupInputs {
  const { context } = sources;
  return readInputs(input, (reader) => ({
    ...readCommonInputs(reader, sources),
    number: readNumber(reader, context),
    sha: context.headSha ?? '',
    comment: reader.boolean('comment'),
    verify: reader.boolean('verify'),
    environmentName: readEnvironmentName(reader),
    deleteEnvironment: reader.choice('delete-environment', ['auto', 'true', 'false']),
    fromCloseEvent: context.eventName === 'pull_request' && context.eventAction === 'closed',
  }));
}
