import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Processes of a job, found as GitHub's runner finds them: by the RUNNER_TRACKING_ID in their
 * environment, which children inherit even when they leave their process group. Linux only (/proc).
 */
export const TRACKING_VARIABLE = 'RUNNER_TRACKING_ID';

export interface TrackedProcess {
  readonly pid: number;
  readonly name: string;
}

/** All living processes of a job. */
export function trackedProcesses(trackingId: string): readonly TrackedProcess[] {
  const mark = `${TRACKING_VARIABLE}=${trackingId}`;
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry) && Number(entry) !== process.pid)
    .filter((entry) => environmentOf(entry).includes(mark))
    .map((entry) => ({ pid: Number(entry), name: nameOf(entry) }));
}

/**
 * Kills all processes of a job and waits until they are gone.
 *
 * @returns those that were found
 */
export async function killTracked(trackingId: string): Promise<readonly TrackedProcess[]> {
  const killed = new Map<number, TrackedProcess>();
  // Several rounds: a process may start another while it is being killed.
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const living = trackedProcesses(trackingId);
    if (living.length === 0) break;
    for (const one of living) {
      killed.set(one.pid, one);
      signalIfAlive(one.pid, 'SIGKILL');
    }
    await delay(ROUND_MILLISECONDS);
  }
  return [...killed.values()];
}

const MOST_ROUNDS = 100;
const ROUND_MILLISECONDS = 20;

/** Sends a signal; a process that is gone already is not an error. */
export function signalIfAlive(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!isErrno(error, 'ESRCH')) throw error;
  }
}

/** Kills a process and all that still hang below it, also those in groups of their own. */
export function killDescendants(pid: number): void {
  const parents = livingParents();
  const below = (parent: number): number[] =>
    [...parents].filter(([, one]) => one === parent).flatMap(([child]) => [child, ...below(child)]);
  for (const one of [pid, ...below(pid)]) signalIfAlive(one, 'SIGKILL');
}

/** Process to parent. */
function livingParents(): ReadonlyMap<number, number> {
  const pairs = readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map((entry) => {
      // `pid (name, which may hold anything) state ppid ...`
      const stat = readProc(entry, 'stat');
      const parent = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
      return [Number(entry), Number(parent)] as const;
    });
  return new Map(pairs);
}

function environmentOf(pid: string): readonly string[] {
  return readProc(pid, 'environ').split('\0');
}

function readProc(pid: string, file: 'environ' | 'stat'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch (error) {
    // Gone meanwhile, a zombie, or of another user: not one of ours.
    if (isErrno(error, 'ENOENT', 'ESRCH', 'EACCES', 'EPERM')) return '';
    throw error;
  }
}

function nameOf(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/exe`).split('/').at(-1) ?? '';
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ESRCH', 'EACCES', 'EPERM')) return '(gone)';
    throw error;
  }
}

/** By its shape: under jest, errors of Node's own modules are of another realm's `Error`. */
export function isErrno(error: unknown, ...codes: readonly string[]): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    codes.includes(String(error.code))
  );
}
