import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { UserError } from '../../action-shared/errors.ts';
import { startTime } from '../ministack/process-record.ts';
import { parseArguments, toArgv, USAGE, type CloudArguments } from './arguments.ts';
import { removeCloudFile, runningCloud, type CloudFile } from './cloud-file.ts';

const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 20_000;
const POLL_MS = 50;
/** What `reset` deletes; the certificate authority stays, so that trust in it lasts. */
const STATE = ['aws', 'containers', 'registry', 'state', 'github.json', 'calls.jsonl', 'cloud.log'];

const COMMANDS: Readonly<Record<string, (args: CloudArguments) => Promise<void> | void>> = {
  start,
  stop,
  status,
  reset,
  env,
  logs,
};

async function start(args: CloudArguments): Promise<void> {
  const running = runningCloud(args.stateDir);
  if (running) {
    print(`A local cloud already runs in ${args.stateDir}.`);
    print(summary(running));
    return;
  }
  const started = performance.now();
  const cloud = await startInBackground(args);
  print(`Local cloud started in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
  print(summary(cloud));
}

async function stop({ stateDir }: CloudArguments): Promise<void> {
  const running = runningCloud(stateDir);
  removeStale(stateDir, running);
  if (!running) {
    print(`No local cloud runs in ${stateDir}.`);
    return;
  }
  await end(running);
  print('Local cloud stopped.');
}

function status({ stateDir }: CloudArguments): void {
  const running = runningCloud(stateDir);
  if (!running) {
    print(`No local cloud runs in ${stateDir}.`);
    process.exitCode = 3; // as `systemctl status` does for what is not running
    return;
  }
  print(summary(running));
}

/** Forgets all state; a running cloud comes back on the same ports. */
async function reset(args: CloudArguments): Promise<void> {
  const running = runningCloud(args.stateDir);
  if (running) await end(running);
  for (const name of STATE) rmSync(join(args.stateDir, name), { recursive: true, force: true });
  const cloud = await startInBackground({ ...args, ...(running?.options ?? {}) });
  print('Local cloud emptied and started again.');
  print(summary(cloud));
}

/** Exports for a shell: `eval "$(npm run -s localcloud -- env)"`. */
function env({ stateDir }: CloudArguments): void {
  const running = runningCloud(stateDir);
  if (!running) {
    throw new UserError(
      `No local cloud runs in ${stateDir}. Start it: npm run localcloud -- start`,
    );
  }
  for (const [name, value] of Object.entries(running.env)) {
    print(`export ${name}=${quoted(value)}${name === 'PATH' ? ':"$PATH"' : ''}`);
  }
}

function logs({ stateDir, lines }: CloudArguments): void {
  for (const name of ['cloud.log', 'aws/ministack.log', 'calls.jsonl']) {
    const file = join(stateDir, name);
    print(`==> ${file}`);
    print(existsSync(file) ? lastLines(file, lines) : '(not written yet)');
  }
}

async function startInBackground(args: CloudArguments): Promise<CloudFile> {
  const { stateDir } = args;
  removeStale(stateDir, undefined);
  mkdirSync(stateDir, { recursive: true });
  const logFile = join(stateDir, 'cloud.log');
  const log = openSync(logFile, 'a');
  const daemon = spawn(
    process.execPath,
    ['--no-warnings', new URL('daemon.ts', import.meta.url).pathname, ...toArgv(args)],
    { detached: true, stdio: ['ignore', log, log] },
  );
  closeSync(log);
  const exited = new Promise<void>((resolve) => daemon.once('exit', () => resolve()));
  const cloud = await announced(daemon, stateDir);
  if (cloud) {
    daemon.unref();
    return cloud;
  }
  daemon.kill('SIGTERM');
  if (daemon.exitCode === null && daemon.signalCode === null) await exited;
  throw new UserError(
    `The local cloud did not start. Last lines of ${logFile}:\n${lastLines(logFile, 10)}`,
  );
}

/** What the daemon writes once it is up; undefined when it ended or took too long. */
async function announced(daemon: ChildProcess, stateDir: string): Promise<CloudFile | undefined> {
  const until = performance.now() + START_LIMIT_MS;
  while (performance.now() < until && daemon.exitCode === null && daemon.signalCode === null) {
    const cloud = runningCloud(stateDir);
    if (cloud) return cloud;
    await delay(POLL_MS);
  }
  return undefined;
}

/** SIGTERM, and SIGKILL when that was not heeded; what a killed one leaves ends itself. */
async function end({ pid, started }: CloudFile): Promise<void> {
  const isThere = () => startTime(pid) === started;
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    if (!isThere()) return;
    process.kill(pid, signal);
    const until = performance.now() + STOP_LIMIT_MS;
    while (isThere() && performance.now() < until) await delay(POLL_MS);
  }
  if (isThere()) throw new Error(`process ${pid} does not end`);
}

function removeStale(stateDir: string, running: CloudFile | undefined): void {
  if (!running) removeCloudFile(stateDir);
}

function summary({ pid, addresses }: CloudFile): string {
  const width = Math.max(...Object.keys(addresses).map((name) => name.length));
  const rows = Object.entries(addresses).map(
    ([name, address]) => `  ${name.padEnd(width)}  ${address}`,
  );
  return [`  ${'process'.padEnd(width)}  ${pid}`, ...rows].join('\n');
}

function lastLines(file: string, count: number): string {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-count).join('\n');
}

function quoted(value: string): string {
  return `'${value.replaceAll("'", `'\\''`)}'`;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function main(argv: readonly string[]): Promise<void> {
  const args = parseArguments(argv);
  const command = COMMANDS[args.command];
  if (!command) {
    throw new UserError(
      `"${args.command}" is no command; allowed: ${Object.keys(COMMANDS).join(', ')}.\n${USAGE}`,
    );
  }
  await command(args);
}

if (import.meta.main) {
  main(process.argv.slice(2)).catch((error: unknown) => {
    process.stderr.write(
      `${error instanceof UserError ? error.message : String((error as Error).stack)}\n`,
    );
    process.exitCode = 1;
  });
}
