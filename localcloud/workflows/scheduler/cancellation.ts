/** A cancellation that holds for everything below it. */
export interface Cancellation {
  readonly cancelled: boolean;
  /** Why; '' while it is not cancelled. */
  readonly reason: string;
  cancel(reason: string): void;
  /** Calls back when it is cancelled, at once when it is already; gives what ends the listening. */
  onCancel(listener: (reason: string) => void): () => void;
  /** One that is cancelled with this one, and can be alone. */
  child(): Cancellation;
}

/** A cancellation that nothing has cancelled yet. */
export function createCancellation(): Cancellation {
  const listeners = new Set<(reason: string) => void>();
  let why: string | null = null;
  const self: Cancellation = {
    get cancelled() {
      return why !== null;
    },
    get reason() {
      return why ?? '';
    },
    cancel(reason) {
      if (why !== null) return;
      why = reason;
      for (const listener of [...listeners]) listener(reason);
      listeners.clear();
    },
    onCancel(listener) {
      if (why !== null) {
        listener(why);
        return () => undefined;
      }
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    child() {
      const one = createCancellation();
      self.onCancel((reason) => one.cancel(reason));
      return one;
    },
  };
  return self;
}
