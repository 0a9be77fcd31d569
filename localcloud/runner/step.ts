import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';
import type { Readable } from 'node:stream';
import { killDescendants, signalIfAlive } from './processes.ts';

export interface StepProcess {
  /** Executable and its arguments. */
  readonly command: readonly [string, ...string[]];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Cancels as GitHub does: SIGINT, SIGTERM, kill. */
  readonly cancel: AbortSignal;
  /** The machine is lost: no signal, no post. */
  readonly kill: AbortSignal;
  readonly onLine: (line: string) => void;
  /** Kills every process of the job, as the loss of the machine does. */
  readonly killAll: () => Promise<unknown>;
}

export interface StepResult {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly seconds: number;
}

/** Waits of the runner's cancellation (GitHub docs, "Canceling a workflow run", step 4). */
const INTERRUPT_MILLISECONDS = 7500;
const TERMINATE_MILLISECONDS = 2500;

/** How long output is still read when the step has ended but a child of its holds the pipe. */
const LINGERING_OUTPUT_MILLISECONDS = 2000;

/** Runs one process of a job to its end. */
export async function runStep(step: StepProcess): Promise<StepResult> {
  const started = performance.now();
  const [executable, ...args] = step.command;
  const child = spawn(executable, args, {
    cwd: step.cwd,
    env: step.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: a Ctrl+C for us is no cancellation of the job.
    detached: true,
  });
  const output = [readLines(child.stdout, step.onLine), readLines(child.stderr, step.onLine)];
  const timers: NodeJS.Timeout[] = [];
  const cancel = (): void => cancelInSteps(child, timers);
  // A failure to kill fails the step, which would otherwise wait forever.
  const kill = (): void =>
    void step.killAll().catch((error: unknown) => child.emit('error', error));
  onAbort(step.cancel, cancel);
  onAbort(step.kill, kill);
  try {
    const { exitCode, signal } = await ended(child);
    await Promise.race([Promise.all(output), wait(LINGERING_OUTPUT_MILLISECONDS, timers)]);
    return { exitCode, signal, seconds: (performance.now() - started) / 1000 };
  } finally {
    timers.forEach(clearTimeout);
    step.cancel.removeEventListener('abort', cancel);
    step.kill.removeEventListener('abort', kill);
    child.stdout.destroy();
    child.stderr.destroy();
  }
}

function onAbort(signal: AbortSignal, action: () => void): void {
  if (signal.aborted) action();
  else signal.addEventListener('abort', action, { once: true });
}

function cancelInSteps(child: ChildProcess, timers: NodeJS.Timeout[]): void {
  const { pid } = child;
  if (pid === undefined) return;
  signalIfAlive(pid, 'SIGINT');
  const killed = INTERRUPT_MILLISECONDS + TERMINATE_MILLISECONDS;
  timers.push(
    setTimeout(() => signalIfAlive(pid, 'SIGTERM'), INTERRUPT_MILLISECONDS),
    setTimeout(() => killDescendants(pid), killed),
  );
}

function ended(
  child: ChildProcess,
): Promise<{ exitCode: number | null; signal: NodeJS.Signals | null }> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }));
  });
}

function wait(milliseconds: number, timers: NodeJS.Timeout[]): Promise<void> {
  return new Promise((resolve) => void timers.push(setTimeout(resolve, milliseconds)));
}

/** Lines as the runner reads them: they end at \n, \r\n and \r. */
function readLines(stream: Readable, onLine: (line: string) => void): Promise<void> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const take = (text: string, last: boolean): void => {
    const whole = rest + text;
    // A \r at the end may be the first half of \r\n.
    const lines = whole.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    lines.forEach(onLine);
    if (last && rest !== '') onLine(rest.replace(/\r$/, ''));
  };
  return new Promise((resolve) => {
    stream.on('data', (chunk: Buffer) => take(decoder.write(chunk), false));
    stream.once('end', () => take(decoder.end(), true));
    stream.once('close', resolve);
    // The result is the exit code; a broken pipe only ends the log.
    stream.once('error', () => resolve());
  });
}
