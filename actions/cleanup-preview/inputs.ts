import { readInputs } from '../../action-shared/runner/inputs.ts';
import { readCommonInputs, readNumber } from '../../action-shared/session/common-inputs.ts';
import type { CommonInputs, InputSources } from '../../action-shared/session/common-inputs.ts';

/** What the action was asked to do; frozen, nothing is read again later. */
export interface CleanupInputs extends CommonInputs {
  readonly number: number;
  /** Head of the pull request in the event; empty when started by hand. */
  readonly sha: string;
  readonly comment: boolean;
  readonly verify: boolean;
  readonly environmentName: string;
  readonly deleteEnvironment: 'auto' | 'true' | 'false';
  /** True when the event says that the pull request was closed: it is then asked whether it still is. */
  readonly fromCloseEvent: boolean;
}

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
    environmentName: reader.text('environment-name', {
      required: true,
      pattern: /\{number\}/,
      allowed: 'a name with `{number}` in it',
    }),
    deleteEnvironment: reader.choice('delete-environment', ['auto', 'true', 'false']),
    fromCloseEvent: context.eventName === 'pull_request' && context.eventAction === 'closed',
  }));
}
