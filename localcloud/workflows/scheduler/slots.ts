import type { Cancellation } from './cancellation.ts';

/** The runners that there are: so many jobs at once, the others in order. */
export interface Slots {
  /** Waits for a runner; null when it was cancelled before there was one. */
  take(cancellation: Cancellation): Promise<(() => void) | null>;
  /** Jobs that run or wait for a runner. */
  readonly busy: number;
}

/** @param onIdle is called when the last job has left */
export function createSlots(count: number, onIdle: () => void): Slots {
  let running = 0;
  const waiting: ((leave: () => void) => void)[] = [];
  const leave = (): void => {
    const next = waiting.shift();
    if (next !== undefined) next(once(leave));
    else running -= 1;
    if (running === 0) onIdle();
  };
  return {
    get busy() {
      return running + waiting.length;
    },
    take(cancellation) {
      if (cancellation.cancelled) return Promise.resolve(null);
      if (running < count) {
        running += 1;
        return Promise.resolve(once(leave));
      }
      return new Promise((resolve) => {
        waiting.push(resolve);
        cancellation.onCancel(() => {
          const at = waiting.indexOf(resolve);
          if (at < 0) return;
          waiting.splice(at, 1);
          resolve(null);
        });
      });
    },
  };
}

function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    action();
  };
}
