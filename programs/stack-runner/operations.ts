import type { Message, Operation, ProgramCall } from '../../action-shared/engine/protocol.ts';
import type { ExportedStack } from './deployment-state.ts';
import { healedState, snapshotOf } from './deployment-state.ts';
import type { EventSummary } from './events.ts';
import { collectEvents } from './events.ts';
import { CancelledError, classifyFailure } from './failures.ts';
import { previewStack } from './preview-stack.ts';
import { programOf } from './program-calls.ts';
import type { Env } from './program-place.ts';
import { assertUnprotected } from './protection.ts';
import type { Engines, StackEngine, Watch } from './stack-engine.ts';

export interface OperationDeps {
  readonly engines: Engines;
  /** Of this process: where secrets from outside AWS are. */
  readonly env: Env;
  readonly now: () => Date;
  readonly send: (message: Message) => void;
}

/** An operation that runs; `cancel` interrupts it once, `done` never rejects. */
export interface RunningOperation {
  readonly cancel: () => void;
  readonly done: Promise<void>;
}

type Outputs = Record<string, unknown>;

/** Runs one command and sends everything there is to say about it, its end included. */
export function startOperation(command: Operation, deps: OperationDeps): RunningOperation {
  const { now, send } = deps;
  const { id } = command;
  const started = now().getTime();
  const seconds = () => (now().getTime() - started) / 1000;
  const events = collectEvents(id, now, send);
  const interrupt = createInterrupt();
  const watch: Watch = {
    signal: interrupt.signal,
    onEvent: (event) => {
      interrupt.engineListens();
      events.collect(event);
    },
  };
  const run = async () => {
    send({ type: 'started', id, at: now().toISOString() });
    try {
      const outputs = await perform(command, deps, watch, interrupt, events.summary);
      const { changes } = events.summary();
      send({
        type: 'succeeded',
        id,
        at: now().toISOString(),
        changes,
        outputs,
        seconds: seconds(),
      });
    } catch (error) {
      const summary = events.summary();
      const failure = classifyFailure(error, summary, interrupt.requested());
      const { changes } = summary;
      send({
        type: 'failed',
        id,
        at: now().toISOString(),
        ...failure,
        changes,
        seconds: seconds(),
      });
    }
  };
  return { cancel: interrupt.request, done: run() };
}

async function perform(
  command: Operation,
  { engines, env, send }: OperationDeps,
  watch: Watch,
  interrupt: Interrupt,
  summary: () => EventSummary,
): Promise<Outputs> {
  const { address } = command;
  const made = (call: ProgramCall) => programOf(call, { address, env });
  const program = 'program' in command ? await made(command.program) : null;
  const engine = await engines.of(address);
  interrupt.throwIfRequested();
  switch (command.type) {
    case 'inspect': {
      const snapshot = snapshotOf(await engine.export());
      send({ type: 'snapshot', id: command.id, snapshot });
      return snapshot.outputs;
    }
    case 'up':
      if (program !== null) await engine.up(program, command.refresh, watch);
      return summary().outputs ?? snapshotOf(await engine.export()).outputs;
    case 'list':
      return { stacks: await engine.list() };
    case 'preview':
      await previewStack(command.program, watch, {
        engine,
        programOf: made,
        scratch: (needed) => engines.scratch(address, needed),
      });
      return summary().outputs ?? {};
    case 'refresh':
      await engine.refresh([], watch);
      return summary().outputs ?? {};
    case 'destroy':
      await assertUnprotected(address, engine);
      await engine.destroy(watch);
      if (command.removeStack) await engine.remove();
      return {};
    case 'heal':
      return snapshotOf(await heal(command, engine, watch)).outputs;
  }
}

/** Breaks the lock when asked to, settles pending operations, and reads what was imported. */
async function heal(
  command: Extract<Operation, { type: 'heal' }>,
  engine: StackEngine,
  watch: Watch,
): Promise<ExportedStack | null> {
  if (command.breakLock) await engine.breakLock();
  const state = await engine.export();
  const healed = state === null ? null : healedState(state, command);
  if (healed === null) return state;
  await engine.import(healed);
  const imported = Object.keys(command.import);
  if (imported.length === 0) return healed;
  await engine.refresh(imported, watch);
  return engine.export();
}

interface Interrupt {
  readonly signal: AbortSignal;
  readonly request: () => void;
  readonly requested: () => boolean;
  readonly engineListens: () => void;
  readonly throwIfRequested: () => void;
}

/**
 * A request to stop. Before its first event the engine does not handle signals yet and would die
 * with its lock held: a request that comes earlier waits for that event.
 */
function createInterrupt(): Interrupt {
  const controller = new AbortController();
  let requested = false;
  let listens = false;
  const pass = () => {
    if (requested && listens && !controller.signal.aborted) controller.abort();
  };
  return {
    signal: controller.signal,
    requested: () => requested,
    request: () => {
      requested = true;
      pass();
    },
    engineListens: () => {
      listens = true;
      pass();
    },
    throwIfRequested: () => {
      if (requested) throw new CancelledError('cancelled before the engine was started');
    },
  };
}
