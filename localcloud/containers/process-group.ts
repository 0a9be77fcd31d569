import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startTime } from '../ministack/process-record.ts';

const POLL_MS = 10;
const KILL_LIMIT_MS = 5_000;

/**
 * Sends a signal to a whole process group.
 * @returns whether there was anyone to receive it
 */
export function signalGroup(leader: number, signal: NodeJS.Signals): boolean {
  return signalTo(-leader, signal);
}

/** Sends a signal to one process, as `docker stop` does to a container's first. */
export function signalProcess(pid: number, signal: NodeJS.Signals): boolean {
  return signalTo(pid, signal);
}

/** Kills whoever is left of a group and waits until the last one is gone. */
export async function endGroup(leader: number): Promise<void> {
  const until = performance.now() + KILL_LIMIT_MS;
  while (signalGroup(leader, 'SIGKILL') && liveMembers(leader).length > 0) {
    if (performance.now() > until) {
      throw new Error(`process group ${leader} is still alive ${KILL_LIMIT_MS} ms after SIGKILL`);
    }
    await delay(POLL_MS);
  }
}

/**
 * Notes a group's leader and its start time in a file named after the group, in a form that the
 * watchdog's shell can read: `<pid> <start time>`.
 */
export function noteGroup(dir: string, leader: number): void {
  writeFileSync(join(dir, String(leader)), `${leader} ${startTime(leader) ?? 'gone'}\n`);
}

export function forgetGroup(dir: string, leader: number): void {
  rmSync(join(dir, String(leader)), { force: true });
}

/**
 * Ends the groups that an earlier engine noted in `dir` and left behind.
 * A group whose leader is gone keeps its number for as long as it has members (the kernel gives no
 * new process that pid), so it is ended too; a pid that now belongs to someone else is not touched.
 * @returns how many groups were ended
 */
export async function reapGroups(dir: string): Promise<number> {
  let ended = 0;
  for (const name of readdirSync(dir)) {
    const file = join(dir, name);
    const [pid = '', started = ''] = readFileSync(file, 'utf8').trim().split(' ');
    const leader = Number(pid);
    const now = Number.isSafeInteger(leader) && leader > 1 ? startTime(leader) : 'unreadable note';
    const ours = now === undefined || now === started;
    if (ours && liveMembers(leader).length > 0) {
      await endGroup(leader);
      ended++;
    }
    rmSync(file, { force: true });
  }
  return ended;
}

/** Processes of a group that still run (zombies hold nothing and do not count). */
export function liveMembers(leader: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => groupOf(pid) === leader);
}

/** Field 5 of /proc/<pid>/stat (proc_pid_stat(5)); undefined for zombies and the gone. */
function groupOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' ? undefined : Number(group);
  } catch {
    return undefined; // ended between listing and reading
  }
}

function signalTo(target: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(target, signal);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}
