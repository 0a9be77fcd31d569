import { dirname } from 'node:path';
import { renderSummary } from '../../action-shared/comment/summary.ts';
import { UserError } from '../../action-shared/errors.ts';
import { maskedTexts } from '../../action-shared/runner/masking.ts';
import { githubRunner } from '../../action-shared/runner/runner.ts';
import { connect } from '../../action-shared/session/connect.ts';
import { finishInterrupted } from '../../action-shared/session/finish-interrupted.ts';
import { beginOrResume, saveDone, saveHeld } from '../../action-shared/session/post-state.ts';
import { realDeps } from './deps.ts';
import { parseInputs } from './inputs.ts';
import { run } from './run.ts';

const runner = githubRunner();

async function main(): Promise<void> {
  const inputs = parseInputs((name) => runner.input(name), {
    env: process.env,
    context: runner.context,
  });
  const connection = connect(inputs, {
    runner,
    env: process.env,
    distFolder: dirname(dirname(process.argv[1] ?? '.')),
    onHeld: (held) => saveHeld(runner, held),
  });
  const result = await run(inputs, realDeps(inputs, runner, connection));
  const { status, report } = maskedTexts(result, (text) => runner.masker.mask(text));
  saveDone(runner);
  runner.setOutput('status', status);
  runner.setOutput('leftovers', JSON.stringify(report.leftovers));
  runner.setOutput('report', JSON.stringify(report));
  await runner.summary(renderSummary(report));
  runner.info(`${status}: ${report.reason}`);
  if (status === 'leftovers' || status === 'failed') runner.fail(new UserError(report.reason));
}

async function post(): Promise<void> {
  await finishInterrupted(runner, process.env);
}

(beginOrResume(runner) ? post() : main())
  .catch((error: unknown) => runner.fail(error))
  // After a cancellation the engine works on in its own process; nothing here may wait for it.
  .finally(() => process.exit());
