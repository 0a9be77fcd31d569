import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { ask } from '../localcloud/world/ask.ts';
import { runJob } from '../localcloud/world/job.ts';
import type { JobRequest, JobResult } from '../localcloud/world/job.ts';
import { createRepository } from '../localcloud/world/organisation.ts';
import type { Repository } from '../localcloud/world/organisation.ts';
import { buildService, buildShop } from '../localcloud/world/shop.ts';
import { expectEnd } from './support/ended.ts';
import { remains } from './support/remains.ts';
import { E2E_TIMEOUT_MS, useStage } from './support/stage.ts';
import { look, watch } from './support/watch.ts';

const stage = useStage();

/** Another app on the same base: one service, under hosts of its own. */
const BLOG = `app: blog
services:
  web: { port: 8080, host: 'pr-{number}-{app}.{domain}', health: /healthz, primary: true }
`;

let blog: Repository;
beforeAll(() => {
  blog = createRepository(stage.org, 'acme/blog', BLOG);
});

// The tests share their previews: each goes on where the one before stopped.
describe('previews side by side', () => {
  let one: Preview;
  let two: Preview;
  let other: Preview;

  it(
    'two pull requests of one app, and another app with the same number, come up at the same time',
    async () => {
      const [first, second, third] = [open(stage.shop), open(stage.shop), open(blog)];
      expect(third).toBe(first); // the same number in two repositories
      const images = await buildShop(stage.org, 'v1');
      const web = await buildService(stage.org, 'web', 'v1');
      [one, two, other] = await Promise.all([
        deployed(stage.shop, first, images),
        deployed(stage.shop, second, images),
        deployed(blog, third, `web=${web}`),
      ]);
      expect(new Set([one.url, two.url, other.url]).size).toBe(3);
      for (const preview of [one, two, other]) {
        expect(await look(stage.org, preview.url)).toBe(`200 ${preview.sha}`);
        const { name } = preview.repository;
        expect(states(preview)).toEqual(['success']);
        const comments = stage.cloud.github.comments({ repo: name, number: preview.number });
        expect(comments.map(({ body }) => body.includes(preview.url))).toEqual([true]);
      }
    },
    E2E_TIMEOUT_MS,
  );

  it('each page talks to the api of its own pull request', async () => {
    for (const preview of [one, two]) {
      const config = JSON.parse((await ask(stage.org, `${preview.url}/config.json`)).body) as {
        apiUrl: string;
      };
      const answer = await ask(stage.org, `${config.apiUrl}/api/health`);
      expect(JSON.parse(answer.body)).toMatchObject({
        commit: preview.sha,
        environment: `pr-${preview.number}`,
      });
    }
  });

  it(
    'one that is closed goes to the last resource while the others serve on',
    async () => {
      expect(await remains(stage.cloud, { app: 'shop', number: two.number })).not.toEqual([]);
      stage.cloud.github.closePullRequest({ repo: stage.shop.name, number: two.number });
      const visitors = [watch(stage.org, one.url), watch(stage.org, other.url)];
      const job = await stage.cleanup(two.number);
      expectEnd(job, 'success');
      expect(job.outputs).toMatchObject({ status: 'destroyed', leftovers: '[]' });
      expect(await remains(stage.cloud, { app: 'shop', number: two.number })).toEqual([]);
      expect((await ask(stage.org, two.url)).status).toBe(404);
      expect(states(two)).toEqual(['inactive']);
      expect(comment(two)).toContain('Removed');
      expect(await Promise.all(visitors.map((visitor) => visitor.stop()))).toEqual([
        [`200 ${one.sha}`],
        [`200 ${other.sha}`],
      ]);
    },
    E2E_TIMEOUT_MS,
  );

  it(
    'closed twice: not found, verified all the same, and a success',
    async () => {
      stage.cloud.gateway.resetCalls();
      const job = await stage.cleanup(two.number);
      expectEnd(job, 'success');
      expect(job.outputs).toMatchObject({ status: 'not-found', leftovers: '[]' });
      const asked = stage.cloud.gateway.calls();
      expect(asked.filter(({ write }) => write)).toEqual([]);
      expect(asked.map(({ action }) => action)).toEqual(
        expect.arrayContaining([
          'GetResources',
          'ListTaskDefinitionFamilies',
          'DescribeTargetGroups',
        ]),
      );
      expect(comment(two)).toContain('Removed');
      expect(states(two)).toEqual(['inactive']);
    },
    E2E_TIMEOUT_MS,
  );

  it(
    'reopened right after the cleanup: up again at the first try',
    async () => {
      stage.cloud.github.closePullRequest({ repo: blog.name, number: other.number });
      const closed = await cleanup(other);
      stage.cloud.github.reopenPullRequest({ repo: blog.name, number: other.number });
      const images = `web=${await buildService(stage.org, 'web', 'v1')}`;
      const again = await deploy(blog, other.number, images, { eventAction: 'reopened' });
      expectEnd(closed, 'success');
      expectEnd(again, 'success');
      expect(again.outputs).toMatchObject({ status: 'ready', url: other.url });
      expect(await look(stage.org, other.url)).toBe(`200 ${other.sha}`);
      expect(states(other)).toEqual(['inactive', 'success']);
      expect(comment(other)).toContain('Ready');
    },
    E2E_TIMEOUT_MS,
  );

  it(
    'reopened while the cleanup runs: the deploy waits, and is neither a leftover nor retired',
    async () => {
      const { github } = stage.cloud;
      github.closePullRequest({ repo: blog.name, number: other.number });
      const destroying = signal();
      const closing = cleanup(other, { onLine: onLine('- aws:ecs/service', destroying.give) });
      await destroying.given;
      github.reopenPullRequest({ repo: blog.name, number: other.number });
      const images = `web=${await buildService(stage.org, 'web', 'v1')}`;
      const [closed, again] = await Promise.all([
        closing,
        deploy(blog, other.number, images, { eventAction: 'reopened' }),
      ]);
      expectEnd(closed, 'success');
      expectEnd(again, 'success');
      expect(closed.outputs).toMatchObject({ status: 'destroyed', leftovers: '[]' });
      expect(await look(stage.org, other.url)).toBe(`200 ${other.sha}`);
      expect(states(other)).toEqual(['inactive', 'inactive', 'success']);
      expect(comment(other)).toContain('Ready');
    },
    E2E_TIMEOUT_MS,
  );
});

