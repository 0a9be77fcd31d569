import * as pulumi from '@pulumi/pulumi';
import { UserError } from '../action-shared/errors.ts';

/**
 * What a program's entry for `pulumi up` exports: a `UserError` becomes the engine's own kind of error for
 * what a user can fix, which is shown without a stack trace.
 */
export function fromCommandLine<T>(program: () => T): T {
  try {
    const result = program();
    return result instanceof Promise ? (result.catch(rethrown) as T) : result;
  } catch (error) {
    return rethrown(error);
  }
}

function rethrown(error: unknown): never {
  if (error instanceof UserError) throw new pulumi.RunError(error.message);
  throw error;
}
