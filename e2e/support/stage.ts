import { rmSync } from 'node:fs';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import { startLocalCloud } from '../../localcloud/cloud.ts';
import type { LocalCloud, LocalCloudOptions } from '../../localcloud/cloud.ts';
import { runJob } from '../../localcloud/world/job.ts';
import type { JobRequest, JobResult } from '../../localcloud/world/job.ts';
import { createOrganisation, createRepository } from '../../localcloud/world/organisation.ts';
import type { Organisation, Repository } from '../../localcloud/world/organisation.ts';
import { shopAppFile } from '../../localcloud/world/shop.ts';

/** Everything a test file plays on: one cloud, one organisation, one base, made before its tests. */
export interface Stage {
  readonly cloud: LocalCloud;
  readonly org: Organisation;
  /** `acme/shop`, with the example's app file. */
  readonly shop: Repository;
  /** Runs an action of the shop as a job. */
  job(
    request: Omit<JobRequest, 'repository'> & Partial<Pick<JobRequest, 'repository'>>,
  ): Promise<JobResult>;
  ensureBase(inputs?: Readonly<Record<string, string>>): Promise<JobResult>;
  deploy(number: number, images: string, more?: Partial<JobRequest>): Promise<JobResult>;
  cleanup(number: number, more?: Partial<JobRequest>): Promise<JobResult>;
  /** Opens a pull request of the shop; its number. */
  open(title?: string, more?: { readonly branch?: string }): number;
  push(number: number): string;
  /** Bodies of all comments of a pull request. */
  comments(number: number): readonly string[];
}

export const E2E_TIMEOUT_MS = 240_000;

/**
 * Starts a stage for the file that calls it, and ends it with the file. The functions of the result
 * may only be used inside tests.
 */
export function useStage(
  options: Partial<LocalCloudOptions> & { readonly base?: boolean } = {},
): Stage {
  let now: Stage | undefined;
  let stateDir = '';
  beforeAll(async () => {
    stateDir = mkdtempSync(join(tmpdir(), 'macro-infra-e2e-'));
    const { base, ...cloudOptions } = options;
    const cloud = await startLocalCloud({ stateDir, ...cloudOptions });
    now = stageOn(cloud);
    if (base === false) return;
    const made = await now.ensureBase();
    if (made.conclusion !== 'success') throw new Error(`the base was not made:\n${made.log}`);
  }, E2E_TIMEOUT_MS);
  afterAll(async () => {
    await now?.cloud.stop();
    if (now) rmSync(now.org.folder, { recursive: true, force: true });
    rmSync(stateDir, { recursive: true, force: true });
  }, E2E_TIMEOUT_MS);
  return new Proxy({} as Stage, {
    get: (_target, name) => Reflect.get(now ?? {}, name) as unknown,
  });
}

function stageOn(cloud: LocalCloud): Stage {
  const org = createOrganisation(cloud);
  const shop = createRepository(org, 'acme/shop', shopAppFile);
  const { github } = cloud;
  const job: Stage['job'] = (request) => runJob(org, { repository: shop, ...request });
  return {
    cloud,
    org,
    shop,
    job,
    ensureBase: (inputs = {}) =>
      job({
        action: 'ensure-base-stack',
        inputs: { 'base-config': org.baseConfig, attempts: '1', ...inputs },
        number: null,
      }),
    deploy: (number, images, { inputs, ...more } = {}) =>
      job({ ...more, action: 'deploy-preview', inputs: { images, ...inputs }, number }),
    cleanup: (number, { inputs, ...more } = {}) =>
      job({
        eventAction: 'closed',
        ...more,
        action: 'cleanup-preview',
        inputs: { ...inputs },
        number,
      }),
    open: (title = 'A change', { branch } = {}) =>
      github.openPullRequest({
        repo: shop.name,
        title,
        branch: branch ?? `topic-${Math.random().toString(36).slice(2, 8)}`,
        author: 'ada',
      }).number,
    push: (number) => github.push({ repo: shop.name, number }),
    comments: (number) => github.comments({ repo: shop.name, number }).map(({ body }) => body),
  };
}
