import { dirname } from 'node:path';
import { runStackAction } from '../../action-shared/session/entry.ts';
import { realDeps } from './deps.ts';
import { parseInputs } from './inputs.ts';
import { publish } from './outputs.ts';
import { run } from './run.ts';

runStackAction(async (action) => {
  const { runner } = action;
  const inputs = parseInputs(action.input, action.sources, dirname(action.distFolder));
  const report = await run(inputs, realDeps(runner, action.connect(inputs)));
  action.done();
  await publish(report, runner);
});
