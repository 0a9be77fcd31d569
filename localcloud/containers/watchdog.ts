import { spawn } from 'node:child_process';

/**
 * Waits for the end of its standard input, which comes however the engine's process ends, and then
 * kills every noted group whose leader is still the process that was noted (field 22 of
 * /proc/<pid>/stat is the start time).
 */
const SCRIPT = `
trap '' INT TERM HUP
cat > /dev/null
for note in "$1"/*; do
  [ -f "$note" ] || continue
  read -r pid started < "$note"
  now=$(sed 's/.*) //' "/proc/$pid/stat" 2> /dev/null | cut -d ' ' -f 20)
  if [ -z "$now" ] || [ "$now" = "$started" ]; then kill -s KILL -- "-$pid" 2> /dev/null; fi
  rm -f "$note"
done
`;

export interface Watchdog {
  readonly pid: number | undefined;
  /** Ends the watch; what is noted then would still be killed, so forget it first. */
  stop(): Promise<void>;
}

/** Starts a small shell that outlives this process and kills the noted groups if it must. */
export function startWatchdog(notesDir: string): Watchdog {
  const shell = spawn('/bin/sh', ['-c', SCRIPT, 'macro-infra-watchdog', notesDir], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    env: { PATH: '/usr/bin:/bin' },
  });
  const ended = new Promise<void>((resolve, reject) => {
    shell.once('exit', () => resolve());
    shell.once('error', reject);
  });
  ended.catch(() => undefined); // reported by stop()
  shell.unref();
  return {
    pid: shell.pid,
    stop: async () => {
      shell.ref();
      shell.stdin.end();
      await ended;
    },
  };
}
