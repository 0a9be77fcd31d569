import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { AddressPool } from './addresses.ts';
import { ContainerLog } from './container-log.ts';
import { endGroup, forgetGroup, noteGroup, signalGroup, signalProcess } from './process-group.ts';
import type { StoredImage } from './registry.ts';

/** What every container of an engine shares. */
export interface ContainerHost {
  readonly addresses: AddressPool;
  /** Folder in which each container gets its own copy of its image. */
  readonly rootsDir: string;
  /** Folder of the notes by which a left-over group is found. */
  readonly notesDir: string;
  /** Local Node; `node` in an image's command is this one. */
  readonly node: string;
  readonly now: () => Date;
}

export interface ContainerSettings {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly stored: StoredImage;
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly workdir: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface ContainerState {
  readonly status: 'created' | 'running' | 'exited';
  readonly pid: number;
  readonly exitCode: number;
  readonly startedAt?: Date;
  readonly finishedAt?: Date;
  readonly address?: string;
}

interface Run {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly address: string;
  readonly exitCode: number;
  /** Both output streams have ended. */
  readonly closed: Promise<void>;
}

const OUTPUT_LIMIT_MS = 500;
const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** A local process group that looks like a container from outside. */
export class Container {
  readonly settings: ContainerSettings;
  readonly createdAt: Date;
  readonly log: ContainerLog;
  readonly #host: ContainerHost;
  #state: ContainerState = { status: 'created', pid: 0, exitCode: 0 };
  #ended = Promise.withResolvers<number>();

  constructor(settings: ContainerSettings, host: ContainerHost) {
    this.settings = settings;
    this.#host = host;
    this.createdAt = host.now();
    this.log = new ContainerLog(host.now);
  }

  get state(): ContainerState {
    return this.#state;
  }

  /** Exit code, as soon as the whole group is gone and its address is free again. */
  get ended(): Promise<number> {
    return this.#ended.promise;
  }

  /**
   * Starts the command on an address of its own.
   * @throws an error in the runtime's words when the command cannot be executed.
   */
  async start(): Promise<void> {
    if (this.#state.status !== 'created') throw new Error('a container is started only once');
    const root = join(this.#host.rootsDir, this.settings.id);
    cpSync(this.settings.stored.filesDir, root, { recursive: true });
    const address = await this.#host.addresses.take();
    try {
      const child = await this.#spawn(root, address);
      this.#running(child, address);
    } catch (error) {
      this.#host.addresses.release(address);
      this.#finish(127);
      throw error;
    }
  }

  /** SIGTERM to the first process, SIGKILL to the group when it is still there after `graceMs`. */
  async stop(graceMs: number): Promise<void> {
    if (this.#state.status !== 'running') return;
    signalProcess(this.#state.pid, 'SIGTERM');
    const timer = new AbortController();
    const grace = delay(graceMs, undefined, { signal: timer.signal }).catch(() => undefined);
    await Promise.race([this.ended, grace]);
    timer.abort();
    await this.kill('SIGKILL');
  }

  /** Sends a signal; waits for the end only when the signal is SIGKILL. */
  async kill(signal: NodeJS.Signals): Promise<void> {
    if (this.#state.status !== 'running') return;
    if (signal !== 'SIGKILL') {
      signalProcess(this.#state.pid, signal);
      return;
    }
    signalGroup(this.#state.pid, signal);
    await this.ended;
  }

  /** Deletes the container's files; it must not be running. */
  remove(): void {
    this.log.close();
    rmSync(join(this.#host.rootsDir, this.settings.id), { recursive: true, force: true });
  }

  async #spawn(root: string, address: string): Promise<ChildProcess> {
    const [program = '', ...args] = this.settings.command;
    const cwd = join(root, this.settings.workdir);
    mkdirSync(cwd, { recursive: true });
    const child = spawn(program, args, {
      cwd,
      env: this.#environment(address),
      detached: true, // a session and process group of its own
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.on('data', (chunk: Buffer) => this.log.write('stdout', chunk));
    child.stderr.on('data', (chunk: Buffer) => this.log.write('stderr', chunk));
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', () => reject(new Error(cannotExecute(program))));
    });
    return child;
  }

  /** Only what the container was given; HOST and HOSTNAME say who it is, as a runtime would. */
  #environment(address: string): Record<string, string> {
    return {
      PATH: `${dirname(this.#host.node)}:${SYSTEM_PATH}`,
      ...this.settings.env,
      HOSTNAME: this.settings.id.slice(0, 12),
      HOST: address,
    };
  }

  #running(child: ChildProcess, address: string): void {
    const { pid } = child;
    if (pid === undefined) throw new Error('a started process has no pid');
    noteGroup(this.#host.notesDir, pid);
    this.#state = { status: 'running', pid, exitCode: 0, startedAt: this.#host.now(), address };
    const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
    child.once('exit', (code, signal) => {
      const exitCode = code ?? 128 + (signal ? constants.signals[signal] : 0);
      void this.#cleanUp({ child, pid, address, exitCode, closed });
    });
  }

  /** A process that outlives its container would keep the address: the group goes first. */
  async #cleanUp(run: Run): Promise<void> {
    try {
      await endGroup(run.pid);
      await Promise.race([run.closed, delay(OUTPUT_LIMIT_MS)]);
      // Still open: a process that left the group holds the other end. It cannot hold us.
      run.child.stdout?.destroy();
      run.child.stderr?.destroy();
      forgetGroup(this.#host.notesDir, run.pid);
      this.#host.addresses.release(run.address);
    } catch (error) {
      // The address is not given to anyone else then; the note stays for the next start.
      this.log.write('stderr', Buffer.from(`container engine: ${String(error)}\n`));
    }
    this.#finish(run.exitCode);
  }

  #finish(exitCode: number): void {
    const { startedAt } = this.#state;
    const finishedAt = this.#host.now();
    this.log.close();
    this.#state = {
      status: 'exited',
      pid: 0,
      exitCode,
      finishedAt,
      ...(startedAt ? { startedAt } : {}),
    };
    this.#ended.resolve(exitCode);
  }
}

function cannotExecute(program: string): string {
  return `failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "${program}": executable file not found in $PATH: unknown`;
}
