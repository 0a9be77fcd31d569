import { randomUUID } from 'node:crypto';
import { UserError } from '../errors.ts';
import type { Clock } from './clock.ts';
import { nameHolder, type Holder, type HolderState } from './holder.ts';
import { holdLease, type Lease } from './lease-hold.ts';
import {
  leasePath,
  newRecord,
  parseLease,
  type LeaseKey,
  type LeaseRecord,
} from './lease-record.ts';
import type { StateStore } from './stored-objects.ts';

/** Milliseconds between two looks at a lease that somebody else holds. */
const LOOK_MILLISECONDS = 2_000;

export interface LeaseDeps {
  /** Null for Pulumi Cloud, whose own locks do this work. */
  readonly store: StateStore | null;
  readonly clock: Clock;
  /** Something went wrong that does not end the lease: a heartbeat that could not be written. */
  readonly onWarning?: (text: string) => void;
}

export interface LeaseRequest extends LeaseDeps {
  readonly key: LeaseKey;
  readonly holder: Holder;
  /** Whether the present holder lives; a lease is taken over only from a dead one. */
  readonly holderState: (holder: Holder) => Promise<HolderState>;
  /** Longest wait for a living holder, in seconds; 0 gives up at once. */
  readonly waitSeconds: number;
  readonly signal?: AbortSignal;
  /** Called once per holder that is waited for. */
  readonly onWaiting?: (holder: Holder, state: HolderState) => void;
  /** @default a random UUID */
  readonly token?: string;
}

/**
 * Takes the lease of a stack: at once when it is free or its holder is dead (the lease then says
 * whom it was taken from), else after waiting, bounded, for a living holder to let go.
 *
 * @throws UserError naming the holder and its run when the wait is over; the signal's reason when
 *   it aborts.
 */
export async function acquireLease(request: LeaseRequest): Promise<Lease> {
  const token = request.token ?? randomUUID();
  if (request.store === null) return unheldLease(token);
  const deadline = request.clock.now() + request.waitSeconds * 1_000;
  let waitedFor: string | null = null;
  for (;;) {
    request.signal?.throwIfAborted();
    const attempt = await tryOnce({ ...request, store: request.store }, token);
    if ('lease' in attempt) return attempt.lease;
    if (attempt.holder === null) continue;
    if (waitedFor !== attempt.holder.token) request.onWaiting?.(attempt.holder, attempt.state);
    waitedFor = attempt.holder.token;
    const left = deadline - request.clock.now();
    if (left <= 0) throw heldTooLong(request, attempt.holder, attempt.state);
    await request.clock.sleep(Math.min(LOOK_MILLISECONDS, left), request.signal);
  }
}

type Attempt =
  | { readonly lease: Lease }
  /** No holder: the lease changed under our hands, look again. */
  | { readonly holder: LeaseRecord | null; readonly state: HolderState };

async function tryOnce(
  request: LeaseRequest & { readonly store: StateStore },
  token: string,
): Promise<Attempt> {
  const { store, clock } = request;
  const path = leasePath(request.key);
  const won = (version: string, record: LeaseRecord, adopted: LeaseRecord | null): Attempt => ({
    lease: holdLease({ ...request, path, record, version, adopted }),
  });
  const mine = newRecord(request.holder, token, clock.now());
  const found = await store.read(path);
  if (found === null) {
    const version = await store.create(path, JSON.stringify(mine));
    return version === null ? { holder: null, state: 'unknown' } : won(version, mine, null);
  }
  const theirs = parseLease(found.body, path);
  // Our own write was applied although its answer got lost, and the retry was refused.
  if (theirs.token === token) return won(found.version, theirs, null);
  const state = await request.holderState(theirs);
  if (state !== 'dead') return { holder: theirs, state };
  const version = await store.replace(path, JSON.stringify(mine), found.version);
  return version === null ? { holder: null, state: 'unknown' } : won(version, mine, theirs);
}

/**
 * Takes up the lease that an earlier process of the same job holds (`toState()`), for `post`.
 *
 * @returns null when it is no longer held, or by somebody else.
 */
export async function resumeLease(state: string, deps: LeaseDeps): Promise<Lease | null> {
  const saved: unknown = JSON.parse(state);
  if (typeof saved !== 'object' || saved === null) return null;
  const { path, token } = saved as { path?: unknown; token?: unknown };
  if (typeof token !== 'string') return null;
  if (deps.store === null) return unheldLease(token);
  if (typeof path !== 'string') return null;
  const found = await deps.store.read(path);
  if (found === null) return null;
  const record = parseLease(found.body, path);
  if (record.token !== token) return null;
  const { store } = deps;
  return holdLease({ ...deps, store, path, record, version: found.version, adopted: null });
}

/** Where the backend has locks of its own there is nothing to hold. */
function unheldLease(token: string): Lease {
  const release = (): Promise<'released'> => Promise.resolve('released');
  return {
    adopted: null,
    lost: new AbortController().signal,
    noteStackRunner: () => Promise.resolve(),
    toState: () => JSON.stringify({ token }),
    release,
    [Symbol.asyncDispose]: async () => {
      await release();
    },
  };
}

function heldTooLong(request: LeaseRequest, holder: LeaseRecord, state: HolderState): UserError {
  const where = holder.runUrl === null ? '' : ` (${holder.runUrl})`;
  const asked =
    state === 'unknown'
      ? 'Nothing can be learned about whether it still runs'
      : `It still holds it after ${request.waitSeconds} s of waiting`;
  return new UserError(
    `stack ${request.key.stack}: held by ${nameHolder(holder)}${where} since ${holder.started}, ` +
      `last sign of life ${holder.heartbeat}. ${asked}; nothing was changed. ` +
      'Wait for that run or cancel it, then run again.',
  );
}
