import { spawnSync } from 'node:child_process';
import { UserError } from '../../action-shared/errors.ts';
import { ensureEngine } from './engine.ts';
import { ensurePython } from './python.ts';
import { REPOSITORY_ROOT } from './locations.ts';
import { systemDeps } from './system.ts';

async function main(): Promise<number> {
  const [needs = '', script = '', ...args] = process.argv.slice(2);
  const deps = systemDeps();
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
