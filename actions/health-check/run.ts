import { UserError } from '../../action-shared/errors.ts';
import { checkHealth } from '../../action-shared/health/check-health.ts';
import type {
  HealthDeps,
  HealthReport,
  TargetReport,
} from '../../action-shared/health/check-health.ts';
import type { Runner } from '../../action-shared/runner/runner.ts';
import type { Inputs } from './inputs.ts';

/** Where the result goes. */
export type Publisher = Pick<Runner, 'setOutput' | 'summary' | 'info'>;

/**
 * Waits until every URL is healthy. The outputs are set in either case.
 *
 * @throws UserError naming each URL that is not healthy and what it answers
 */
export async function run(inputs: Inputs, deps: HealthDeps, publisher: Publisher): Promise<void> {
  const report = await checkHealth(inputs, deps);
  await publish(report, publisher);
  if (report.status === 'unhealthy') throw new UserError(unhealthyMessage(report));
}

async function publish(report: HealthReport, publisher: Publisher): Promise<void> {
  publisher.setOutput('status', report.status);
  publisher.setOutput('attempts', report.attempts);
  publisher.setOutput('duration-seconds', report.seconds.toFixed(1));
  publisher.setOutput('version', report.version ?? '');
  publisher.setOutput('report', JSON.stringify(report));
  for (const target of report.targets) publisher.info(line(target));
  await publisher.summary(summaryOf(report));
}

function line(target: TargetReport): string {
  const effort = `${target.attempts} requests, ${target.seconds.toFixed(1)} s`;
  return `${target.name}: ${target.status}, ${target.reason} (${effort})`;
}

/** What happened, as it is told in the error. */
export function unhealthyMessage(report: HealthReport): string {
  const bad = report.targets.filter((target) => target.status !== 'healthy');
  // Those that were stopped only because of another say nothing about the cause.
  const causes = bad.filter((target) => target.status !== 'stopped');
  const told = (causes.length > 0 ? causes : bad).map(
    (target) => `${target.name} ${target.reason} (${WHY[target.status]})`,
  );
  return `${bad.length} of ${report.targets.length} URLs not healthy: ${told.join('; ')}.`;
}

const WHY: Readonly<Record<TargetReport['status'], string>> = {
  healthy: 'healthy',
  wrong: 'three times in a row; waiting longer would not help',
  unhealthy: 'all attempts are used up: raise `max-attempts`, or look into its log',
  'timed-out': 'time is up: raise `timeout-seconds`, or look into its log',
  stopped: 'stopped because of the others',
};

function summaryOf(report: HealthReport): string {
  const rows = report.targets.map(
    (target) =>
      `| ${cell(target.name)} | ${target.status} | ${cell(target.reason)} | ${target.attempts} | ${target.seconds.toFixed(1)} |`,
  );
  const head = '| URL | Status | Answers | Requests | Seconds |\n| --- | --- | --- | ---: | ---: |';
  return `### Health: ${report.status}\n\n${head}\n${rows.join('\n')}\n`;
}

/** Text of an application in a table: nothing in it is Markdown or HTML. */
function cell(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/[\\`*_{}[\]()#!|~@]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/\s+/g, ' ');
}
