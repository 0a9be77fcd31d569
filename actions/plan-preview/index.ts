import { renderSummary } from '../../action-shared/comment/summary.ts';
import { UserError } from '../../action-shared/errors.ts';
import { maskedTexts } from '../../action-shared/runner/masking.ts';
import { runStackAction } from '../../action-shared/session/entry.ts';
import { realDeps } from './deps.ts';
import { parseInputs } from './inputs.ts';
import { run } from './run.ts';

runStackAction(async (action) => {
  const { runner } = action;
  const inputs = parseInputs(action.input, action.sources);
  const made = await run(inputs, realDeps(inputs, runner, action.connect(inputs)));
  const result = maskedTexts(made, (text) => runner.masker.mask(text));
  action.done();
  const planned = result.status === 'planned' || result.status === 'unchanged';
  runner.setOutput('status', result.status);
  runner.setOutput('changes', JSON.stringify(planned ? result.changes : null));
  runner.setOutput('disruptive', planned && result.disruptive);
  runner.setOutput('plan', JSON.stringify(planned ? result.plan : {}));
  await runner.summary(result.status === 'failed' ? renderSummary(result.report) : result.section);
  runner.info(`Plan: ${result.status}.`);
  if (result.status !== 'failed') return;
  const { failure, reason } = result.report;
  runner.fail(new UserError(`${reason}\n${failure?.remedy ?? ''}`));
});
