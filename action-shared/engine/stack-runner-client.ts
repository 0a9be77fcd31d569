import { spawn } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import { identify, type ProcessIdentity } from './process-identity.ts';
import { COMMANDS_FILE, commandSchema, MESSAGES_FILE, type Command } from './protocol.ts';
import { RunnerSession, type StackRunner } from './stack-runner-session.ts';

const IDENTITY_FILE = 'process.json';
const STDERR_FILE = 'stderr.log';

const identitySchema = z.object({ pid: z.number(), processStarted: z.string().nullable() });

export interface StackRunnerOptions {
  /** Folder for commands and messages, in the runner's temp folder; made when it is not there. */
  readonly folder: string;
  /** `dist/stack-runner/index.js`. */
  readonly entry: string;
  /** Whole environment of the stack runner; the only way secrets reach it. */
  readonly env: NodeJS.ProcessEnv;
  /** Node's executable. @default process.execPath */
  readonly execPath?: string;
  readonly onWarning?: (text: string) => void;
}

/**
 * Starts the stack runner in a process group of its own: an interrupt of the action's group does not
 * reach it, and it works on after the action's process has ended, until `post` is done with it.
 */
export function startStackRunner(options: StackRunnerOptions): StackRunner {
  mkdirSync(options.folder, { recursive: true });
  for (const file of [COMMANDS_FILE, MESSAGES_FILE]) writeFileSync(join(options.folder, file), '');
  const stderr = openSync(join(options.folder, STDERR_FILE), 'a');
  const child = spawn(options.execPath ?? process.execPath, [options.entry, options.folder], {
    detached: true,
    env: options.env,
    stdio: ['ignore', 'ignore', stderr],
  });
  closeSync(stderr);
  child.unref();
  // Without a listener a failed spawn would end the action; the session sees it as a dead process.
  child.on('error', (error) => {
    appendFileSync(join(options.folder, STDERR_FILE), `${error.message}\n`);
  });
  const identity = identify(child.pid ?? -1);
  writeFileSync(join(options.folder, IDENTITY_FILE), JSON.stringify(identity));
  return sessionIn(options.folder, identity, options.onWarning);
}

/**
 * Takes up a stack runner that an earlier process of the same job started, for `post`.
 *
 * @throws UserError when the folder is none of a stack runner.
 */
export function attachStackRunner(folder: string, onWarning?: (text: string) => void): StackRunner {
  let text: string;
  try {
    text = readFileSync(join(folder, IDENTITY_FILE), 'utf8');
  } catch (cause) {
    throw new UserError(`stack runner: none was started in "${folder}".`, { cause });
  }
  return sessionIn(folder, identitySchema.parse(JSON.parse(text)), onWarning);
}

/** Tells a stack runner whose action is gone to interrupt what it does and end. */
export function retireStackRunner(folder: string): void {
  send(folder, { type: 'cancel' });
  send(folder, { type: 'end' });
}

function sessionIn(
  folder: string,
  identity: ProcessIdentity,
  onWarning: (text: string) => void = () => undefined,
): StackRunner {
  return new RunnerSession({
    folder,
    identity,
    onWarning,
    send: (command) => send(folder, command),
    sent: () => commandsIn(folder),
    lastWords: () => lastWords(join(folder, STDERR_FILE)),
  });
}

function send(folder: string, command: Command): void {
  appendFileSync(join(folder, COMMANDS_FILE), `${JSON.stringify(command)}\n`);
}

function commandsIn(folder: string): Command[] {
  const lines = readFileSync(join(folder, COMMANDS_FILE), 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => commandSchema.parse(JSON.parse(line)));
}

/** The end of what a crashed process printed, for its error message. */
function lastWords(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim().slice(-1_000);
  } catch {
    return '';
  }
}
