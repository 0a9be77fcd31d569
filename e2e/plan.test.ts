import { beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import type { JobRequest, JobResult } from '../localcloud/world/job.ts';
import { buildShop } from '../localcloud/world/shop.ts';
import { expectEnd } from './support/ended.ts';
import { NO_STACK, stackFiles } from './support/stack-files.ts';
import { E2E_TIMEOUT_MS, useStage } from './support/stage.ts';
import { plantLock } from './support/planted-lock.ts';

const stage = useStage();

interface Changes {
  readonly create: number;
  readonly update: number;
  readonly replace: number;
  readonly delete: number;
  readonly list: readonly { action: string; type: string; name: string; properties: string[] }[];
}

describe('plan-preview', () => {
  let number = 0;
  let images = '';
  beforeAll(async () => {
    number = stage.open('Sell linen notebooks');
    images = await buildShop(stage.org, 'v1');
  }, E2E_TIMEOUT_MS);

  it(
    'plans a preview that does not exist, and leaves no stack, no lease, no lock, no write to AWS',
    async () => {
      stage.cloud.gateway.resetCalls();
      const job = await plan(number, images);
      expectEnd(job, 'success');
      expect(job.outputs).toMatchObject({ status: 'planned', disruptive: 'false' });
      expect(changesOf(job)).toMatchObject({ create: 24, update: 0, replace: 0, delete: 0 });
      expect(JSON.parse(job.outputs['plan'] ?? '')).toMatchObject({ stack: `shop-pr-${number}` });
      expect(files(number)).toEqual(NO_STACK);
      expect(stage.cloud.gateway.calls().filter(({ write }) => write)).toEqual([]);
      expect(stage.comments(number)).toEqual([expect.stringContaining('24 to create')]);
      expect(job.summary).toContain('24 to create');
    },
    E2E_TIMEOUT_MS,
  );

  it(
    'says first what an update replaces, while another run holds lease and lock',
    async () => {
      expectEnd(await stage.deploy(number, images), 'success');
      const [told] = stage.comments(number);
      expect(told).toContain('Ready');
      expect(told).not.toContain('to create');
      stage.push(number);
      const unlock = plantLock(state(), `shop-pr-${number}`);
      const job = await plan(number, await buildShop(stage.org, 'v2'));
      unlock();
      expectEnd(job, 'success');
      expect(job.outputs).toMatchObject({ status: 'planned', disruptive: 'true' });
      const { list, ...counts } = changesOf(job);
      expect(counts).toMatchObject({ create: 0, update: 2, replace: 2, delete: 0 });
      expect(list.find(({ action }) => action === 'replace')).toMatchObject({
        type: 'aws:ecs/taskDefinition:TaskDefinition',
        properties: expect.arrayContaining(['containerDefinitions']),
      });
      const [body = ''] = stage.comments(number);
      expect(body.indexOf('2 to replace:')).toBeGreaterThan(0);
      expect(body.indexOf('2 to replace:')).toBeLessThan(body.indexOf('2 to update, 2 to replace'));
    },
    E2E_TIMEOUT_MS,
  );

  it(
    'explains a plan that cannot be made, and the comment stays true',
    async () => {
      const job = await plan(number, 'web=docker.io/library/nginx@sha256:' + '0'.repeat(64));
      expectEnd(job, 'failure');
      expect(job.outputs).toMatchObject({ status: 'failed', changes: 'null', plan: '{}' });
      const [body = ''] = stage.comments(number);
      expect(body).toContain('Failed');
      expect(body).toContain('still serves');
      expect(body).not.toContain('Plan for commit');
      expect(stage.comments(number)).toHaveLength(1);
    },
    E2E_TIMEOUT_MS,
  );

  it(
    'skips a head that has moved',
    async () => {
      const old = stage.push(number);
      stage.push(number);
      const job = await plan(number, images, { headSha: old });
      expectEnd(job, 'success');
      expect(job.outputs).toMatchObject({ status: 'skipped' });
    },
    E2E_TIMEOUT_MS,
  );
});

function plan(number: number, images: string, more: Partial<JobRequest> = {}): Promise<JobResult> {
  return stage.job({
    action: 'plan-preview',
    inputs: { images },
    number,
    ...more,
  });
}

function changesOf(job: JobResult): Changes {
  return JSON.parse(job.outputs['changes'] ?? '') as Changes;
}

function state(): string {
  return join(stage.cloud.stateDir, 'state');
}

function files(number: number) {
  return stackFiles(state(), 'macro-infra-preview', `shop-pr-${number}`);
}
