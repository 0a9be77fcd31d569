import type { Store } from '../state/store.ts';
import type { Caller, OperationFamily } from './call.ts';
import { ok } from './reply.ts';

/** Calls per hour: a person's token, `GITHUB_TOKEN` per repository, nobody. Source: GitHub's docs. */
const limits = { user: 5000, installation: 1000, nobody: 60 } as const;
const hourSeconds = 3600;

interface Rate {
  readonly limit: number;
  readonly used: number;
  readonly remaining: number;
  readonly reset: number;
}

export interface RateLimits {
  /** Counts one call; 304 and `/rate_limit` cost none. */
  count(caller: Caller): void;
  rate(caller: Caller): Rate;
}

/** Counts calls per token. Never refuses by itself: limits are tested by injected faults. */
export function rateLimits(store: Store): RateLimits {
  const calls = new Map<string, number>();
  const keyOf = (caller: Caller): string => caller.token?.token ?? '';
  return {
    count: (caller) => calls.set(keyOf(caller), (calls.get(keyOf(caller)) ?? 0) + 1),
    rate: (caller) => {
      const limit = limits[caller.token?.kind ?? 'nobody'];
      const used = calls.get(keyOf(caller)) ?? 0;
      const reset = store.epochSeconds() + hourSeconds;
      return { limit, used, remaining: Math.max(0, limit - used), reset };
    },
  };
}

/** The headers that every answer carries. */
export function rateHeaders({ limit, used, remaining, reset }: Rate): Record<string, string> {
  return {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-used': String(used),
    'x-ratelimit-reset': String(reset),
    'x-ratelimit-resource': 'core',
  };
}

/** `GET /rate_limit`. */
export function rateLimitFamily(counted: RateLimits): OperationFamily {
  return {
    'rate-limit/get': (call) => {
      const rate = counted.rate(call.caller);
      return ok({ resources: { core: rate, search: rate }, rate });
    },
  };
}
