import { errorMessage } from '../errors.ts';
import type { Clock } from './clock.ts';
import type { ProcessIdentity } from './process-identity.ts';
import { parseLease, type LeaseRecord } from './lease-record.ts';
import type { StateStore } from './stored-objects.ts';

/** Seconds between two heartbeats. They inform people; no lease is ever broken for a missing one. */
const HEARTBEAT_SECONDS = 30;

export interface Lease extends AsyncDisposable {
  /** The dead holder it was taken over from: its lock and pending operations need healing. */
  readonly adopted: LeaseRecord | null;
  /** Aborts when the lease turned out to be no longer ours. */
  readonly lost: AbortSignal;
  /** Writes down the process that works on after ours has ended. */
  noteStackRunner(identity: ProcessIdentity & { readonly folder: string }): Promise<void>;
  /** Text by which `post` takes the lease up again (`resumeLease`). Holds no secret. */
  toState(): string;
  /** Lets go; `lost` when it was no longer ours to let go of. */
  release(): Promise<'released' | 'lost'>;
}

export interface HeldLease {
  readonly store: StateStore;
  readonly clock: Clock;
  readonly onWarning?: (text: string) => void;
  readonly path: string;
  readonly record: LeaseRecord;
  readonly version: string;
  readonly adopted: LeaseRecord | null;
}

/** Holds a lease that was just taken: heartbeats until it is released. */
export function holdLease(held: HeldLease): Lease {
  const state = { record: held.record, version: held.version };
  const lost = new AbortController();
  const ended = new AbortController();
  // Writes go one after the other: each needs the version that the one before it left.
  let queue: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(action: () => Promise<T>): Promise<T> => {
    const result = queue.then(action);
    queue = result.catch(() => undefined);
    return result;
  };
  const write = (change: Partial<LeaseRecord>): Promise<void> =>
    inTurn(async () => {
      if (!(await rewrite(held, state, change))) lost.abort();
    });
  const beating = beat(held, ended.signal, lost.signal, write);
  const release = async (): Promise<'released' | 'lost'> => {
    ended.abort();
    await beating;
    return inTurn(() => letGo(held, state));
  };
  return {
    adopted: held.adopted,
    lost: lost.signal,
    noteStackRunner: (identity) => write({ stackRunner: { ...identity } }),
    toState: () => JSON.stringify({ path: held.path, token: held.record.token }),
    release,
    [Symbol.asyncDispose]: async () => {
      await release();
    },
  };
}

interface Written {
  record: LeaseRecord;
  version: string;
}

/** @returns false when somebody else has the lease. */
async function rewrite(
  held: HeldLease,
  state: Written,
  change: Partial<LeaseRecord>,
): Promise<boolean> {
  const heartbeat = new Date(held.clock.now()).toISOString();
  const record = { ...state.record, ...change, heartbeat };
  const body = JSON.stringify(record);
  let version = await held.store.replace(held.path, body, state.version);
  if (version === null) {
    const current = await ownVersion(held);
    if (current === null) return false;
    version = await held.store.replace(held.path, body, current);
  }
  if (version === null) return false;
  state.record = record;
  state.version = version;
  return true;
}

async function letGo(held: HeldLease, state: Written): Promise<'released' | 'lost'> {
  if (await held.store.remove(held.path, state.version)) return 'released';
  const current = await ownVersion(held);
  if (current === null) return 'lost';
  return (await held.store.remove(held.path, current)) ? 'released' : 'lost';
}

/** Version of the lease while it is ours: a write may be applied although its answer was lost. */
async function ownVersion(held: HeldLease): Promise<string | null> {
  const found = await held.store.read(held.path);
  if (found === null) return null;
  return parseLease(found.body, held.path).token === held.record.token ? found.version : null;
}

async function beat(
  held: HeldLease,
  ended: AbortSignal,
  lost: AbortSignal,
  write: (change: Partial<LeaseRecord>) => Promise<void>,
): Promise<void> {
  while (!lost.aborted) {
    try {
      await held.clock.sleep(HEARTBEAT_SECONDS * 1_000, ended);
    } catch {
      return; // released
    }
    // A clock may resolve instead of reject when it is interrupted.
    if (ended.aborted) return;
    try {
      await write({});
    } catch (error) {
      held.onWarning?.(`lease: the heartbeat could not be written: ${errorMessage(error)}`);
    }
  }
}
