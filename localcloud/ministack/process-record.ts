import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';

const ProcessRecord = z.object({ pid: z.int().positive(), started: z.string().min(1) });

const REAP_TRIES = 60;
const REAP_POLL_MS = 50;

/** Notes a process group's leader by pid and start time, so that only this very process is ever ended. */
export function recordProcess(file: string, pid: number): void {
  writeFileSync(file, JSON.stringify({ pid, started: startTime(pid) ?? 'unknown' }));
}

/** Removes the note. */
export function forgetProcess(file: string): void {
  rmSync(file, { force: true });
}

/**
 * Ends the process group that an earlier run noted in `file`, if that very process still lives
 * (pid AND start time: pids are reused). Answers whether something was ended.
 */
export async function reapRecorded(file: string): Promise<boolean> {
  const record = readRecord(file);
  if (!record || startTime(record.pid) !== record.started) {
    forgetProcess(file);
    return false;
  }
  process.kill(-record.pid, 'SIGKILL');
  for (let i = 0; i < REAP_TRIES && startTime(record.pid) === record.started; i++) {
    await delay(REAP_POLL_MS);
  }
  forgetProcess(file);
  return true;
}

/** When a process started, as the system words it; undefined when it is gone or only a zombie. */
export function startTime(pid: number): string | undefined {
  try {
    return process.platform === 'linux' ? linuxStartTime(pid) : portableStartTime(pid);
  } catch {
    return undefined; // no such process
  }
}

/** Field 22 of /proc/<pid>/stat, clock ticks since boot (proc_pid_stat(5)). */
function linuxStartTime(pid: number): string | undefined {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? undefined : fields[19];
}

function portableStartTime(pid: number): string | undefined {
  const text = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
  return text.trim() || undefined;
}

function readRecord(file: string): z.infer<typeof ProcessRecord> | undefined {
  try {
    return ProcessRecord.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined; // no file, or one that a killed run wrote half: nothing to go by
  }
}