describe('events that overtake each other', () => {
  it(
    'closed while a deploy runs: the cleanup waits for it, and nothing is left',
    async () => {
      const number = open(blog);
      const preview = { repository: blog, number, sha: head(blog, number), url: '' };
      const images = `web=${await buildService(stage.org, 'web', 'v1')}`;
      const building = signal();
      const deploying = deploy(blog, number, images, {
        eventAction: 'opened',
        onLine: onLine('+ aws:ecs/cluster', building.give),
      });
      await building.given;
      stage.cloud.github.closePullRequest({ repo: blog.name, number });
      const [deploy_, closed] = await Promise.all([deploying, cleanup(preview)]);
      expectEnd(deploy_, 'success');
      expectEnd(closed, 'success');
      expect(deploy_.outputs).toMatchObject({ status: 'destroyed', url: '' });
      expect(deploy_.log).toContain('closed while its preview was being deployed');
      expect(closed.log).toMatch(/is held by run \d+ .*of acme\/blog/);
      expect(closed.outputs).toMatchObject({ leftovers: '[]' });
      expect(await remains(stage.cloud, { app: 'blog', number })).toEqual([]);
      expect(states(preview)).toEqual(['inactive']);
      expect(comment(preview)).toContain('Removed');
    },
    E2E_TIMEOUT_MS,
  );

  it(
    'pushed to while a deploy runs: the newer commit serves in the end, and the older run changes nothing any more',
    async () => {
      const number = open(blog);
      const preview = { repository: blog, number, sha: head(blog, number), url: '' };
      const images = `web=${await buildService(stage.org, 'web', 'v1')}`;
      const building = signal();
      const older = deploy(blog, number, images, {
        onLine: onLine('+ aws:ecs/cluster', building.give),
      });
      await building.given;
      const newest = stage.cloud.github.push({ repo: blog.name, number });
      const [first, second] = await Promise.all([older, deploy(blog, number, images)]);
      expectEnd(first, 'success');
      expectEnd(second, 'success');
      const url = second.outputs['url'] ?? '';
      expect(await look(stage.org, url)).toBe(`200 ${newest}`);
      expect(states(preview)).toEqual(['inactive', 'success']);

      // The older commit's run, started again: it must not go back, nor hide what serves.
      const before = stage.cloud.github.comments({ repo: blog.name, number });
      stage.cloud.gateway.resetCalls();
      const late = await deploy(blog, number, images, { headSha: preview.sha });
      expectEnd(late, 'success');
      expect(late.outputs).toMatchObject({ status: 'skipped' });
      expect(late.log).toContain(`The head of the pull request moved to ${newest.slice(0, 7)}`);
      expect(stage.cloud.gateway.calls()).toEqual([]);
      expect(stage.cloud.github.comments({ repo: blog.name, number })).toEqual(before);
      expect(states(preview)).toEqual(['inactive', 'success']);
      expect(await look(stage.org, url)).toBe(`200 ${newest}`);
    },
    E2E_TIMEOUT_MS,
  );

  it(
    'two deploys of different commits queue behind a third: only the newest of them changes anything',
    async () => {
      const number = open(blog);
      const preview = { repository: blog, number, sha: head(blog, number), url: '' };
      const images = `web=${await buildService(stage.org, 'web', 'v1')}`;
      const building = signal();
      const running = deploy(blog, number, images, {
        onLine: onLine('+ aws:ecs/cluster', building.give),
      });
      await building.given;
      // Its process stands still until the others have met its lease, however slow the machine is.
      const { pid } = leaseOf(`blog-pr-${number}`);
      process.kill(pid, 'SIGSTOP');
      const queue: Promise<JobResult>[] = [];
      try {
        for (let pushes = 0; pushes < 2; pushes += 1) {
          stage.cloud.github.push({ repo: blog.name, number });
          const waiting = signal();
          queue.push(deploy(blog, number, images, { onLine: onLine('is held by', waiting.give) }));
          await waiting.given;
        }
      } finally {
        process.kill(pid, 'SIGCONT');
      }
      const jobs = [await running, ...(await Promise.all(queue))];
      for (const job of jobs) expectEnd(job, 'success');
      expect(jobs.map((job) => job.outputs['status'])).toEqual(['ready', 'skipped', 'ready']);
      expect(await look(stage.org, jobs[2]?.outputs['url'] ?? '')).toBe(
        `200 ${head(blog, number)}`,
      );
      expect(states(preview)).toEqual(['inactive', 'success']);
      expect(comment(preview)).toContain('Ready');
    },
    E2E_TIMEOUT_MS,
  );
});

