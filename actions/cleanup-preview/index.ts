import { cleanupWorld } from '../../action-shared/cleanup/cleanup-world.ts';
import { removePreview } from '../../action-shared/cleanup/remove-preview.ts';
import { renderSummary } from '../../action-shared/comment/summary.ts';
import { UserError } from '../../action-shared/errors.ts';
import { maskedTexts } from '../../action-shared/runner/masking.ts';
import { runStackAction } from '../../action-shared/session/entry.ts';
import { parseInputs } from './inputs.ts';

runStackAction(async (action) => {
  const { runner } = action;
  const inputs = parseInputs(action.input, action.sources);
  const world = cleanupWorld(inputs, runner, action.connect(inputs));
  const result = await removePreview(inputs, world);
  const { status, report } = maskedTexts(result, (text) => runner.masker.mask(text));
  action.done();
  runner.setOutput('status', status);
  runner.setOutput('leftovers', JSON.stringify(report.leftovers));
  runner.setOutput('report', JSON.stringify(report));
  await runner.summary(renderSummary(report));
  runner.info(`${status}: ${report.reason}`);
  if (status === 'leftovers' || status === 'failed') runner.fail(new UserError(report.reason));
});
