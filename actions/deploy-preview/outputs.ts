import type { PreviewReport } from '../../action-shared/documents/report.ts';
import { renderSummary } from '../../action-shared/comment/summary.ts';
import { UserError } from '../../action-shared/errors.ts';
import { maskedTexts } from '../../action-shared/runner/masking.ts';
import type { Runner } from '../../action-shared/runner/runner.ts';

/** Outputs, job summary and the step's own result: renderings of the same report. */
export async function publish(made: PreviewReport, seconds: number, runner: Runner): Promise<void> {
  const report = maskedTexts(made, (text) => runner.masker.mask(text));
  const urls = Object.fromEntries(report.services.map(({ name, url }) => [name, url]));
  runner.setOutput('url', report.url ?? '');
  runner.setOutput('urls', JSON.stringify(urls));
  runner.setOutput('status', report.state);
  runner.setOutput('deployment-id', report.deploymentId ?? '');
  runner.setOutput('stack', report.stack);
  runner.setOutput('changes', JSON.stringify(report.changes));
  runner.setOutput('database', report.database ?? '');
  runner.setOutput('duration-seconds', seconds.toFixed(1));
  runner.setOutput('cost-per-day', report.cost?.perDay.toFixed(2) ?? '');
  runner.setOutput('report', JSON.stringify(report));
  await runner.summary(renderSummary(report));
  if (report.state === 'ready') {
    const changed = `${report.changes?.list.length ?? 0} resources changed`;
    runner.info(`Ready: ${report.url ?? ''} serves ${report.sha.slice(0, 7)}; ${changed}.`);
  }
  if (report.failure !== null) {
    runner.fail(new UserError(`${report.failure.cause}\n${report.failure.remedy}`));
  }
}