interface Preview {
  readonly repository: Repository;
  readonly number: number;
  readonly sha: string;
  readonly url: string;
}

function open(repository: Repository): number {
  const { number } = stage.cloud.github.openPullRequest({
    repo: repository.name,
    title: 'A change',
    branch: `topic-${Math.random().toString(36).slice(2, 8)}`,
    author: 'ada',
  });
  return number;
}

function deploy(
  repository: Repository,
  number: number,
  images: string,
  more: Partial<JobRequest> = {},
): Promise<JobResult> {
  return runJob(stage.org, {
    ...more,
    action: 'deploy-preview',
    inputs: { images },
    repository,
    number,
  });
}

function cleanup(
  { repository, number }: Preview,
  more: Partial<JobRequest> = {},
): Promise<JobResult> {
  return runJob(stage.org, {
    ...more,
    action: 'cleanup-preview',
    inputs: {},
    repository,
    number,
    eventAction: 'closed',
  });
}

async function deployed(repository: Repository, number: number, images: string): Promise<Preview> {
  const job = await deploy(repository, number, images, { eventAction: 'opened' });
  expectEnd(job, 'success');
  return { repository, number, sha: head(repository, number), url: job.outputs['url'] ?? '' };
}

function head(repository: Repository, number: number): string {
  const pulls = stage.cloud.github.pullRequests({ repo: repository.name });
  return pulls.find((one) => one.number === number)?.pull?.headSha ?? '';
}

/** States of a preview's deployments, oldest first. */
function states({ repository, number }: Preview): string[] {
  const environment = `preview-pr-${number}`;
  const all = stage.cloud.github.deployments({ repo: repository.name, environment });
  return all.map(({ state }) => state);
}

/** The one comment; an error when there is not exactly one. */
function comment({ repository, number }: Preview): string {
  const all = stage.cloud.github.comments({ repo: repository.name, number });
  expect(all).toHaveLength(1);
  return all[0]?.body ?? '';
}

/** Who holds a stack, as its lease says. */
function leaseOf(stack: string): { readonly pid: number } {
  const folder = join(stage.cloud.stateDir, 'state/macro-infra/leases/macro-infra-preview');
  return JSON.parse(readFileSync(join(folder, `${stack}.json`), 'utf8')) as { pid: number };
}

/** Something that happens once. */
function signal(): { readonly given: Promise<unknown>; readonly give: () => void } {
  const { promise, resolve } = Promise.withResolvers<null>();
  return { given: promise, give: () => resolve(null) };
}

function onLine(part: string, then: () => void): (line: string) => void {
  return (line) => {
    if (line.includes(part)) then();
  };
}
