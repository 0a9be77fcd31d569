import { spawnSync } from 'node:child_process';
import type { CommandResult, SetupDeps } from './deps.ts';
import { downloadEngine } from './download.ts';

/** What set-up needs of this machine. */
export function systemDeps(): SetupDeps {
  return { env: process.env, run, step, download: downloadEngine };
}

function run(
  command: string,
  args: readonly string[],
  options: { cwd?: string } = {},
): CommandResult {
  const child = spawnSync(command, args, { ...options, encoding: 'utf8', maxBuffer: 64 << 20 });
  if (child.error) return { status: 127, output: child.error.message };
  return { status: child.status ?? 1, output: `${child.stdout}${child.stderr}`.slice(-2000) };
}

function step(what: string, action: () => void): void {
  process.stdout.write(`set-up: ${what} ...\n`);
  const started = Date.now();
  action();
  process.stdout.write(`set-up: ready (${((Date.now() - started) / 1000).toFixed(1)} s)\n`);
}
