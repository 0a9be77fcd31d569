import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Command, Message, Operation } from '../../action-shared/engine/protocol.ts';
import { COMMANDS_FILE, MESSAGES_FILE, PROTOCOL } from '../../action-shared/engine/protocol.ts';
import type { Line } from './command-feed.ts';
import { createCommandFeed } from './command-feed.ts';
import type { RunningOperation } from './operations.ts';
import { startOperation } from './operations.ts';
import type { Env } from './program-place.ts';
import type { Engines } from './stack-engine.ts';

/** Without an action that wants something for so long, none will come. */
const IDLE_MILLISECONDS = 5 * 60 * 1000;

/** How often the commands file is looked at. */
const POLL_MILLISECONDS = 25;

export interface StackRunnerDeps {
  readonly engines: Engines;
  /** Of this process: where secrets from outside AWS are. */
  readonly env: Env;
  readonly pid: number;
  readonly now: () => Date;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** Serves one folder of commands and messages, one operation at a time, until `end` or idle. */
export async function serve(folder: string, deps: StackRunnerDeps): Promise<void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const send = messageLog(join(folder, MESSAGES_FILE));
  const { engines, env, now, pid, sleep } = deps;
  send({ type: 'hello', protocol: PROTOCOL, pid, at: now().toISOString() });
  const desk = createDesk((operation) => startOperation(operation, { engines, env, now, send }));
  const take = createCommandFeed(join(folder, COMMANDS_FILE));
  let lastBusy = now().getTime();
  while (!desk.finished() && now().getTime() - lastBusy < IDLE_MILLISECONDS) {
    const lines = take();
    lines.forEach((line) => accept(line, desk, send, now));
    if (lines.length > 0 || desk.busy()) lastBusy = now().getTime();
    await sleep(POLL_MILLISECONDS);
  }
  engines.dispose();
  send({ type: 'bye', at: now().toISOString() });
}

function accept(line: Line, desk: Desk, send: (message: Message) => void, now: () => Date): void {
  if ('command' in line) {
    desk.accept(line.command);
    return;
  }
  const at = now().toISOString();
  send({ type: 'diagnostic', id: '', at, severity: 'warning', message: line.refused, urn: null });
}

interface Desk {
  readonly accept: (command: Command) => void;
  readonly busy: () => boolean;
  readonly finished: () => boolean;
}

/** Queue of operations; `cancel` goes to the one that runs, `end` closes the queue. */
export function createDesk(start: (operation: Operation) => RunningOperation): Desk {
  const queue: Operation[] = [];
  let running: RunningOperation | null = null;
  let ended = false;
  const next = () => {
    const operation = running === null ? queue.shift() : undefined;
    if (operation === undefined) return;
    const own = start(operation);
    running = own;
    void own.done.finally(() => {
      running = null;
      next();
    });
  };
  return {
    accept: (command) => {
      if (command.type === 'cancel') running?.cancel();
      else if (command.type === 'end') ended = true;
      else if (!ended) queue.push(command);
      next();
    },
    busy: () => running !== null,
    finished: () => ended && running === null && queue.length === 0,
  };
}

/** Appends whole lines, so that a reader never sees half of two messages mixed. */
function messageLog(file: string): (message: Message) => void {
  return (message) => appendFileSync(file, `${JSON.stringify(message)}\n`, { mode: 0o600 });
}
