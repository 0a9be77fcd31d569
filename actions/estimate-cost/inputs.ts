import { SLUG_PATTERN } from '../../action-shared/naming/slug.ts';
import { readInputs } from '../../action-shared/runner/inputs.ts';
import type { InputReader } from '../../action-shared/runner/inputs.ts';
import { readBackendUrl, readRegion } from '../../action-shared/session/common-inputs.ts';

export interface StackName {
  readonly project: string;
  readonly stack: string;
}

export interface Inputs {
  /** Null when a plan is given. */
  readonly stack: StackName | null;
  /** JSON, or the path of a file; null when a stack is given. */
  readonly plan: string | null;
  /** Null: nothing is compared with a base. */
  readonly base: string | null;
  readonly previews: number;
  readonly region: string;
  /** Null when no state is read. */
  readonly backendUrl: string | null;
}

const STACK = /^(?:[\w.-]+\/)?([\w.-]+)\/([\w.-]+)$/;

/**
 * Reads the action's inputs.
 *
 * @throws UserError listing every wrong input
 */
export function parseInputs(input: (name: string) => string, env: NodeJS.ProcessEnv): Inputs {
  return readInputs(input, (read) => {
    const stack = readStack(read);
    const plan = read.text('plan') || null;
    if ((stack === null) === (plan === null)) {
      const found = stack === null ? 'neither of the two' : 'both';
      read.problem('plan', found, 'either `stack` or `plan`');
    }
    const base = read.text('base', { pattern: SLUG_PATTERN, allowed: 'a slug like `dev`' }) || null;
    return {
      stack,
      plan,
      base,
      previews: read.integer('previews', { min: 1, max: 1000 }),
      region: readRegion(read, env),
      backendUrl: stack === null && base === null ? null : readBackendUrl(read, env),
    };
  });
}

function readStack(read: InputReader): StackName | null {
  const allowed = '`project/stack`, for example `macro-infra-base/dev`';
  const [, project, stack] = STACK.exec(read.text('stack', { pattern: STACK, allowed })) ?? [];
  return project === undefined || stack === undefined ? null : { project, stack };
}
