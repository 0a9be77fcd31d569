import { z } from 'zod';

/** What can be made to go wrong. `-after`: the call takes effect, and then its answer is lost. */
const kinds = [
  '500',
  '502',
  '503',
  '500-after',
  '502-after',
  'reset-before',
  'reset-after',
  'secondary-limit',
  'throttle',
  'primary-limit',
  'expired-token',
  'forbidden',
  'hang',
  'malformed',
  'latency',
] as const;

export const faultSchema = z.strictObject({
  /** HTTP method; missing: any. */
  method: z.string().toUpperCase().optional(),
  /** Path below the API's address without query; `*` stands for anything. */
  path: z.string().default('*'),
  kind: z.enum(kinds),
  /** Which matching call is hit first, counted from 1 after the fault was planted. */
  nth: z.int().min(1).default(1),
  /** How many calls in a row are hit. */
  times: z.int().min(1).default(1),
  /** For `secondary-limit`, `throttle` and `503`. */
  retryAfterSeconds: z.int().min(0).default(1),
  /** For `latency`. */
  ms: z.int().min(0).default(100),
});

export type FaultInput = z.input<typeof faultSchema>;
export type Fault = z.output<typeof faultSchema>;

export interface Faults {
  plant(fault: FaultInput): void;
  clear(): void;
  /** Counts the call against every planted fault and gives the one that hits it, if any. */
  take(method: string, path: string): Fault | null;
}

/** Faults planted by a test. */
export function faults(): Faults {
  let planted: { readonly fault: Fault; readonly pattern: RegExp; seen: number }[] = [];
  return {
    plant: (input) => {
      const fault = faultSchema.parse(input);
      planted.push({ fault, pattern: patternOf(fault.path), seen: 0 });
    },
    clear: () => (planted = []),
    take: (method, path) => {
      const matching = planted.filter(
        ({ fault, pattern }) => (fault.method ?? method) === method && pattern.test(path),
      );
      for (const one of matching) one.seen += 1;
      const hit = matching.find(
        ({ fault, seen }) => seen >= fault.nth && seen < fault.nth + fault.times,
      );
      return hit?.fault ?? null;
    },
  };
}

function patternOf(path: string): RegExp {
  const literal = path.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literal.join('.*')}$`);
}
