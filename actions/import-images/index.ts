import { existsSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { execute } from '../../action-shared/runner/execute.ts';
import { githubRunner } from '../../action-shared/runner/runner.ts';
import { parseInputs } from './inputs.ts';
import { run } from './run.ts';

const runner = githubRunner();
/** An image of some gigabytes, over a slow line. */
const LONGEST_SECONDS = 1200;

async function main(): Promise<void> {
  const inputs = parseInputs((name) => runner.input(name), runner.context);
  await run(inputs, {
    runner,
    exists: existsSync,
    newFolder: (service) => mkdtempSync(join(runner.tempDir, `image-${service}-`)),
    execute: (file, args) => execute(file, args, process.env, LONGEST_SECONDS),
  });
}

main().catch((error: unknown) => runner.fail(error));
