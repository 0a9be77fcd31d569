import type { Healing, ResourceChanges } from '../documents/report.ts';
import type { Clock } from '../engine/clock.ts';
import { collectChanges, logLine } from '../engine/events.ts';
import { healStack } from '../engine/heal.ts';
import type { PendingLookup } from '../engine/heal.ts';
import { nameHolder } from '../engine/holder.ts';
import type { Holder, HolderState } from '../engine/holder.ts';
import type { Lease } from '../engine/lease-hold.ts';
import { acquireLease } from '../engine/lease.ts';
import type {
  Message,
  PendingOperation,
  ProgramCall,
  StackAddress,
  StackSnapshot,
} from '../engine/protocol.ts';
import type { OperationRequest, StackRunner } from '../engine/stack-runner-session.ts';
import { readStack } from '../engine/state-reader.ts';
import type { StackState } from '../engine/state-reader.ts';
import type { StateStore } from '../engine/state-store.ts';

/** Seconds after a cancellation in which a running operation may still end by itself in main. */
const LEAVE_AFTER_SECONDS = 2;

export interface SessionDeps {
  /** Null for Pulumi Cloud, which keeps locks of its own. */
  readonly store: StateStore | null;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly holder: Holder;
  /** Longest wait for a living holder. */
  readonly waitSeconds: number;
  holderState(holder: Holder): Promise<HolderState>;
  /** Starts the stack runner; called at most once, and only when the engine is needed. */
  startRunner(): Promise<StackRunner>;
  /** Whether the resource of an interrupted create exists. */
  lookup(operation: PendingOperation): Promise<PendingLookup>;
  log(line: string): void;
  warn(line: string): void;
  /** Keeps how `post` finds the lease and the stack runner, should this process not end it. */
  remember(held: HeldSession): void;
}

/** What `post` needs to take a session up. Holds no secret. */
export interface HeldSession {
  readonly lease: string;
  /** Folder of the stack runner; null while none was started. */
  readonly folder: string | null;
}

/** What an `up` did and what the stack exports now. */
export interface Updated {
  readonly changes: ResourceChanges;
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** A stack that is ours: nobody else changes it until the session is closed. */
export interface StackSession extends AsyncDisposable {
  snapshot(): Promise<StackSnapshot>;
  /** @throws EngineError when a resource could not be made. */
  up(program: ProgramCall): Promise<Updated>;
  /** Destroys every resource and removes the stack. */
  destroy(): Promise<ResourceChanges>;
}

/**
 * Takes the lease of a stack and heals what a dead holder left of it.
 *
 * @param healed Gets a line for everything that was repaired.
 * @throws UserError when the holder lives on, or the fate of a resource cannot be learned.
 */
export async function openStackSession(
  address: StackAddress,
  deps: SessionDeps,
  healed: Healing[],
): Promise<StackSession> {
  const lease = await acquireLease({
    ...deps,
    key: address,
    onWarning: (text) => deps.warn(text),
    onWaiting: (holder, state) => deps.log(waiting(holder, state, deps.waitSeconds)),
  });
  const session = new HeldStack(address, deps, lease);
  try {
    await session.heal(healed);
    return session;
  } catch (error) {
    await session[Symbol.asyncDispose]();
    throw error;
  }
}

class HeldStack implements StackSession {
  readonly #address: StackAddress;
  readonly #deps: SessionDeps;
  readonly #lease: Lease;
  readonly #signal: AbortSignal;
  #runner: StackRunner | null = null;

  constructor(address: StackAddress, deps: SessionDeps, lease: Lease) {
    this.#address = address;
    this.#deps = deps;
    this.#lease = lease;
    this.#signal = AbortSignal.any([deps.signal, lease.lost]);
    deps.remember({ lease: lease.toState(), folder: null });
  }

  async heal(healed: Healing[]): Promise<void> {
    const state = await this.#read();
    if (state.locks.length === 0 && state.snapshot.pending.length === 0) return;
    const { adopted } = this.#lease;
    const repaired = await healStack({
      runner: await this.#started(),
      address: this.#address,
      state,
      reread: () => this.#read(),
      deadHolder: adopted === null ? null : nameHolder(adopted),
      lookup: (operation) => this.#deps.lookup(operation),
      clock: this.#deps.clock,
      signal: this.#signal,
    });
    for (const one of repaired) this.#deps.log(`healed: ${one.what}: ${one.resource} (${one.why})`);
    healed.push(...repaired);
  }

  async snapshot(): Promise<StackSnapshot> {
    return (await this.#read()).snapshot;
  }

  up(program: ProgramCall): Promise<Updated> {
    return this.#change({ type: 'up', address: this.#address, program, refresh: false });
  }

  async destroy(): Promise<ResourceChanges> {
    const operation = { type: 'destroy', address: this.#address, removeStack: true } as const;
    return (await this.#change(operation)).changes;
  }

  async #change(operation: OperationRequest): Promise<Updated> {
    this.#signal.throwIfAborted();
    const runner = await this.#started();
    const messages: Message[] = [];
    const result = await runner.request(operation, {
      signal: this.#signal,
      leaveAfterSeconds: LEAVE_AFTER_SECONDS,
      onMessage: (message) => {
        messages.push(message);
        const line = logLine(message);
        if (line !== null) this.#deps.log(line);
      },
    });
    const outputs = result.type === 'succeeded' ? result.outputs : {};
    return { changes: collectChanges(messages), outputs };
  }

  async #read(): Promise<StackState> {
    const { store } = this.#deps;
    if (store !== null) return readStack(this.#address, store, unneeded);
    const runner = await this.#started();
    return readStack(this.#address, null, () => runner);
  }

  async #started(): Promise<StackRunner> {
    if (this.#runner !== null) return this.#runner;
    const runner = await this.#deps.startRunner();
    this.#runner = runner;
    this.#deps.remember({ lease: this.#lease.toState(), folder: runner.folder });
    await this.#lease.noteStackRunner({ ...runner.identity, folder: runner.folder });
    return runner;
  }

  /** After a cancellation everything stays as it is: the engine may still work, and `post` follows. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#deps.signal.aborted) return;
    await this.#runner?.end();
    const outcome = await this.#lease.release();
    if (outcome === 'lost')
      this.#deps.warn('The lease of the stack was lost before it was released.');
  }
}

function unneeded(): never {
  throw new Error('a stored stack is read without the engine');
}

function waiting(holder: Holder, state: HolderState, seconds: number): string {
  const known = state === 'alive' ? 'is running' : 'cannot be asked';
  const page = holder.runUrl === null ? '' : ` (${holder.runUrl})`;
  return `The stack is held by ${nameHolder(holder)}${page}, which ${known}. Waiting up to ${seconds} s for it.`;
}
