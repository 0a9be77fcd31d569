import { hostname } from 'node:os';
import type { Healing } from '../documents/report.ts';
import { UserError } from '../errors.ts';
import type { Clock } from './clock.ts';
import { processAlive } from './process-identity.ts';
import type { PendingOperation, StackAddress } from './protocol.ts';
import type { StackRunner } from './stack-runner-session.ts';
import type { EngineLock, StackState } from './state-reader.ts';

/** What the cloud says about the resource of an interrupted create. */
export type PendingLookup =
  | { readonly found: 'exists'; /** Id the provider imports it by. */ readonly id: string }
  | { readonly found: 'absent' }
  | { readonly found: 'unknown'; readonly reason: string };

export interface HealRequest {
  readonly runner: StackRunner;
  readonly address: StackAddress;
  readonly state: StackState;
  /** Reads the state again; needed while an engine on this host lets its lock go. */
  readonly reread: () => Promise<StackState>;
  /** Whose lease was taken over, in words; null when it was free: then no lock is broken. */
  readonly deadHolder: string | null;
  readonly lookup: (operation: PendingOperation) => Promise<PendingLookup>;
  readonly clock: Clock;
  /** Longest wait for a living engine on this host, in seconds. @default 60 */
  readonly waitSeconds?: number;
  readonly signal?: AbortSignal;
}

/**
 * Repairs what a dead run left of a stack: its engine's lock, and operations of which the state does
 * not know how they ended. A create is imported where the resource exists and dropped where it is
 * proven absent.
 *
 * @returns what was done, for the report; empty when there was nothing to do.
 * @throws UserError when a lock may be alive or a resource's fate cannot be learned; nothing was
 *   changed then.
 */
export async function healStack(request: HealRequest): Promise<Healing[]> {
  const state = await lockedByNoLivingProcess(request);
  const { pending } = state.snapshot;
  if (state.locks.length === 0 && pending.length === 0) return [];
  if (state.locks.length > 0 && request.deadHolder === null) throw foreignLock(request, state);
  const decided = await decide(pending, request);
  await request.runner.request(
    {
      type: 'heal',
      address: request.address,
      breakLock: state.locks.length > 0,
      import: Object.fromEntries(decided.imports),
      clear: decided.clears,
    },
    request.signal === undefined ? {} : { signal: request.signal },
  );
  return [...state.locks.map((lock) => brokenLock(request, lock)), ...decided.healings];
}

/** A lock whose process runs on this host is alive, whatever became of the run that started it. */
async function lockedByNoLivingProcess(request: HealRequest): Promise<StackState> {
  const deadline = request.clock.now() + (request.waitSeconds ?? 60) * 1_000;
  let state = request.state;
  for (;;) {
    const living = state.locks.find(isLiving);
    if (living === undefined) return state;
    if (request.clock.now() >= deadline) throw livingLock(request.address.stack, living);
    await request.clock.sleep(1_000, request.signal);
    state = await request.reread();
  }
}

function isLiving(lock: EngineLock): boolean {
  if (lock.pid === null || lock.host !== hostname()) return false;
  return processAlive({ pid: lock.pid, processStarted: null });
}

interface Decision {
  readonly imports: readonly (readonly [urn: string, id: string])[];
  readonly clears: string[];
  readonly healings: readonly Healing[];
}

async function decide(
  pending: readonly PendingOperation[],
  request: HealRequest,
): Promise<Decision> {
  const found = await Promise.all(
    pending.map(async (operation) => ({ operation, answer: await fateOf(operation, request) })),
  );
  const unknown = found.filter(({ answer }) => answer.found === 'unknown');
  if (unknown.length > 0) throw unknownFate(request.address, unknown);
  return {
    imports: found.flatMap(({ operation, answer }) =>
      answer.found === 'exists' ? [[operation.urn, answer.id] as const] : [],
    ),
    clears: found
      .filter(({ answer }) => answer.found === 'absent')
      .map(({ operation }) => operation.urn),
    healings: found.map(({ operation, answer }) => healingOf(operation, answer)),
  };
}

/** Only a create may have made something that the state does not hold. */
async function fateOf(operation: PendingOperation, request: HealRequest): Promise<PendingLookup> {
  if (operation.operation !== 'creating') return { found: 'absent' };
  return request.lookup(operation);
}

function healingOf(operation: PendingOperation, answer: PendingLookup): Healing {
  const resource = nameOf(operation);
  if (operation.operation !== 'creating') {
    const why = `its ${operation.operation} was interrupted; the next operation brings it up to date`;
    return { what: 'interrupted operation dropped', resource, why };
  }
  return answer.found === 'exists'
    ? {
        what: 'imported into the state',
        resource,
        why: `its creation was interrupted, and it exists as ${answer.id}`,
      }
    : {
        what: 'interrupted creation dropped',
        resource,
        why: 'looked up by its name: it does not exist',
      };
}

function brokenLock(request: HealRequest, lock: EngineLock): Healing {
  return {
    what: "engine's lock removed",
    resource: request.address.stack,
    why: `left by ${lock.user ?? 'somebody'} on ${lock.host ?? 'an unknown host'}; ${request.deadHolder ?? 'its run'} is over`,
  };
}

/** `urn:pulumi:stack::project::parent$type::name` -> `type name`. */
function nameOf(operation: PendingOperation): string {
  return `${operation.type} ${operation.urn.split('::').at(-1) ?? operation.urn}`;
}

function foreignLock(request: HealRequest, state: StackState): UserError {
  const [lock] = state.locks;
  const who = `${lock?.user ?? 'somebody'} on ${lock?.host ?? 'an unknown host'} (process ${lock?.pid ?? 'unknown'})`;
  return new UserError(
    `stack ${request.address.stack}: the engine's lock is held by ${who} since ${lock?.since ?? 'an unknown time'}, ` +
      'and no macro-infra run holds the lease. Somebody may be working on the stack by hand. ' +
      'When that is over and the lock is still there: pulumi cancel, then run again.',
  );
}

function livingLock(stack: string, lock: EngineLock): UserError {
  return new UserError(
    `stack ${stack}: the engine still works on it (process ${lock.pid ?? 'unknown'} on this host, since ${lock.since ?? 'an unknown time'}). ` +
      'Nothing was changed. Wait for it to end, then run again.',
  );
}

function unknownFate(
  address: StackAddress,
  unknown: readonly { operation: PendingOperation; answer: PendingLookup }[],
): UserError {
  const lines = unknown.map(({ operation, answer }) => {
    const reason = answer.found === 'unknown' ? answer.reason : '';
    return `  ${nameOf(operation)}: ${reason}`;
  });
  return new UserError(
    [
      `stack ${address.stack}: a run was interrupted while it created these, and it cannot be told whether they exist. Nothing was changed.`,
      ...lines,
      'Check them in AWS: delete what exists there, then `pulumi refresh --clear-pending-creates`, and run again.',
    ].join('\n'),
  );
}
