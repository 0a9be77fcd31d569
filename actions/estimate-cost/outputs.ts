import type { CostEstimateReport } from '../../action-shared/cost/report.ts';
import type { Runner } from '../../action-shared/runner/runner.ts';

/** Outputs of an estimate, one line for the log, and a warning where a price is not known. */
export function publish(
  report: CostEstimateReport,
  runner: Pick<Runner, 'setOutput' | 'info' | 'warning'>,
  previews: number,
): void {
  const unknown = report.resources
    .filter(({ status }) => status === 'unknown')
    .map(({ type, name, note }) => ({ type, name, why: note }));
  const saving = report.base?.savings.find((one) => one.previews === previews);
  const [daily, monthly] = [report.perDay.toFixed(2), report.perMonth.toFixed(2)];
  runner.setOutput('daily', daily);
  runner.setOutput('monthly', monthly);
  runner.setOutput('complete', report.complete);
  runner.setOutput('unknown', JSON.stringify(unknown));
  runner.setOutput('saved-percent', saving?.savedPercent ?? '');
  runner.setOutput('report', JSON.stringify(report));
  const least = report.complete ? '' : 'at least ';
  runner.info(`${report.subject}: ${least}$${daily} a day, $${monthly} a month.`);
  for (const { type, name, why } of unknown)
    runner.warning(`No known price for ${name} (${type}): ${why}.`);
}
