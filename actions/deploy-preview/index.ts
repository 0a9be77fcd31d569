import { runStackAction } from '../../action-shared/session/entry.ts';
import { realDeps } from './deps.ts';
import { post } from './finish.ts';
import { parseInputs } from './inputs.ts';
import { publish } from './outputs.ts';
import { run } from './run.ts';

runStackAction(async (action) => {
  const { runner } = action;
  const inputs = parseInputs(action.input, action.sources);
  const started = Date.now();
  const report = await run(inputs, realDeps(inputs, runner, action.connect(inputs)));
  action.done();
  await publish(report, (Date.now() - started) / 1000, runner);
}, post);
