import { z } from 'zod';
import { UserError, errorMessage } from '../errors.ts';
import type { Call } from './call.ts';

/** A request that GitHub answered with an error, or not at all. */
export class GitHubError extends Error {
  override readonly name = 'GitHubError';
  /** HTTP status; 500 also stands for "no answer". */
  readonly status: number;

  constructor(message: string, status: number, cause: unknown) {
    super(message, { cause });
    this.status = status;
  }
}

const requestErrorSchema = z.object({
  status: z.number(),
  response: z.object({ headers: z.record(z.string(), z.unknown()) }).optional(),
});

/**
 * What a failed request is thrown as: a `UserError` that names the missing permission when the token
 * is to blame, a `GitHubError` that names the request otherwise.
 */
export function apiError(error: unknown, call: Pick<Call, 'route' | 'permission'>): unknown {
  const parsed = requestErrorSchema.safeParse(error);
  if (error instanceof UserError || !parsed.success) return error;
  const { status, response } = parsed.data;
  if (status === 401 || (status === 403 && !isLimit(error))) {
    return refusal(error, status, response?.headers ?? {}, call);
  }
  const answer = response === undefined ? 'no answer' : String(status);
  return new GitHubError(
    `GitHub \`${call.route}\`: ${errorMessage(error)} (${answer})`,
    status,
    error,
  );
}

/** HTTP status of an error of GitHub's API; 500 also stands for "no answer"; null for other errors. */
export function statusOf(error: unknown): number | null {
  if (error instanceof GitHubError) return error.status;
  const cause = error instanceof UserError ? requestErrorSchema.safeParse(error.cause) : undefined;
  return cause?.data?.status ?? null;
}

/** True when GitHub may or may not have done what it was asked for. */
export function isUnknownOutcome(error: unknown): boolean {
  return error instanceof GitHubError && error.status >= 500;
}

function refusal(
  error: unknown,
  status: number,
  headers: Readonly<Record<string, unknown>>,
  call: Pick<Call, 'route' | 'permission'>,
): UserError {
  const asked = `GitHub refused \`${call.route}\``;
  if (status === 401) {
    const invalid = 'the token is not valid or has expired (401). Check `github-token`.';
    return new UserError(`${asked}: ${invalid}`, { cause: error });
  }
  const permission = missingPermission(headers['x-accepted-github-permissions'], call.permission);
  return new UserError(
    `${asked}: the token lacks the permission \`${permission}\` (403: ${firstLine(error)}). ` +
      "Add it to the job's `permissions:`; runs for pull requests from forks only ever get read permissions.",
    { cause: error },
  );
}

/** GitHub tells `issues=write; pull_requests=write` (alternatives); ours is named when it is among them. */
function missingPermission(told: unknown, ours: string): string {
  if (typeof told !== 'string') return ours;
  const accepted = told
    .split(/[;,]/)
    .map((one) => one.trim().replace('=', ': ').replaceAll('_', '-'))
    .filter((one) => /^[a-z-]+: [a-z]+$/.test(one));
  return accepted.includes(ours) ? ours : (accepted[0] ?? ours);
}

/** A rate limit is also a 403; it is not for want of a permission. */
function isLimit(error: unknown): boolean {
  return /rate limit/i.test(errorMessage(error));
}

function firstLine(error: unknown): string {
  return (errorMessage(error).split('\n').at(0) ?? '').slice(0, 120);
}
