import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { z } from 'zod';
import { REPOSITORY_ROOT } from '../setup/locations.ts';

/**
 * `npm test`: everything that must hold, in the order in which it fails fastest. Each check runs even
 * when an earlier one failed, so that one run tells all; the tests' own counts come from jest's JSON.
 */

const RESULT = `${REPOSITORY_ROOT}/.local/test-result.json`;

const checks: readonly (readonly [name: string, command: string, ...args: string[]])[] = [
  ['format', 'prettier', '--check', '--log-level', 'warn', '.'],
  ['types', 'tsc', '--noEmit'],
  ['lint', 'eslint', '.'],
  ['workflows', process.execPath, 'tools/lint-workflows/main.ts'],
  [
    'imports',
    'depcruise',
    '--config',
    '.dependency-cruiser.cjs',
    'actions',
    'action-shared',
    'programs',
    'localcloud',
    'tools',
  ],
  ['generated documentation', process.execPath, 'tools/docs/main.ts', '--check'],
  ['bundles', process.execPath, 'tools/bundle/main.ts', '--check'],
];

const resultSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numFailedTestSuites: z.number(),
});

function runCheck(name: string, command: string, args: readonly string[]): boolean {
  const started = Date.now();
  const child = spawnSync(command, args, {
    cwd: REPOSITORY_ROOT,
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  });
  const good = child.status === 0;
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  process.stdout.write(`${good ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)\n`);
  if (good) tellNotes(child.stdout);
  if (!good) process.stdout.write(`${child.stdout}${child.stderr}${child.error?.message ?? ''}\n`);
  return good;
}

/** What a good check has left out, or set up. */
function tellNotes(output: string): void {
  const notes = output.split('\n').filter((line) => /^(?:set-up|skipped): /.test(line));
  for (const note of notes) process.stdout.write(`       ${note}\n`);
}

/** Two at a time on any machine; a handle that a library leaves open must not keep the run from ending. */
const WORKERS = ['--maxWorkers=2', '--forceExit'];

function runTests(args: readonly string[]): boolean {
  mkdirSync(`${REPOSITORY_ROOT}/.local`, { recursive: true });
  rmSync(RESULT, { force: true });
  const jest = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'];
  const child = spawnSync(
    process.execPath,
    [...jest, ...WORKERS, '--json', `--outputFile=${RESULT}`, ...args],
    {
      cwd: REPOSITORY_ROOT,
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const result = resultSchema.parse(JSON.parse(readFileSync(RESULT, 'utf8')));
  process.stdout.write(`${result.numPassedTests} tests passed, ${result.numFailedTests} failed\n`);
  return child.status === 0 && result.numFailedTestSuites === 0;
}

const failed = checks
  .filter(([name, command, ...args]) => !runCheck(name, command, args))
  .map(([name]) => name);
if (!runTests(process.argv.slice(2))) failed.push('tests');
if (failed.length > 0) process.stdout.write(`FAILED: ${failed.join(', ')}\n`);
process.exitCode = failed.length > 0 ? 1 : 0;
