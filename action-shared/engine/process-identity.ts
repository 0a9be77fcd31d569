import { execFileSync, type ExecFileSyncOptionsWithStringEncoding } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * A process id alone says little: ids are given out again. Together with the moment the process
 * started (opaque text, comparable on one host only) it names one process for good.
 */
export interface ProcessIdentity {
  readonly pid: number;
  /** Null where the host does not tell. */
  readonly processStarted: string | null;
}

/** Start of a living process as the host tells it; null when there is none (or only a zombie). */
export function processStart(pid: number): string | null {
  return process.platform === 'linux' ? linuxStart(pid) : posixStart(pid);
}

/** Whether exactly this process still runs on this host. */
export function processAlive(identity: ProcessIdentity): boolean {
  const started = processStart(identity.pid);
  if (started === null) return false;
  return identity.processStarted === null || identity.processStarted === started;
}

/** Identity of the process with this id, as of now. */
export function identify(pid: number): ProcessIdentity {
  return { pid, processStarted: processStart(pid) };
}

function linuxStart(pid: number): string | null {
  try {
    // proc(5): the command in parentheses may hold blanks; the fields after it are state, ppid, ...;
    // start time is field 22, the 20th after the command.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}

function posixStart(pid: number): string | null {
  try {
    const options: ExecFileSyncOptionsWithStringEncoding = {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    };
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], options).trim() || null;
  } catch {
    return null;
  }
}
