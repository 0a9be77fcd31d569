import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { ask } from '../localcloud/world/ask.ts';
import { unlogged } from '../localcloud/world/by-hand.ts';
import type { JobRequest, JobResult } from '../localcloud/world/job.ts';
import { buildShop, shopAppFile } from '../localcloud/world/shop.ts';
import { expectEnd } from './support/ended.ts';
import { editState, expire } from './support/edit-state.ts';
import { NO_STACK, stackFiles } from './support/stack-files.ts';
import { E2E_TIMEOUT_MS, useStage } from './support/stage.ts';

const stage = useStage();

interface Report {
  readonly status: string;
  readonly previews: readonly {
    readonly number: number;
    readonly action: string;
    readonly cause: string;
    readonly outcome: string;
  }[];
  readonly environments: readonly { readonly name: string; readonly outcome: string }[];
  readonly orphans: readonly { readonly arn: string; readonly remove: string }[];
}

// The tests go on where the one before stopped.
describe('sweep-previews', () => {
  let lost = 0;
  let open = 0;
  let url = '';
  beforeAll(async () => {
    const images = await buildShop(stage.org, 'v1');
    lost = stage.open('Its closing was lost');
    open = stage.open('Somebody works on it');
    for (const number of [lost, open]) {
      const job = await stage.deploy(number, images);
      expectEnd(job, 'success');
      url = job.outputs['url'] ?? '';
    }
    stage.cloud.github.closePullRequest({ repo: stage.shop.name, number: lost });
  }, 2 * E2E_TIMEOUT_MS);

  it(
    'is a dry run unless told otherwise: nothing changes, on GitHub or in AWS',
    async () => {
      stage.cloud.gateway.resetCalls();
      const before = stage.comments(lost);
      const job = await sweep({});
      expectEnd(job, 'success');
      expect(job.outputs).toMatchObject({ status: 'found', found: '1', removed: '0' });
      expect(told(job)).toEqual([
        `${lost} remove closed would-remove`,
        `${open} keep serving kept`,
      ]);
      expect(stage.cloud.gateway.calls().filter(({ write }) => write)).toEqual([]);
      expect(stage.comments(lost)).toEqual(before);
      expect(files(lost).exists).toBe(true);
      expect(job.summary).toContain('dry run');
    },
    E2E_TIMEOUT_MS,
  );

  it(
    'removes nothing when GitHub fails, whatever it is asked',
    async () => {
      for (const path of ['*/pulls', '*/environments', '*/contents/*']) {
        stage.cloud.github.plantFault({ path, kind: '502', times: 50 });
        const job = await sweep({ 'dry-run': 'false' });
        stage.cloud.github.clearFaults();
        expectEnd(job, 'failure');
        expect(job.outputs).toMatchObject({ status: 'failed', removed: '0' });
      }
      expect([files(lost).exists, files(open).exists]).toEqual([true, true]);
    },
    E2E_TIMEOUT_MS,
  );

  it(
    'removes what a lost event left, and tells comment and deployments; the open one serves on',
    async () => {
      const job = await sweep({ 'dry-run': 'false' });
      expectEnd(job, 'success');
      expect(job.outputs).toMatchObject({ status: 'removed', removed: '1' });
      expect(files(lost)).toEqual(NO_STACK);
      expect(stage.comments(lost)).toEqual([expect.stringContaining('Removed')]);
      expect(stage.comments(lost)[0]).toContain('is closed');
      const states = stage.cloud.github
        .deployments({ repo: stage.shop.name })
        .filter(({ environment }) => environment === `preview-pr-${lost}`)
        .map(({ statuses }) => statuses.at(-1)?.state);
      expect(states).toEqual(['inactive']);
      expect(files(open).exists).toBe(true);
      expect((await ask(stage.org, url)).status).toBe(200);
    },
    E2E_TIMEOUT_MS,
  );

  it(
    'finds nothing more the second time, and says so',
    async () => {
      const job = await sweep({ 'dry-run': 'false' });
      expectEnd(job, 'success');
      expect(job.outputs['removed']).toBe('0');
      expect(told(job)).toEqual([`${open} keep serving kept`]);
    },
    E2E_TIMEOUT_MS,
  );

  it(
    'reports a tagged resource without a stack, with its command, and leaves it',
    async () => {
      const client = new CloudWatchLogsClient(unlogged(stage.cloud));
      const logGroupName = 'pr-999-shop-web-logs';
      const tags = {
        DeploymentType: 'preview',
        Repository: stage.shop.name,
        App: 'shop',
        PullRequest: '999',
        'macro-infra:stack': 'shop-pr-999',
      };
      await client.send(new CreateLogGroupCommand({ logGroupName, tags }));
      const job = await sweep({ 'dry-run': 'false' });
      expectEnd(job, 'failure');
      expect(job.outputs['status']).toBe('leftovers');
      const command = `aws logs delete-log-group --log-group-name ${logGroupName}`;
      expect(reportOf(job).orphans).toMatchObject([{ remove: command }]);
      expect(job.summary).toContain(logGroupName);
      await client.send(new DeleteLogGroupCommand({ logGroupName }));
    },
    E2E_TIMEOUT_MS,
  );

  it(
    'keeps an expired one that is visited or has the label, and removes it when it has neither',
    async () => {
      expire(stage.cloud.stateDir, open, -1);
      stage.cloud.github.addLabel({ repo: stage.shop.name, number: open, label: 'preview:keep' });
      expect(told(await sweep({ 'dry-run': 'false' }))).toEqual([`${open} keep labelled kept`]);
      stage.cloud.github.removeLabel({
        repo: stage.shop.name,
        number: open,
        label: 'preview:keep',
      });
      // Deployed an hour ago, visited now.
      deployedAgo(open, 60);
      expect((await ask(stage.org, url)).status).toBe(200);
      expect(told(await sweep({ 'dry-run': 'false' }))).toEqual([`${open} keep in-use kept`]);
      // Deployed just now: its own health checks are no visits.
      deployedAgo(open, 0);
      expect(told(await sweep({ 'dry-run': 'false' }))).toEqual([`${open} remove expired removed`]);
      expect(files(open)).toEqual(NO_STACK);
      expect(stage.comments(open)[0]).toContain('It expired');
    },
    E2E_TIMEOUT_MS,
  );

  it(
    'warns a day before, and evicts the longest idle for one that finds no room',
    async () => {
      const images = await buildShop(stage.org, 'v2');
      const [idle, busy] = [stage.open('Idle'), stage.open('Busy')];
      for (const number of [idle, busy]) {
        const job = await stage.deploy(number, images);
        expectEnd(job, 'success');
        if (number === busy) url = job.outputs['url'] ?? '';
      }
      // The health checks of both deployments were just now: visits only where the deployment is older.
      deployedAgo(idle, 5);
      deployedAgo(busy, 180);
      expect((await ask(stage.org, url)).status).toBe(200);
      expire(stage.cloud.stateDir, busy, 20);
      await sweep({ 'dry-run': 'false' });
      expect(stage.comments(busy)[0]).toContain('This preview expires');
      expect(stage.comments(idle)[0]).not.toContain('This preview expires');

      policy('previews: { max: 2, whenFull: queue }');
      const asking = stage.open('One more');
      const room = { 'dry-run': 'false', 'make-room-for': String(asking), limit: '1' };
      const queued = await sweep(room);
      expectEnd(queued, 'failure');
      expect(queued.outputs).toMatchObject({ status: 'full', removed: '0' });
      policy('previews: { max: 2, whenFull: evict }');
      const evicted = await sweep(room);
      expectEnd(evicted, 'success');
      expect(evicted.outputs).toMatchObject({ status: 'removed', removed: '1' });
      expect(files(idle)).toEqual(NO_STACK);
      expect(stage.comments(idle)[0]).toContain(`Evicted to make room for`);
      expect(files(busy).exists).toBe(true);
    },
    2 * E2E_TIMEOUT_MS,
  );
});

