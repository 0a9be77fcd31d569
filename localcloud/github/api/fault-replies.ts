import type { Fault } from '../faults.ts';
import type { Store } from '../state/store.ts';
import { ApiError } from './reply.ts';

/** Kinds that let the call take effect before they spoil its answer. */
export function appliesFirst(fault: Fault): boolean {
  return ['500-after', '502-after', 'reset-after', 'malformed', 'latency'].includes(fault.kind);
}

/** The answer that a fault gives in GitHub's words, or `null` when it gives none of its own. */
export function faultReply(fault: Fault, store: Store): ApiError | null {
  const retry = { 'retry-after': String(fault.retryAfterSeconds) };
  switch (fault.kind) {
    case '500':
    case '500-after':
      return new ApiError(500, 'Server Error');
    case '502':
    case '502-after':
      return new ApiError(502, 'Server Error');
    case '503':
      return new ApiError(503, 'Service unavailable', { headers: retry });
    case 'secondary-limit':
      return new ApiError(403, secondaryLimit, { headers: retry });
    case 'throttle':
      return new ApiError(429, secondaryLimit, { headers: retry });
    case 'primary-limit':
      return new ApiError(403, 'API rate limit exceeded for installation.', {
        headers: {
          'x-ratelimit-remaining': '0',
          'x-ratelimit-reset': String(store.epochSeconds() + fault.retryAfterSeconds),
        },
      });
    case 'expired-token':
      return new ApiError(401, 'Bad credentials');
    case 'forbidden':
      return new ApiError(403, 'Resource not accessible by integration');
    default:
      return null;
  }
}

const secondaryLimit =
  'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
