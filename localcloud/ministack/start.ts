import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { UserError } from '../../action-shared/errors.ts';
import { forgetProcess, reapRecorded, recordProcess } from './process-record.ts';

export interface MiniStackOptions {
  /** Python of the environment that holds tools/requirements.txt. */
  readonly python: string;
  /** Folder for the log, the process record and what MiniStack writes itself. Made if missing. */
  readonly stateDir: string;
  /** Container engine that runs ECS tasks, e.g. `unix:///tmp/x.sock`. Without it tasks are records only. */
  readonly dockerHost?: string;
  /** Region of requests without a signature, such as those to the load balancers. @default us-east-1 */
  readonly region?: string;
  /** Keep AWS state across restarts. @default false */
  readonly persist?: boolean;
  /**
   * Length of one second of AWS's waiting (health-check interval, grace period, drain) in real
   * seconds, so that rules keep their proportions and tests end. @default 0.2
   */
  readonly timeScale?: number;
  /** Receives one line per step. @default silent */
  readonly log?: (line: string) => void;
}

export interface MiniStack {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly logFile: string;
  /** Ends the whole process group and waits for it. Safe to call twice. */
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 30_000;
const POLL_MS = 50;
const STOP_GRACE_MS = 3_000;
const PORT_TRIES = 3;

/**
 * Starts MiniStack (with our plugin) on a free loopback port and waits until it answers. It runs in
 * a process group of its own and ends itself when this process is gone; one that a killed run left
 * in `stateDir` is ended first.
 */
export async function startMiniStack(options: MiniStackOptions): Promise<MiniStack> {
  requirePython(options.python);
  mkdirSync(options.stateDir, { recursive: true });
  const record = join(options.stateDir, 'ministack.process.json');
  if (await reapRecorded(record)) options.log?.('ended a MiniStack that an earlier run had left');
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const started = await startOn(port, options, record);
    if (started) return started;
    if (attempt === PORT_TRIES) throw new Error(startFailure(logFileIn(options.stateDir)));
    options.log?.(`MiniStack did not come up on port ${port}, trying another`);
  }
}

async function startOn(
  port: number,
  options: MiniStackOptions,
  record: string,
): Promise<MiniStack | undefined> {
  const logFile = logFileIn(options.stateDir);
  const child = spawnMiniStack(port, options, logFile);
  const pid = await pidOf(child, options.python);
  recordProcess(record, pid);
  const stop = async () => {
    await endGroup(child, pid);
    forgetProcess(record);
  };
  const url = `http://127.0.0.1:${port}`;
  if (await answers(url, child)) return { url, port, pid, logFile, stop };
  const alive = child.exitCode === null && child.signalCode === null;
  await stop();
  if (alive) throw new Error(startFailure(logFile));
  return undefined;
}

function spawnMiniStack(port: number, options: MiniStackOptions, logFile: string): ChildProcess {
  const log = openSync(logFile, 'a');
  try {
    return spawn(options.python, [new URL('plugin/launch.py', import.meta.url).pathname], {
      cwd: options.stateDir,
      env: miniStackEnvironment(port, options),
      detached: true,
      stdio: ['ignore', log, log],
    });
  } finally {
    closeSync(log);
  }
}

/** The whole environment of the emulator: nothing of ours leaks into tasks. */
export function miniStackEnvironment(port: number, options: MiniStackOptions): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    HOME: options.stateDir,
    TMPDIR: options.stateDir,
    LANG: 'C.UTF-8',
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONUNBUFFERED: '1',
    GATEWAY_PORT: String(port),
    BIND_HOST: '127.0.0.1',
    // Hosts belong to the load balancers: under its usual name `localhost`, MiniStack would take
    // `pr-1.localhost` for an S3 bucket. This name cannot exist (RFC 2606).
    MINISTACK_HOST: 'ministack.invalid',
    LOG_LEVEL: 'WARNING',
    MINISTACK_REGION: options.region ?? 'us-east-1',
    STATE_DIR: join(options.stateDir, 'aws'),
    S3_DATA_DIR: join(options.stateDir, 's3'),
    PERSIST_STATE: options.persist === true ? '1' : '0',
    S3_PERSIST: options.persist === true ? '1' : '0',
    ECS_RESTORE_RECONCILE_DELAY_SECONDS: '0.2',
    ALB_TARGET_CONNECT_TIMEOUT_SECONDS: '10',
    ALB_TARGET_IDLE_TIMEOUT_SECONDS: '60',
    MACRO_PARENT_PID: String(process.pid),
    MACRO_TIME_SCALE: String(options.timeScale ?? 0.2),
    // Never the machine's own Docker by accident: without an engine tasks stay records.
    DOCKER_HOST: options.dockerHost ?? 'unix:///nonexistent/docker.sock',
  };
}

async function answers(url: string, child: ChildProcess): Promise<boolean> {
  const until = performance.now() + START_TIMEOUT_MS;
  while (performance.now() < until && child.exitCode === null && child.signalCode === null) {
    if (await healthy(url)) return true;
    await delay(POLL_MS);
  }
  return false;
}

async function healthy(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/_ministack/health`, { signal: AbortSignal.timeout(2000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false; // not listening yet: the caller bounds how often this is asked
  }
}

async function pidOf(child: ChildProcess, python: string): Promise<number> {
  if (child.pid !== undefined) return child.pid;
  const cause = await new Promise<Error>((resolve) => child.once('error', resolve));
  throw new UserError(`${python} cannot be started: ${cause.message}.`, { cause });
}

async function endGroup(child: ChildProcess, pid: number): Promise<void> {
  signalGroup(pid, 'SIGTERM');
  if (await exited(child, STOP_GRACE_MS)) return;
  signalGroup(pid, 'SIGKILL');
  await exited(child, STOP_GRACE_MS);
}

async function exited(child: ChildProcess, withinMs: number): Promise<boolean> {
  if (child.exitCode !== null || child.signalCode !== null) return true;
  const timer = new AbortController();
  const gone = new Promise<boolean>((resolve) => child.once('exit', () => resolve(true)));
  const late = delay(withinMs, false, { signal: timer.signal }).catch(() => false);
  const result = await Promise.race([gone, late]);
  timer.abort();
  return result;
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  if (address === null || typeof address === 'string') throw new Error('no TCP port was given');
  return address.port;
}

function requirePython(python: string): void {
  if (existsSync(python)) return;
  throw new UserError(
    `The Python environment of the local cloud is missing (${python}).\nRun: npm run demo (or npm test); both set it up.`,
  );
}

function logFileIn(stateDir: string): string {
  return join(stateDir, 'ministack.log');
}

function startFailure(logFile: string): string {
  const tail = existsSync(logFile) ? readFileSync(logFile, 'utf8').trimEnd().split('\n') : [];
  return `MiniStack did not start. Last lines of ${logFile}:\n${tail.slice(-5).join('\n')}`;
}
