import { ask } from '../world/ask.ts';
import { runJob } from '../world/job.ts';
import type { JobResult } from '../world/job.ts';
import { createRepository } from '../world/organisation.ts';
import type { Organisation, Repository } from '../world/organisation.ts';
import { buildShop, shopAppFile } from '../world/shop.ts';
import type { CommentRecord } from './record.ts';
import type { Teller } from './teller.ts';

/** One pull request of the story. */
interface Opened {
  readonly number: number;
  readonly url: string;
}

interface Stage {
  readonly org: Organisation;
  readonly teller: Teller;
  readonly record: CommentRecord | null;
  readonly repository: Repository;
}

/**
 * A pull request's whole life. Every step is checked as it is told: a story that does not come true
 * ends with an error.
 */
export async function tellStory(
  org: Organisation,
  teller: Teller,
  record: CommentRecord | null,
): Promise<void> {
  const repository = createRepository(org, 'acme/shop', shopAppFile);
  const stage: Stage = { org, teller, record, repository };
  await teller.chapter('Make the base: VPC, load balancer, certificate, image repository', () =>
    base(stage),
  );
  const first = await teller.chapter('Open pull request #1: its environment comes up', () =>
    open(stage, 'Sell linen notebooks', 'notebooks'),
  );
  await teller.chapter('Push to it: the environment is updated', () => push(stage, first, 'v2'));
  await teller.chapter('Deploy the same commit again: nothing changes', () => again(stage, first));
  await teller.chapter('Push something broken: it fails helpfully, the old version serves', () =>
    broken(stage, first),
  );
  await teller.chapter('Push the fix', () => push(stage, first, 'v4'));
  await teller.chapter('Open a second pull request beside it', () => beside(stage, first));
  await teller.chapter('Close both: destroyed, and proven to be gone', () => close(stage, first));
}

async function base({ org, teller, repository }: Stage): Promise<void> {
  const job = await runJob(org, {
    action: 'ensure-base-stack',
    inputs: { 'base-config': org.baseConfig },
    repository,
    number: null,
  });
  expectConclusion(job, 'success');
  teller.line(
    `Load balancer ${job.outputs['load-balancer-arn']?.split('/').at(-2) ?? ''}, domain ${job.outputs['domain'] ?? ''}, room for ${job.outputs['capacity-left'] ?? ''} target groups.`,
  );
}

async function open(stage: Stage, title: string, branch: string): Promise<Opened> {
  const { org, repository, teller } = stage;
  const { github } = org.cloud;
  const { number, headSha } = github.openPullRequest({
    repo: repository.name,
    title,
    branch,
    author: 'ada',
  });
  teller.line(`Its page: ${github.serverUrl}/${repository.name}/pull/${number}`);
  const job = await deploy(stage, number, await buildShop(org, `pr-${number} v1`), 'opened');
  expectConclusion(job, 'success');
  const opened = { number, url: job.outputs['url'] ?? '' };
  await expectServing(stage, opened, headSha);
  return opened;
}

async function push(stage: Stage, opened: Opened, version: string): Promise<void> {
  const { org, repository } = stage;
  const sha = org.cloud.github.push({ repo: repository.name, number: opened.number });
  const images = await buildShop(org, `pr-${opened.number} ${version}`);
  expectConclusion(await deploy(stage, opened.number, images), 'success');
  await expectServing(stage, opened, sha);
}

async function again(stage: Stage, opened: Opened): Promise<void> {
  const { org, teller, repository } = stage;
  const { github } = org.cloud;
  const before = deployments(stage).length;
  const job = await deploy(stage, opened.number, await buildShop(org, `pr-${opened.number} v2`));
  expectConclusion(job, 'success');
  const changes = JSON.parse(job.outputs['changes'] ?? '{}') as { list?: unknown[] };
  expectSame('resource changes', changes.list?.length, 0);
  expectSame('deployments', deployments(stage).length, before);
  const comments = github.comments({ repo: repository.name, number: opened.number });
  expectSame('comments', comments.length, 1);
  teller.line('0 resource changes, 0 new deployments, the comment is as it was.');
}

