import { EngineError } from '../engine/engine-error.ts';
import { resumeLease } from '../engine/lease.ts';
import type { LeaseDeps } from '../engine/lease.ts';
import type { StackRunner } from '../engine/stack-runner-session.ts';
import { errorMessage } from '../errors.ts';
import type { HeldSession } from './stack-session.ts';

/** Seconds `post` waits for the engine to finish what is in flight; GitHub gives it five minutes. */
const WAIT_SECONDS = 240;

export interface FinishDeps extends LeaseDeps {
  attach(folder: string): StackRunner;
  log(line: string): void;
}

/** What became of the operation that was running when the job was cancelled. */
export interface Finished {
  /** `idle`: there was none. `stopped`: it was interrupted. `completed`: it had no more to do. */
  readonly engine: 'idle' | 'stopped' | 'completed' | 'still-running';
  readonly detail: string;
}

/**
 * Ends a session that main had to leave: lets the engine finish its operations in flight, ends the
 * stack runner and releases the lease. A stack runner that does not end in time keeps the lease, so
 * that nobody else touches the stack; the next run heals it when this run is over.
 */
export async function finishSession(held: HeldSession, deps: FinishDeps): Promise<Finished> {
  const finished = held.folder === null ? idle : await finishEngine(deps.attach(held.folder), deps);
  if (finished.engine === 'still-running') return finished;
  const lease = await resumeLease(held.lease, deps);
  const outcome = lease === null ? 'not held any more' : await lease.release();
  deps.log(`Lease: ${outcome}.`);
  return finished;
}

const idle: Finished = { engine: 'idle', detail: 'No engine operation was running.' };

/** The operation ended before `post` began: main may have seen it, and had no time to tell. */
function atRest(runner: StackRunner): Finished {
  switch (runner.lastOutcome()) {
    case null:
      return idle;
    case 'failed':
      return { engine: 'stopped', detail: 'The engine had stopped already.' };
    case 'succeeded':
      return { engine: 'completed', detail: 'The engine had finished its work.' };
  }
}

async function finishEngine(runner: StackRunner, deps: FinishDeps): Promise<Finished> {
  const running = runner.unfinished();
  const finished = running === null ? atRest(runner) : await interrupt(runner, running.id, deps);
  if (finished.engine === 'still-running') return finished;
  const ended = await runner.end();
  if (ended) return finished;
  return { engine: 'still-running', detail: 'The stack runner does not end.' };
}

async function interrupt(runner: StackRunner, id: string, deps: FinishDeps): Promise<Finished> {
  deps.log(`Waiting up to ${WAIT_SECONDS} s for the engine to finish what is in flight ...`);
  runner.cancel();
  const given = AbortSignal.timeout(WAIT_SECONDS * 1000);
  try {
    await runner.follow(id, { signal: given, leaveAfterSeconds: 0 });
    return { engine: 'completed', detail: 'The engine had finished its work.' };
  } catch (error) {
    if (error instanceof EngineError && error.unfinished) {
      return { engine: 'still-running', detail: errorMessage(error) };
    }
    return { engine: 'stopped', detail: errorMessage(error) };
  }
}
