/**
 * An error whose message is all the user needs: what happened, where, and what to do next. Shown
 * without a stack trace. Everything else that is thrown is a fault of ours and shown with `cause`.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
}

/** Text of anything thrown, made to be embedded in a longer sentence. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
