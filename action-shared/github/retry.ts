import { z } from 'zod';
import { UserError, errorMessage } from '../errors.ts';
import type { Clock } from '../runner/clock.ts';

/** Times one request is sent, at most. */
const ATTEMPTS = 5;

/** Pause before the first repeat; doubles each time. */
const FIRST_PAUSE_MILLISECONDS = 500;

/** Longest wait that a rate limit may ask for; a longer one fails the step instead of holding a runner. */
const LONGEST_LIMIT_SECONDS = 60;

/** Pause when a secondary limit names none (GitHub docs, "Best practices for using the REST API": a minute). */
const SECONDARY_LIMIT_SECONDS = 60;

/** Methods whose second execution changes nothing more. */
const REPEATABLE = new Set(['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE']);

export interface RetryPolicy {
  readonly clock: Clock;
  readonly log: (line: string) => void;
  readonly signal?: AbortSignal;
  readonly requestTimeoutSeconds?: number;
}

interface Request {
  method: string;
  url: string;
  request?: { signal?: AbortSignal };
}

interface Response {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly data: unknown;
}

/** A JSON answer that is none: cut off on the way, or made by something between us and GitHub. */
class MalformedAnswer extends Error {
  readonly status = 502;
}

/** Wraps Octokit's `request` hook: sends a request again as `nextPause` decides. */
export function retrying(policy: RetryPolicy) {
  return async <Options extends Request, Result extends Response>(
    send: (options: Options) => Result | Promise<Result>,
    options: Options,
  ): Promise<Result> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return wellFormed(await send(withDeadline(options, policy)));
      } catch (error) {
        // Cancelled: its reason says more than "aborted".
        policy.signal?.throwIfAborted();
        const pause = nextPause(failureOf(error), options.method, attempt, policy.clock.now());
        if (pause === null) throw error;
        const seconds = pause / 1000;
        policy.log(`GitHub: ${errorMessage(error)}; asking again in ${seconds.toFixed(1)} s.`);
        await policy.clock.sleep(pause, policy.signal);
      }
    }
  };
}

/** What is known about a request that failed. */
export interface Failure {
  /** 500 also stands for "no answer", as Octokit has it. */
  readonly status: number | null;
  readonly message: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, unknown>>;
}

/**
 * Decides whether a request is sent again.
 *
 * @param attempt how often it was sent, from 1
 * @param now milliseconds since the epoch
 * @returns milliseconds to wait before; null when it is not sent again
 * @throws UserError when a rate limit asks for more than a minute
 */
export function nextPause(
  failure: Failure,
  method: string,
  attempt: number,
  now: number,
): number | null {
  if (failure.status === null) return null;
  const limit = limitSeconds(failure, now);
  if (limit !== null && limit > LONGEST_LIMIT_SECONDS) throw tooLong(limit, now);
  if (attempt >= ATTEMPTS) return null;
  if (limit !== null) return limit * 1000;
  if (failure.status < 500 || !REPEATABLE.has(method)) return null;
  return FIRST_PAUSE_MILLISECONDS * 2 ** (attempt - 1);
}

/** Seconds that a rate limit asks us to wait; null when the failure is not one. A limited request was not executed. */
function limitSeconds(failure: Failure, now: number): number | null {
  if (failure.status !== 403 && failure.status !== 429) return null;
  const told = numberOf(failure.headers['retry-after']);
  if (told !== null) return told;
  if (numberOf(failure.headers['x-ratelimit-remaining']) === 0) {
    const reset = numberOf(failure.headers['x-ratelimit-reset']) ?? now / 1000;
    return Math.max(1, Math.ceil(reset - now / 1000));
  }
  const secondary = failure.status === 429 || /secondary rate limit/i.test(failure.message);
  return secondary ? SECONDARY_LIMIT_SECONDS : null;
}

function tooLong(seconds: number, now: number): UserError {
  const until = new Date(now + seconds * 1000).toISOString();
  return new UserError(
    `GitHub's rate limit is used up until ${until} (${Math.ceil(seconds / 60)} min). Run this again then, or use a token with a limit of its own.`,
  );
}

function withDeadline<Options extends Request>(options: Options, policy: RetryPolicy): Options {
  const timeout = AbortSignal.timeout((policy.requestTimeoutSeconds ?? 30) * 1000);
  const signal = policy.signal ? AbortSignal.any([policy.signal, timeout]) : timeout;
  return { ...options, request: { ...options.request, signal } };
}

function wellFormed<Result extends Response>(response: Result): Result {
  const type = response.headers['content-type'];
  const json = typeof type === 'string' && type.includes('json');
  if (!json || typeof response.data !== 'string') return response;
  throw new MalformedAnswer(`the answer (${response.status}) is not JSON`);
}

const failureSchema = z.object({
  status: z.number(),
  response: z.object({ headers: z.record(z.string(), z.unknown()) }).optional(),
});

function failureOf(error: unknown): Failure {
  const parsed = failureSchema.safeParse(error);
  return {
    status: parsed.data?.status ?? null,
    message: errorMessage(error),
    headers: parsed.data?.response?.headers ?? {},
  };
}

function numberOf(value: unknown): number | null {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && /^\d+(\.\d+)?$/.test(text) ? Number(text) : null;
}
