import { randomUUID } from 'node:crypto';
import { EngineError } from './engine-error.ts';
import { MessageTail } from './message-tail.ts';
import { processAlive, type ProcessIdentity } from './process-identity.ts';
import type { Command, Message, Operation } from './protocol.ts';

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;
/** An operation as it is asked for; the session numbers it. */
export type OperationRequest = WithoutId<Operation>;
export type SucceededMessage = Extract<Message, { type: 'succeeded' }>;
export type SnapshotMessage = Extract<Message, { type: 'snapshot' }>;
export type OperationResult = SucceededMessage | SnapshotMessage;

export interface FollowOptions {
  readonly onMessage?: (message: Message) => void;
  /** Aborting it sends one cancel; the operation then ends by itself. */
  readonly signal?: AbortSignal;
  /**
   * Seconds after an abort until the wait is given up (`EngineError.unfinished`), the engine still
   * working. @default no limit
   */
  readonly leaveAfterSeconds?: number;
}

export interface StackRunner {
  readonly folder: string;
  readonly identity: ProcessIdentity;
  /** Asks for an operation and waits for its end. @throws EngineError when it did not succeed. */
  request(operation: OperationRequest, options?: FollowOptions): Promise<OperationResult>;
  /** Waits for the end of an operation that was asked for earlier, its messages from the start. */
  follow(id: string, options?: FollowOptions): Promise<OperationResult>;
  /** The latest operation that was asked for and has not ended; null when there is none. */
  unfinished(): Operation | null;
  /** How the operation that ended last did; null when none has ended. */
  lastOutcome(): 'succeeded' | 'failed' | null;
  /** Interrupts the running operation once, however often it is called. */
  cancel(): void;
  /** Lets it end; true when its process is gone within the time. @param seconds default 10 */
  end(seconds?: number): Promise<boolean>;
  alive(): boolean;
}

export interface SessionDeps {
  readonly folder: string;
  readonly identity: ProcessIdentity;
  readonly onWarning: (text: string) => void;
  readonly send: (command: Command) => void;
  /** Every command so far, also those of earlier processes. */
  readonly sent: () => readonly Command[];
  readonly lastWords: () => string;
}

export class RunnerSession implements StackRunner {
  readonly folder: string;
  readonly identity: ProcessIdentity;
  readonly #deps: SessionDeps;

  constructor(deps: SessionDeps) {
    this.folder = deps.folder;
    this.identity = deps.identity;
    this.#deps = deps;
  }

  request(operation: OperationRequest, options: FollowOptions = {}): Promise<OperationResult> {
    const id = randomUUID();
    this.#deps.send({ ...operation, id });
    return this.follow(id, options);
  }

  async follow(id: string, options: FollowOptions = {}): Promise<OperationResult> {
    const tail = new MessageTail(this.folder, this.#deps.onWarning);
    const { promise, resolve, reject } = Promise.withResolvers<OperationResult>();
    const look = (): void => {
      try {
        const alive = this.alive();
        // Read after the look at the process: what it wrote before its end is there by then.
        const end = readOn(tail, id, options.onMessage);
        if (end !== null) resolve(resultOf(end));
        else if (!alive) reject(this.#died());
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    };
    const stopWatching = tail.watch(look);
    const stopListening = this.#cancelOnAbort(options, reject);
    try {
      look();
      return await promise;
    } finally {
      stopWatching();
      stopListening();
    }
  }

  unfinished(): Operation | null {
    const messages = new MessageTail(this.folder, () => undefined).drain();
    const ended = new Set(messages.filter(isEnd).map((message) => message.id));
    const operations = this.#deps.sent().filter((command) => 'id' in command);
    return operations.findLast((operation) => !ended.has(operation.id)) ?? null;
  }

  lastOutcome(): 'succeeded' | 'failed' | null {
    const end = new MessageTail(this.folder, () => undefined).drain().findLast(isEnd);
    if (end === undefined) return null;
    return end.type === 'failed' ? 'failed' : 'succeeded';
  }

  cancel(): void {
    // The engine takes a second interrupt for "stop at once" and leaves pending operations behind.
    const running = this.unfinished();
    if (running === null) return;
    const sent = this.#deps.sent();
    const asked = sent.findIndex((command) => 'id' in command && command.id === running.id);
    if (sent.slice(asked).some((command) => command.type === 'cancel')) return;
    this.#deps.send({ type: 'cancel' });
  }

  async end(seconds = 10): Promise<boolean> {
    if (!this.alive()) return true;
    this.#deps.send({ type: 'end' });
    for (let waited = 0; waited < seconds * 1_000; waited += 50) {
      if (!this.alive()) return true;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return !this.alive();
  }

  alive(): boolean {
    return processAlive(this.identity);
  }

  #cancelOnAbort(options: FollowOptions, reject: (error: Error) => void): () => void {
    const { signal, leaveAfterSeconds } = options;
    if (signal === undefined) return () => undefined;
    let timer: NodeJS.Timeout | undefined;
    const onAbort = (): void => {
      this.cancel();
      if (leaveAfterSeconds === undefined) return;
      timer = setTimeout(() => reject(leftWorking()), leaveAfterSeconds * 1_000);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    return () => {
      signal.removeEventListener('abort', onAbort);
      clearTimeout(timer);
    };
  }

  #died(): EngineError {
    const words = this.#deps.lastWords();
    return new EngineError(
      'engine',
      `the stack runner (process ${this.identity.pid}) ended before its operation did` +
        (words === '' ? '.' : `. Its last words: ${words}`),
    );
  }
}

type EndMessage = OperationResult | Extract<Message, { type: 'failed' }>;

/** Passes on what is new of an operation; its end when it has come. */
function readOn(
  tail: MessageTail,
  id: string,
  onMessage: ((message: Message) => void) | undefined,
): EndMessage | null {
  let end: EndMessage | null = null;
  for (const message of tail.drain()) {
    if (!('id' in message) || message.id !== id) continue;
    onMessage?.(message);
    if (isEnd(message)) end = message;
  }
  return end;
}

function isEnd(message: Message): message is EndMessage {
  return ['succeeded', 'failed', 'snapshot'].includes(message.type);
}

function resultOf(end: EndMessage): OperationResult {
  if (end.type !== 'failed') return end;
  throw new EngineError(end.kind, end.message, { urn: end.urn, changes: end.changes });
}

function leftWorking(): EngineError {
  return new EngineError(
    'cancelled',
    'cancelled: the engine finishes what is in flight; the post step waits for it.',
    { unfinished: true },
  );
}
