import { z } from 'zod';

/**
 * Parses an answer of GitHub's API to what we use of it.
 *
 * @param what names the thing in the error, for example `pull request`
 */
export function parseAnswer<T>(schema: z.ZodType<T>, answer: unknown, what: string): T {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new Error(
    `GitHub's answer about ${what} is not what its documentation says: ${z.prettifyError(parsed.error)}`,
  );
}
