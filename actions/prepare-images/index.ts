import { join } from 'node:path';
import { githubRunner } from '../../action-shared/runner/runner.ts';
import { textOrNull } from '../../action-shared/runner/text-file.ts';
import { parseInputs } from './inputs.ts';
import { run } from './run.ts';

const runner = githubRunner();

function read(folder: string, name: string): string | null {
  return textOrNull(join(folder, name));
}

try {
  run(
    parseInputs((name) => runner.input(name), runner.context),
    { runner, read },
  );
} catch (error) {
  runner.fail(error);
}
