import type { Gateway } from '../../localcloud/gateway/start.ts';

/** A signal that is given when a job's log says something, and what the job needs to give it. */
export interface Trigger {
  readonly signal: AbortSignal;
  readonly onLine: (line: string) => void;
  /** Seconds from the signal to the runner's next step; null when it never came to that. */
  secondsToPost(): number | null;
}

/** The runner's own line that begins an action's post step. */
const POST = /^Post (?:Deploy|Clean up) preview$/;

/** Gives its signal at the n-th line of the log that matches. */
export function atLine(pattern: RegExp, nth = 1): Trigger {
  const controller = new AbortController();
  let seen = 0;
  let givenAt: number | null = null;
  let postAt: number | null = null;
  return {
    signal: controller.signal,
    onLine: (line) => {
      if (givenAt !== null && POST.test(line)) postAt ??= performance.now();
      if (!pattern.test(line)) return;
      seen += 1;
      if (seen !== nth) return;
      givenAt = performance.now();
      controller.abort();
    },
    secondsToPost: () => (givenAt === null || postAt === null ? null : (postAt - givenAt) / 1000),
  };
}

/** The n-th resource that the engine created (`+`), updated (`~`) or deleted (`-`). */
export function atResource(sign: '+' | '~' | '-', nth: number): Trigger {
  return atLine(new RegExp(`^\\s*\\${sign} aws:`), nth);
}

/** Calls of one kind that are caught in flight. */
export interface Caught {
  readonly service: string;
  readonly action: string;
  /** Calls that are made side by side; the first of them takes effect. */
  readonly calls: number;
}

/** Milliseconds between two looks at the calls that have come, and until they are given up. */
const LOOK_EVERY_MS = 20;
const GIVE_UP_MS = 90_000;

/**
 * Runs something that takes a signal which is given when all calls have been caught. The engine makes
 * four calls per processor at a time: on two, no more than eight can be caught at once.
 *
 * @throws naming the calls that did not come, after the run was ended.
 */
export async function catching<T>(
  gateway: Gateway,
  caught: readonly Caught[],
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  for (const { service, action } of caught) {
    // AWS carries out the first and its answer is lost; its repetition and all others hang.
    gateway.faults.add({ service, action, kind: 'reset-after' });
    gateway.faults.add({ service, action, kind: 'hang', nth: 2, times: 1000 });
  }
  const controller = new AbortController();
  const seen = (one: Caught): number =>
    gateway.faults.list().find(({ action }) => action === one.action)?.seen ?? 0;
  const missing = (): string[] =>
    caught
      .filter((one) => seen(one) <= one.calls)
      .map((one) => `${one.action}: ${seen(one)} of ${one.calls + 1}`);
  const looking = setInterval(() => {
    if (missing().length === 0) controller.abort();
  }, LOOK_EVERY_MS);
  const limit = setTimeout(() => controller.abort(), GIVE_UP_MS);
  try {
    const result = await run(controller.signal);
    if (missing().length > 0) throw new Error(`calls that did not come: ${missing().join(', ')}`);
    return result;
  } finally {
    clearInterval(looking);
    clearTimeout(limit);
    gateway.faults.clear();
  }
}