async function broken(stage: Stage, opened: Opened): Promise<void> {
  const { org, repository, teller } = stage;
  const { github } = org.cloud;
  const before = github
    .deployments({ repo: repository.name })
    .find(({ state }) => state === 'success');
  github.push({ repo: repository.name, number: opened.number, message: 'Break it' });
  const images = await buildShop(org, `pr-${opened.number} v3`, { api: 'exits' });
  expectConclusion(await deploy(stage, opened.number, images), 'failure');
  teller.line('The comment now says:');
  teller.quote(failureIn(stage, opened.number));
  await expectServing(stage, opened, before?.sha ?? '');
}

async function beside(stage: Stage, first: Opened): Promise<void> {
  const second = await open(stage, 'Sell brass rulers', 'rulers');
  const pages = await Promise.all(
    [first, second].map(({ url }) => ask(stage.org, `${url}/config.json`)),
  );
  const apis = pages.map((page) => (JSON.parse(page.body) as { apiUrl: string }).apiUrl);
  expectSame('each page talks to its own API', new Set(apis).size, 2);
  stage.teller.line(`Each page talks to its own API: ${apis.join(' and ')}`);
  await close(stage, second);
}

async function close(stage: Stage, { number, url }: Opened): Promise<void> {
  const { org, repository, teller } = stage;
  org.cloud.github.closePullRequest({ repo: repository.name, number });
  const job = await runJob(org, {
    action: 'cleanup-preview',
    inputs: {},
    repository,
    number,
    eventAction: 'closed',
  });
  stage.record?.take(repository.name, number);
  expectConclusion(job, 'success');
  expectSame('status', job.outputs['status'], 'destroyed');
  const gone = await ask(org, url);
  expectSame('answer of a closed preview', gone.status, 404);
  teller.line(
    `#${number}: destroyed; asked by tags and by names, AWS has nothing left of it. ${url} answers 404.`,
  );
}

function deploy(
  stage: Stage,
  number: number,
  images: string,
  eventAction = 'synchronize',
): Promise<JobResult> {
  const { org, repository } = stage;
  const job = runJob(org, {
    action: 'deploy-preview',
    inputs: { images },
    repository,
    number,
    eventAction,
  });
  return job.then((result) => {
    stage.record?.take(repository.name, number);
    return result;
  });
}

async function expectServing(stage: Stage, { url }: Opened, sha: string): Promise<void> {
  const { headers } = await ask(stage.org, url);
  expectSame(`commit that ${url} serves`, headers['x-app-version'], sha);
  stage.teller.line(`${url} serves ${sha.slice(0, 7)}.`);
}

function deployments({ org, repository }: Stage): readonly unknown[] {
  return org.cloud.github.deployments({ repo: repository.name });
}

/** The part of the comment that tells of the failure, without its hidden lines. */
function failureIn({ org, repository }: Stage, number: number): string {
  const [comment] = org.cloud.github.comments({ repo: repository.name, number });
  const visible = (comment?.body ?? '').split('\n').filter((line) => !line.startsWith('<!--'));
  const end = visible.findIndex((line) => line.startsWith('<details>'));
  return visible.slice(0, end < 0 ? 30 : end).join('\n');
}

function expectConclusion(job: JobResult, wanted: JobResult['conclusion']): void {
  if (job.conclusion === wanted) return;
  throw new Error(
    `the job ended as ${job.conclusion} instead of ${wanted}:\n${job.log.slice(-4000)}`,
  );
}

function expectSame(what: string, found: unknown, wanted: unknown): void {
  if (found === wanted) return;
  throw new Error(`${what}: found ${String(found)} instead of ${String(wanted)}`);
}
