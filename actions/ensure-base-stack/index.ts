import { dirname } from 'node:path';
import { githubRunner } from '../../action-shared/runner/runner.ts';
import { connect } from '../../action-shared/session/connect.ts';
import { finishInterrupted } from '../../action-shared/session/finish-interrupted.ts';
import { beginOrResume, saveDone, saveHeld } from '../../action-shared/session/post-state.ts';
import { realDeps } from './deps.ts';
import { parseInputs } from './inputs.ts';
import { publish } from './outputs.ts';
import { run } from './run.ts';

const runner = githubRunner();

async function main(): Promise<void> {
  const distFolder = dirname(dirname(process.argv[1] ?? '.'));
  const sources = { env: process.env, context: runner.context };
  const inputs = parseInputs((name) => runner.input(name), sources, dirname(distFolder));
  const connection = connect(inputs, {
    runner,
    env: process.env,
    distFolder,
    onHeld: (held) => saveHeld(runner, held),
  });
  const report = await run(inputs, realDeps(runner, connection));
  saveDone(runner);
  await publish(report, runner);
}

async function post(): Promise<void> {
  await finishInterrupted(runner, process.env);
}

(beginOrResume(runner) ? post() : main())
  .catch((error: unknown) => runner.fail(error))
  // After a cancellation the engine works on in its own process; nothing here may wait for it.
  .finally(() => process.exit());
