import type { Runner } from '../../action-shared/runner/runner.ts';
import type { BaseReport } from './run.ts';

/** Share of a load balancer's target groups in use from which on its owner is warned. */
const NEARLY_FULL = 0.8;

/** Outputs, summary and warnings of a base that is there. */
export async function publish(report: BaseReport, runner: Runner): Promise<void> {
  const { outputs } = report;
  const [first] = outputs.loadBalancers;
  runner.setOutput('vpc-id', outputs.vpcId);
  runner.setOutput('load-balancer-arn', first?.arn ?? '');
  runner.setOutput('listener-arn', first?.httpsListenerArn ?? first?.httpListenerArn ?? '');
  runner.setOutput('domain', outputs.domain ?? '');
  runner.setOutput('changed', report.changed);
  runner.setOutput('capacity-left', report.capacityLeft);
  runner.setOutput('outputs', JSON.stringify(outputs));
  runner.info(`${report.reason} Room for ${report.capacityLeft} more target groups.`);
  for (const one of report.capacity.filter(({ used, limit }) => used >= limit * NEARLY_FULL)) {
    runner.warning(
      `Load balancer ${one.name} has ${one.used} of ${one.limit} target groups. AWS does not raise this limit: raise \`shards\` in the base's values.`,
    );
  }
  await runner.summary(summary(report));
}

function summary({ outputs, capacity, reason, healed }: BaseReport): string {
  const rows = capacity.map(({ name, used, limit }) => `| \`${name}\` | ${used} of ${limit} |`);
  return [
    `### Base \`${outputs.environment}\``,
    '',
    reason,
    '',
    '| Load balancer | Target groups |',
    '| --- | --- |',
    ...rows,
    ...healed.map((one) => `\n- healed: ${one.what}: ${one.resource} (${one.why})`),
    '',
  ].join('\n');
}
