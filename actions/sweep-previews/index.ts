import { UserError } from '../../action-shared/errors.ts';
import { maskedTexts } from '../../action-shared/runner/masking.ts';
import { runStackAction } from '../../action-shared/session/entry.ts';
import { renderSweep } from '../../action-shared/sweep/render.ts';
import { foundCount, removedCount, startedCount } from '../../action-shared/sweep/report.ts';
import type { SweepReport } from '../../action-shared/sweep/report.ts';
import { realDeps } from './deps.ts';
import { parseInputs } from './inputs.ts';
import { run } from './run.ts';

runStackAction(async (action) => {
  const { runner } = action;
  const inputs = parseInputs(action.input, action.sources);
  const made = await run(inputs, realDeps(inputs, runner, action.connect(inputs)));
  const report = maskedTexts(made, (text) => runner.masker.mask(text));
  action.done();
  runner.setOutput('report', JSON.stringify(report));
  runner.setOutput('found', foundCount(report));
  runner.setOutput('removed', removedCount(report));
  runner.setOutput('started', startedCount(report));
  runner.setOutput('status', report.status);
  await runner.summary(renderSweep(report));
  runner.info(`${report.status}: ${report.reason}`);
  if (isFailure(report)) runner.fail(new UserError(report.reason));
});

/** A dry run fails only when it could not look. */
function isFailure({ status, dryRun }: SweepReport): boolean {
  if (status === 'failed') return true;
  return !dryRun && (status === 'leftovers' || status === 'full');
}
