import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { githubRunner } from '../../action-shared/runner/runner.ts';
import { parseInputs } from './inputs.ts';
import { run } from './run.ts';

const runner = githubRunner();

function read(folder: string, name: string): string | null {
  const file = join(folder, name);
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

try {
  run(
    parseInputs((name) => runner.input(name), runner.context),
    { runner, read },
  );
} catch (error) {
  runner.fail(error);
}
