import { spawnSync } from 'node:child_process';
import { UserError } from '../../action-shared/errors.ts';
import { downloadEngine } from './download.ts';
import { ensureEngine } from './engine.ts';
import type { CommandResult, SetupDeps } from './deps.ts';
import { ensurePython } from './python.ts';
import { REPOSITORY_ROOT } from './locations.ts';

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

async function main(): Promise<number> {
  const [needs = '', script = '', ...args] = process.argv.slice(2);
  const deps: SetupDeps = { env: process.env, run, step, download: downloadEngine };
  if (needs.split(',').includes('python')) ensurePython(deps);
  if (needs.split(',').includes('engine')) await ensureEngine(deps);
  const child = spawnSync(
    process.execPath,
    ['--experimental-vm-modules', '--no-warnings', script, ...args],
    {
      cwd: REPOSITORY_ROOT,
      stdio: 'inherit',
    },
  );
  return child.status ?? 1;
}

if (import.meta.main) {
  process.on('SIGINT', () => undefined); // the child gets it too and decides what to do with it
  try {
    process.exitCode = await main();
  } catch (error) {
    process.stderr.write(
      `${error instanceof UserError ? error.message : String((error as Error).stack)}\n`,
    );
    process.exitCode = 1;
  }
}
