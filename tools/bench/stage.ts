import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalCloud } from '../../localcloud/cloud.ts';
import type { LocalCloud } from '../../localcloud/cloud.ts';
import { runJob } from '../../localcloud/world/job.ts';
import type { JobResult } from '../../localcloud/world/job.ts';
import { createOrganisation } from '../../localcloud/world/organisation.ts';
import type { Organisation, Repository } from '../../localcloud/world/organisation.ts';
import { cpuSecondsOf } from './cpu.ts';

/** One run of an action and what it cost. */
export interface Cost {
  readonly job: JobResult;
  readonly seconds: number;
  /** Processor time of everything that took part: action, engine, plugin, emulator. */
  readonly cpuSeconds: number;
  readonly awsCalls: number;
  readonly awsWrites: number;
  readonly githubCalls: number;
  /** Stack runners that were started: engine runs need one. */
  readonly stackRunners: number;
}

/** A cloud with an organisation; `close` ends and removes both. */
export interface BenchStage {
  readonly cloud: LocalCloud;
  readonly org: Organisation;
  close(): Promise<void>;
}

export async function openStage(): Promise<BenchStage> {
  const stateDir = mkdtempSync(join(tmpdir(), 'macro-infra-bench-cloud-'));
  const cloud = await startLocalCloud({ stateDir });
  const org = createOrganisation(cloud);
  return {
    cloud,
    org,
    close: async () => {
      await cloud.stop();
      for (const folder of [stateDir, org.folder]) rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Asked {
  readonly repository: Repository;
  readonly action: string;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly number: number | null;
  readonly eventAction?: string;
}

/**
 * Runs an action alone and counts what it called.
 * @throws when it does not end as wanted: a bench of something broken measures nothing.
 */
export async function measured(
  org: Organisation,
  asked: Asked,
  wanted: JobResult['conclusion'] = 'success',
): Promise<Cost> {
  const { gateway, github } = org.cloud;
  gateway.resetCalls();
  github.resetCalls();
  const before = cpuSecondsOf(process.pid);
  const job = await runJob(org, { inputs: {}, ...asked });
  const cpuSeconds = cpuSecondsOf(process.pid) - before;
  if (job.conclusion !== wanted) {
    throw new Error(`${asked.action} ended as ${job.conclusion}:\n${job.log.slice(-3000)}`);
  }
  const calls = gateway.calls();
  const cost = {
    job,
    seconds: job.seconds,
    cpuSeconds,
    awsCalls: calls.length,
    awsWrites: calls.filter(({ write }) => write).length,
    githubCalls: github.calls().length,
    stackRunners: stackRunners(job.tempDir),
  };
  rmSync(job.tempDir, { recursive: true, force: true });
  return cost;
}

/** Each stack runner has a folder of commands and messages below the job's temp folder. */
function stackRunners(tempDir: string): number {
  const folder = join(tempDir, 'macro-infra');
  if (!existsSync(folder)) return 0;
  return readdirSync(folder).filter((name) => existsSync(join(folder, name, 'messages.jsonl')))
    .length;
}

export function ensureBase(org: Organisation, repository: Repository): Promise<Cost> {
  return measured(org, {
    repository,
    action: 'ensure-base-stack',
    inputs: { 'base-config': org.baseConfig, attempts: '1' },
    number: null,
  });
}

export function openPullRequest(org: Organisation, repository: Repository, title: string): number {
  return org.cloud.github.openPullRequest({
    repo: repository.name,
    title,
    branch: title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'),
    author: 'ada',
  }).number;
}
