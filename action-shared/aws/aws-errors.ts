import { errorMessage, UserError } from '../errors.ts';

/** Name of an AWS error (`ResourceNotFoundException`, `AccessDenied`, ...); empty for other errors. */
export function awsErrorName(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

/** Whether AWS says that what was asked for is not there. Each service has its own word for it. */
export function isNotFound(error: unknown): boolean {
  return /(NotFound|NoSuch|DoesNotExist|NotExist|UnknownParameter)/.test(awsErrorName(error));
}

/** Whether the credentials may not do what was asked. */
export function isDenied(error: unknown): boolean {
  return /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|Unauthorized|AuthorizationError)$/.test(
    awsErrorName(error),
  );
}

/** The answer; null when what was asked for is not there. */
export async function unlessNotFound<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

/**
 * Gives a refused call the form a user can act on.
 *
 * @param doing What was asked, with its permission: `read the image (ecr:BatchGetImage)`.
 */
export function explained(doing: string, cause: unknown): Error {
  if (cause instanceof UserError) return cause;
  if (isDenied(cause)) {
    return new UserError(
      `AWS: the role of this run may not ${doing}: ${errorMessage(cause)} Add the permission (docs/quickstart.md).`,
      { cause },
    );
  }
  return new Error(`AWS: could not ${doing}: ${errorMessage(cause)}`, { cause });
}
