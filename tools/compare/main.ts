import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { costTable } from '../../action-shared/comment/cost-table.ts';
import { parityWaivers } from '../../action-shared/config/parity-waivers.ts';
import { estimate } from '../../action-shared/cost/estimate.ts';
import { costReport } from '../../action-shared/cost/report.ts';
import { UserError } from '../../action-shared/errors.ts';
import { compareEnvironments } from '../../action-shared/parity/compare.ts';
import { parityPage } from '../../action-shared/parity/html.ts';
import { parityMarkdown, shownValue, verdict } from '../../action-shared/parity/markdown.ts';
import { neutralGraph } from '../../action-shared/parity/neutral-graph.ts';
import type { ParityReport } from '../../action-shared/parity/report.ts';
import { recordEnvironment } from './record.ts';
import type { RecordedEnvironment } from './record.ts';

const USAGE = `npm run compare -- dev staging production [--out <folder>] [--record <folder>]

Compares environments from their stack files alone, without a cloud.
  --out     writes parity.json, parity.md, parity.html and costs.md
  --record  writes <environment>.json of each, for compare-environments and estimate-cost
Exit status: 0 parity, 1 broken parity, 2 it could not be compared.
`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { out: { type: 'string' }, record: { type: 'string' }, help: { type: 'boolean' } },
  });
  if (values.help === true || positionals.length < 2) {
    process.stdout.write(USAGE);
    return values.help === true ? 0 : 2;
  }
  const recorded: RecordedEnvironment[] = [];
  for (const stack of positionals) recorded.push(await recordEnvironment(stack));
  if (values.record !== undefined) record(values.record, recorded);
  const report = compare(recorded, values.out);
  process.stdout.write(`${told(report)}\n`);
  return report.parity ? 0 : 1;
}

function compare(recorded: readonly RecordedEnvironment[], out: string | undefined): ParityReport {
  const graphs = recorded.map(neutralGraph);
  const files = [...new Set(recorded.map(({ appFile }) => appFile))];
  const waivers = files.flatMap((file) => parityWaivers(readFileSync(file, 'utf8'), file));
  const today = new Date().toISOString();
  const report = compareEnvironments(graphs, { waivers, today });
  if (out === undefined) return report;
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, 'parity.json'), `${JSON.stringify(report, null, 2)}\n`);
  writeFileSync(join(out, 'parity.md'), `${parityMarkdown(report)}\n`);
  writeFileSync(join(out, 'parity.html'), parityPage(report, graphs));
  writeFileSync(join(out, 'costs.md'), `${recorded.map(costs).join('\n\n')}\n`);
  return report;
}

function costs({ name, config, resources }: RecordedEnvironment): string {
  const list = resources.map((one) => ({ ...one, settings: one.inputs }));
  return costTable(costReport(name, estimate(list, String(config['region']))));
}

function record(folder: string, recorded: readonly RecordedEnvironment[]): void {
  mkdirSync(folder, { recursive: true });
  for (const { name, config, resources } of recorded) {
    const content = JSON.stringify({ name, config, resources }, null, 2);
    writeFileSync(join(folder, `${name}.json`), `${content}\n`);
  }
}

function told(report: ParityReport): string {
  const names = report.environments.map(({ name }) => name);
  const broken = report.differences.filter((one) => one.verdict === 'broken');
  const lines = broken.map((one) => {
    const values = names.map((name) => `${name}: ${shownValue(one, name)}`).join(', ');
    return `  ${one.kind} ${one.name} ${one.path}\n    ${values}`;
  });
  return [verdict(report), ...lines].join('\n');
}

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof UserError ? error.message : String(error)}\n`);
  return 2;
});