function sweep(
  inputs: Readonly<Record<string, string>>,
  more: Partial<JobRequest> = {},
): Promise<JobResult> {
  const action = 'sweep-previews';
  return stage.job({ action, inputs, number: null, ...more });
}

function reportOf(job: JobResult): Report {
  return JSON.parse(job.outputs['report'] ?? '') as Report;
}

function told(job: JobResult): string[] {
  if (job.outputs['status'] === 'failed') throw new Error(`the pass failed:\n${job.log}`);
  return reportOf(job).previews.map(
    (one) => `${one.number} ${one.action} ${one.cause} ${one.outcome}`,
  );
}

function stateFolder(): string {
  return join(stage.cloud.stateDir, 'state');
}

function files(number: number) {
  return stackFiles(stateFolder(), 'macro-infra-preview', `shop-pr-${number}`);
}

/** Moves the time of the engine's last write. */
function deployedAgo(number: number, minutes: number): void {
  const at = new Date(Date.now() - minutes * 60_000).toISOString();
  editState(stage.cloud.stateDir, number, (text) =>
    text.replace(/("time": ?)"[^"]*"/, `$1"${at}"`),
  );
}

/** Puts the policy into the app's file on the base branch. */
function policy(text: string): void {
  stage.cloud.github.commit({
    repo: stage.shop.name,
    branch: 'main',
    files: { '.github/macro-infra.yml': `${shopAppFile}\n${text}\n` },
  });
}
