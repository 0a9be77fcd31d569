import { beforeAll, describe, expect, it } from '@jest/globals';
import { ask } from '../localcloud/world/ask.ts';
import type { JobResult } from '../localcloud/world/job.ts';
import { buildShop } from '../localcloud/world/shop.ts';
import { expectEnd } from './support/ended.ts';
import { remains } from './support/remains.ts';
import { E2E_TIMEOUT_MS, useStage } from './support/stage.ts';
import { look, watch } from './support/watch.ts';

const stage = useStage();

/** Requests to GitHub that a deployment may take, and one that changes nothing. */
const DEPLOY_CALLS = 25;
const NO_OP_CALLS = 10;

const NO_SUCH_DIGEST = `sha256:${'0'.repeat(64)}`;

// One pull request lives through the file, each test goes on where the one before stopped.
describe('the life of a pull request', () => {
  let number = 0;
  let url = '';
  let apiUrl = '';
  /** The commit that serves. */
  let served = '';

  beforeAll(() => {
    number = stage.open('Sell linen notebooks');
  });

  it(
    'opened: every service answers with its commit, and everybody is told',
    async () => {
      stage.cloud.github.resetCalls();
      served = head(number);
      const job = await stage.deploy(number, await buildShop(stage.org, 'v1'), {
        eventAction: 'opened',
      });
      expectEnd(job, 'success');
      expect(job.outputs).toMatchObject({ status: 'ready', stack: `shop-pr-${number}` });
      const urls = JSON.parse(job.outputs['urls'] ?? '') as Record<string, string>;
      url = job.outputs['url'] ?? '';
      apiUrl = urls['api'] ?? '';
      expect(urls['web']).toBe(url);
      expect(await look(stage.org, url)).toBe(`200 ${served}`);
      expect(await look(stage.org, `${apiUrl}/api/health`)).toBe(`200 ${served}`);

      expect(deployments(number)).toEqual([{ sha: served, state: 'success' }]);
      const [deployment] = stage.cloud.github.deployments({ repo: stage.shop.name });
      expect(deployment?.statuses.map(({ state }) => state)).toEqual([
        'queued',
        'in_progress',
        'success',
      ]);
      expect(deployment?.statuses.at(-1)?.environmentUrl).toBe(url);
      expect(deployment).toMatchObject({ transient: true, production: false });

      const [body] = stage.comments(number);
      expect(stage.comments(number)).toHaveLength(1);
      expect(body).toContain('Ready');
      expect(body).toContain(`](${url}/)`);
      expect(body).toContain(`](${apiUrl}/)`);
      expect(body).toContain('24 created');
      expect(body).toContain('a day');
      expect(job.summary).toContain('Ready');
      expect(stage.cloud.github.calls().length).toBeLessThanOrEqual(DEPLOY_CALLS);
    },
    E2E_TIMEOUT_MS,
  );

  it('opened: the page shows the data of its own api', async () => {
    const page = await ask(stage.org, url);
    expect(page.body).toContain('shop.js');
    const config = JSON.parse((await ask(stage.org, `${url}/config.json`)).body) as unknown;
    expect(config).toEqual({ apiUrl, environment: `pr-${number}`, commit: served });
    const answer = await ask(stage.org, `${apiUrl}/api/products`);
    expect(answer.headers['access-control-allow-origin']).toBe(url);
    expect(JSON.parse(answer.body)).toMatchObject({
      commit: served,
      environment: `pr-${number}`,
      products: expect.arrayContaining([expect.objectContaining({ name: expect.any(String) })]),
    });
  });

  it(
    'pushed to: the new commit serves, without a gap, and its deployment replaces the one before',
    async () => {
      stage.cloud.github.resetCalls();
      const before = served;
      served = stage.push(number);
      const visitor = watch(stage.org, url);
      const job = await stage.deploy(number, await buildShop(stage.org, 'v2'));
      expectEnd(job, 'success');
      expect(await look(stage.org, url)).toBe(`200 ${served}`);
      expect(await visitor.stop()).toEqual([`200 ${before}`, `200 ${served}`]);
      expect(counts(job)).toEqual({ create: 0, update: 2, replace: 2, delete: 0 });
      expect(deployments(number)).toEqual([
        { sha: before, state: 'inactive' },
        { sha: served, state: 'success' },
      ]);
      expect(stage.comments(number)).toHaveLength(1);
      expect(stage.comments(number)[0]).toContain('2 updated, 2 replaced');
      expect(stage.cloud.github.calls().length).toBeLessThanOrEqual(DEPLOY_CALLS);
    },
    E2E_TIMEOUT_MS,
  );

  it(
    'deployed again: nothing changes, neither in AWS nor on GitHub',
    async () => {
      const before = github(number);
      stage.cloud.github.resetCalls();
      stage.cloud.gateway.resetCalls();
      const job = await stage.deploy(number, await buildShop(stage.org, 'v2'));
      expectEnd(job, 'success');
      expect(job.outputs).toMatchObject({ status: 'ready', url });
      expect(JSON.parse(job.outputs['changes'] ?? '')).toMatchObject({
        ...{ create: 0, update: 0, replace: 0, delete: 0 },
        list: [],
      });
      expect(github(number)).toEqual(before);
      expect(written()).toEqual([]);
      expect(stage.cloud.github.calls().filter(({ write }) => write)).toEqual([]);
      expect(stage.cloud.github.calls().length).toBeLessThanOrEqual(NO_OP_CALLS);
    },
    E2E_TIMEOUT_MS,
  );

  it(
    'broken by an image that exits: exit code, last lines and remedy are told, the old version serves',
    async () => {
      const { body, job, seen } = await breakIt(number, 'exits');
      expect(job.log).toContain('exited with code 3');
      expect(text(body)).toContain('\napi: the container exited with code 3\n');
      expect(body).toContain('| Exit code | <code>3</code> |');
      expect(body).toContain('Error: DATABASE_HOST is not set');
      expect(body).toContain('See the last log lines for the error.');
      expect(body).toContain(
        `Rolled back: commit <code>${served.slice(0, 7)}</code> still serves.`,
      );
      expect(seen).toEqual({ api: [`200 ${served}`], web: [] });
    },
    E2E_TIMEOUT_MS,
  );

  it(
    'broken by an image that never turns healthy: target health, last lines and remedy are told, the old version serves',
    async () => {
      const { body, seen } = await breakIt(number, 'sick');
      expect(text(body)).toContain(
        '\napi: the health check never passes: Target.ResponseCodeMismatch',
      );
      expect(text(body)).toContain(
        '| Target health | Target.ResponseCodeMismatch: Health checks failed with these codes: [500] |',
      );
      expect(body).toContain('health check: the cache cannot be reached');
      expect(body).toContain('Answer 200 there, or correct');
      expect(body).toContain(
        `Rolled back: commit <code>${served.slice(0, 7)}</code> still serves.`,
      );
      expect(seen).toEqual({ api: [`200 ${served}`], web: [] });
    },
    E2E_TIMEOUT_MS,
  );

  it(
    'broken by a digest that does not exist: refused before anything is changed, the old version serves',
    async () => {
      stage.push(number);
      const before = deployments(number);
      stage.cloud.gateway.resetCalls();
      const [web] = (await buildShop(stage.org, 'v2')).split('\n');
      const repository = web?.slice('web='.length).split('@')[0] ?? '';
      stage.cloud.gateway.resetCalls();
      const images = `${web ?? ''}\napi=${repository}@${NO_SUCH_DIGEST}`;
      const job = await stage.deploy(number, images);
      expectEnd(job, 'failure');
      expect(job.outputs).toMatchObject({ status: 'failed', url });
      expect(written()).toEqual([]);
      expect(deployments(number)).toEqual(before);
      const [body = ''] = stage.comments(number);
      expect(text(body)).toContain(NO_SUCH_DIGEST);
      expect(body).toContain('**What to do:**');
      expect(body).toContain(`Commit <code>${served.slice(0, 7)}</code> still serves.`);
      expect(await look(stage.org, url)).toBe(`200 ${served}`);
    },
    E2E_TIMEOUT_MS,
  );

  it(
    'fixed: the fix serves, and of all deployments exactly one is a success and none in progress',
    async () => {
      served = stage.push(number);
      const job = await stage.deploy(number, await buildShop(stage.org, 'v3'));
      expectEnd(job, 'success');
      expect(await look(stage.org, url)).toBe(`200 ${served}`);
      expect(deployments(number).map(({ state }) => state)).toEqual([
        ...['inactive', 'inactive', 'failure', 'failure', 'success'],
      ]);
      expect(stage.comments(number)).toHaveLength(1);
      expect(stage.comments(number)[0]).toContain('Ready');
      expect(stage.comments(number)[0]).not.toContain('still serves');
    },
    E2E_TIMEOUT_MS,
  );

  /** Pushes an api that does not come up, while visitors reload both pages. */
  async function breakIt(
    of: number,
    api: 'exits' | 'sick',
  ): Promise<{ body: string; job: JobResult; seen: { api: readonly string[]; web: string[] } }> {
    stage.cloud.github.resetCalls();
    const sha = stage.push(of);
    const visitors = { api: watch(stage.org, `${apiUrl}/api/health`), web: watch(stage.org, url) };
    const job = await stage.deploy(of, await buildShop(stage.org, `v-${api}`, { api }));
    const seen = { api: await visitors.api.stop(), web: await visitors.web.stop() };
    expectEnd(job, 'failure');
    expect(job.outputs).toMatchObject({ status: 'failed', url });
    expect(deployments(of).at(-1)).toEqual({ sha, state: 'failure' });
    expect(deployments(of).filter(({ state }) => state === 'success')).toEqual([
      { sha: served, state: 'success' },
    ]);
    expect(await look(stage.org, url)).toBe(`200 ${served}`);
    expect(stage.comments(of)).toHaveLength(1);
    expect(stage.cloud.github.calls().length).toBeLessThanOrEqual(DEPLOY_CALLS);
    // The healthy service may show its new version for a moment; it never shows an error.
    const errors = seen.web.filter((answer) => !answer.startsWith('200 '));
    return { body: stage.comments(of)[0] ?? '', job, seen: { api: seen.api, web: errors } };
  }
});

