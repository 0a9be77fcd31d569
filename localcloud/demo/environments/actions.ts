import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { shownValue } from '../../../action-shared/parity/markdown.ts';
import { parityReportSchema } from '../../../action-shared/parity/report.ts';
import type { EnvironmentName } from '../../../programs/environment/config.ts';
import { ENVIRONMENTS } from '../../../programs/environment/config.ts';
import { runJob } from '../../world/job.ts';
import type { JobResult } from '../../world/job.ts';
import type { EnvironmentsStage } from './stage.ts';

type Stage = Pick<EnvironmentsStage, 'org' | 'shop' | 'stacks' | 'fromSource'>;

export interface Compared {
  /** False: the step failed. */
  readonly ok: boolean;
  readonly verdict: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** What the step failed with; empty when it did not. */
  readonly error: string;
  /** A line for each broken place: `lb/TargetGroup {env}-shop-api port: 3050, 3040, 3040`. */
  readonly broken: readonly string[];
}

/** The action `compare-environments` on the live stacks. @param record Folder for parity.html. */
export async function compareLive(stage: Stage, record: string | null): Promise<Compared> {
  const report = record === null ? {} : { 'report-file': join(record, 'parity.html') };
  const stacks = ENVIRONMENTS.map((name) => `${name}=${nameOf(stage, name)}`).join('\n');
  const job = await run(stage, 'compare-environments', { stacks, ...report });
  const errors = job.annotations.filter(({ level }) => level === 'error');
  return {
    ok: job.conclusion === 'success',
    verdict: firstLine(job),
    outputs: job.outputs,
    error: errors.map(({ message }) => message).join('\n'),
    broken: brokenPlaces(job),
  };
}

function brokenPlaces({ outputs }: JobResult): readonly string[] {
  const report = parityReportSchema.parse(JSON.parse(outputs['report'] ?? '{}'));
  const broken = report.differences.filter(({ verdict }) => verdict === 'broken');
  return broken.map((one) => {
    const values = ENVIRONMENTS.map((name) => shownValue(one, name)).join(', ');
    return `${one.kind} ${one.name} ${one.path}: ${values}`;
  });
}

/** The action `estimate-cost` on each live stack: one line each. @param record Folder for costs.md. */
export async function estimateLive(
  stage: Stage,
  record: string | null,
): Promise<readonly string[]> {
  const jobs: JobResult[] = [];
  for (const name of ENVIRONMENTS) {
    const { region } = stage.stacks[name].address;
    const job = await run(stage, 'estimate-cost', { stack: nameOf(stage, name), region });
    if (job.conclusion !== 'success') throw new Error(`estimate-cost of ${name}:\n${job.log}`);
    jobs.push(job);
  }
  if (record !== null)
    writeFileSync(join(record, 'costs.md'), jobs.map(({ summary }) => summary).join('\n\n'));
  return jobs.map(costLine);
}

function costLine({ outputs }: JobResult, index: number): string {
  const { daily = '', monthly = '', complete } = outputs;
  const least = complete === 'true' ? '' : 'at least ';
  const name = (ENVIRONMENTS[index] ?? '').padEnd(10);
  return `${name}  ${least}$${daily.padStart(7)} a day  $${monthly.padStart(9)} a month`;
}

/** The first line of a job's summary that says something, without Markdown's signs. */
function firstLine({ summary }: JobResult): string {
  const [line = ''] = summary.split('\n').filter((one) => one.trim() !== '');
  return line.replace(/^#+ /, '');
}

function nameOf({ stacks }: Stage, name: EnvironmentName): string {
  const { project, stack } = stacks[name].address;
  return `${project}/${stack}`;
}

function run(
  { org, shop, fromSource }: Stage,
  action: string,
  inputs: Readonly<Record<string, string>>,
): Promise<JobResult> {
  return runJob(org, { action, inputs, repository: shop, number: null, fromSource });
}
