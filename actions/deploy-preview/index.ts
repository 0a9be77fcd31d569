import { dirname } from 'node:path';
import { githubRunner } from '../../action-shared/runner/runner.ts';
import { connect } from '../../action-shared/session/connect.ts';
import { beginOrResume, saveDone, saveHeld } from '../../action-shared/session/post-state.ts';
import { realDeps } from './deps.ts';
import { parseInputs } from './inputs.ts';
import { publish } from './outputs.ts';
import { post } from './finish.ts';
import { run } from './run.ts';

const runner = githubRunner();
/** `dist/`, where the stack runner lies beside this bundle. */
const distFolder = dirname(dirname(process.argv[1] ?? '.'));

async function main(): Promise<void> {
  const inputs = parseInputs((name) => runner.input(name), {
    env: process.env,
    context: runner.context,
  });
  const connection = connect(inputs, {
    runner,
    env: process.env,
    distFolder,
    onHeld: (held) => saveHeld(runner, held),
  });
  const started = Date.now();
  const report = await run(inputs, realDeps(inputs, runner, connection));
  saveDone(runner);
  await publish(report, (Date.now() - started) / 1000, runner);
}

const work = beginOrResume(runner) ? () => post(runner) : main;
work()
  .catch((error: unknown) => runner.fail(error))
  // After a cancellation the engine works on in its own process; nothing here may wait for it.
  .finally(() => process.exit());
