/** Lets jobs of one key run one after the other, in the order they came. */
export interface Turns {
  take<T>(key: string, job: () => Promise<T>): Promise<T>;
}

/** Queues, one per key. A job that fails does not stop the ones after it. */
export function createTurns(): Turns {
  const last = new Map<string, Promise<unknown>>();
  return {
    take: (key, job) => {
      const before = last.get(key) ?? Promise.resolve();
      const mine = before.then(job, job);
      last.set(key, mine);
      return mine;
    },
  };
}
