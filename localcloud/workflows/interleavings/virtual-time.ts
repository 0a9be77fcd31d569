/** A clock that stands still until something is waited for: what is due next happens at once. */
export interface VirtualTime {
  /** Milliseconds since the beginning. */
  now(): number;
  /** Calls back later; gives what takes it back. */
  after(milliseconds: number, callback: () => void): () => void;
  sleep(milliseconds: number): Promise<void>;
  /** Lets happen, in order, all that is due until then, and all that follows from it. */
  until(time: number): Promise<void>;
  /** Lets everything happen that is still to come before that time limit. */
  rest(limit: number): Promise<void>;
}

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

export function virtualTime(): VirtualTime {
  let now = 0;
  let timers: Timer[] = [];
  const after = (milliseconds: number, callback: () => void): (() => void) => {
    const timer = { at: now + milliseconds, callback };
    // Behind those of the same time: first come, first served.
    const place = timers.findIndex(({ at }) => at > timer.at);
    timers.splice(place < 0 ? timers.length : place, 0, timer);
    return () => {
      timers = timers.filter((one) => one !== timer);
    };
  };
  const until = async (time: number): Promise<void> => {
    await settle();
    for (let next = timers[0]; next !== undefined && next.at <= time; next = timers[0]) {
      timers.shift();
      now = next.at;
      next.callback();
      await settle();
    }
    now = Math.max(now, time);
  };
  return {
    now: () => now,
    after,
    sleep: (milliseconds) => new Promise((resolve) => void after(milliseconds, resolve)),
    until,
    async rest(limit) {
      await settle();
      for (let next = timers[0]; next !== undefined && next.at <= limit; next = timers[0]) {
        await until(next.at);
      }
    },
  };
}

/** A macrotask: promises that are kept have had their followers called by then. */
function settle(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