describe('a first deployment that fails', () => {
  it(
    'is destroyed again to the last resource, and says why',
    async () => {
      const number = stage.open('Sell air');
      const images = await buildShop(stage.org, 'first', { api: 'exits' });
      const job = await stage.deploy(number, images, { eventAction: 'opened' });
      expectEnd(job, 'failure');
      expect(job.outputs).toMatchObject({ status: 'failed', url: '' });
      expect(job.log).toContain('+ aws:ecs/service:Service'); // it had been made
      expect(await remains(stage.cloud, { app: 'shop', number })).toEqual([]);
      expect(deployments(number).map(({ state }) => state)).toEqual(['failure']);
      const [body = ''] = stage.comments(number);
      expect(body).toContain('Error: DATABASE_HOST is not set');
      expect(body).toContain('nothing is left running');
    },
    E2E_TIMEOUT_MS,
  );
});

function head(number: number): string {
  const pulls = stage.cloud.github.pullRequests({ repo: stage.shop.name });
  return pulls.find((one) => one.number === number)?.pull?.headSha ?? '';
}

/** Deployments of a pull request, oldest first. */
function deployments(number: number): { sha: string; state: string }[] {
  const environment = `preview-pr-${number}`;
  return stage.cloud.github
    .deployments({ repo: stage.shop.name, environment })
    .map(({ sha, state }) => ({ sha, state }));
}

/** All that GitHub shows of a pull request, with the times of the last edits. */
function github(number: number): unknown {
  const repo = stage.shop.name;
  return {
    comments: stage.cloud.github.comments({ repo, number }),
    deployments: stage.cloud.github.deployments({ repo }),
  };
}

/** Calls that changed something in AWS since the last reset; builds push their images themselves. */
function written(): string[] {
  return stage.cloud.gateway
    .calls()
    .filter(({ write, service }) => write && service !== 'ecr')
    .map(({ service, action, resource }) => `${service}:${action} ${resource}`);
}

function counts(job: JobResult): Record<string, number> {
  const { create, update, replace, ...rest } = JSON.parse(job.outputs['changes'] ?? '') as Record<
    string,
    number
  >;
  return {
    create: create ?? 0,
    update: update ?? 0,
    replace: replace ?? 0,
    delete: rest['delete'] ?? 0,
  };
}

/** A comment's text as it is read: without what keeps Markdown from meaning anything. */
function text(body: string): string {
  return body.replace(/&#(\d+);/g, (_match, code: string) => String.fromCodePoint(Number(code)));
}
