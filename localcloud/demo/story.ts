import { stringify } from 'yaml';
import { ask } from '../world/ask.ts';
import { attemptOf, jobOf, logOf } from '../world/automation.ts';
import type { Automation, SeenRun } from '../world/automation.ts';
import { localBaseValues } from '../world/organisation.ts';
import { createExample } from '../workflows/example.ts';
import type { CommentRecord } from './record.ts';
import { apiVersions } from './shop-versions.ts';
import type { Teller } from './teller.ts';

const SHOP = 'acme/shop';
const PLATFORM = 'acme/platform';

/** One pull request of the story. */
interface Opened {
  readonly number: number;
  readonly url: string;
}

interface Stage {
  readonly automation: Automation;
  readonly teller: Teller;
  readonly record: CommentRecord | null;
}

/**
 * A pull request's whole life, started by GitHub's events. Every step is checked as it is told: a story
 * that does not come true ends with an error.
 */
export async function tellStory(
  automation: Automation,
  teller: Teller,
  record: CommentRecord | null,
): Promise<void> {
  const stage: Stage = { automation, teller, record };
  const chapter: Teller['chapter'] = (title, body) => teller.chapter(title, body);
  await chapter('Push the values of the base: VPC, load balancer, certificate, images', () =>
    base(stage),
  );
  await createExample(automation.org.cloud, { name: SHOP });
  const first = await chapter('Open pull request #1: planned, approved, deployed', () =>
    open(stage, 'Sell linen notebooks', 'notebooks'),
  );
  letMaintainersThrough(stage);
  await chapter('Push to it: the environment is updated', () => push(stage, first, 'better'));
  await chapter('Run the same commit again: nothing changes', () => again(stage, first));
  await chapter('Push something broken: it fails helpfully, the old version serves', () =>
    broken(stage, first),
  );
  await chapter('Push the fix', () => push(stage, first, 'fixed'));
  const second = await chapter('Open a second pull request beside it', () => beside(stage, first));
  await chapter('Close it: destroyed, and proven to be gone', () => close(stage, second));
  await chapter('Close the first, and GitHub loses the event: the sweep finds it', () =>
    lost(stage, first),
  );
}

async function base({ automation, teller }: Stage): Promise<void> {
  const { cloud } = automation.org;
  await createExample(cloud, { example: 'platform', name: PLATFORM, reviewers: [] });
  const values = { 'base/dev.yaml': stringify(localBaseValues(cloud)) };
  const run = await follow(automation, () =>
    cloud.github.commit({ repo: PLATFORM, branch: 'main', files: values, author: 'mona' }),
  );
  expectConclusion(run, 'success');
  const made = /Load balancer.*|.*capacity.*/.exec(jobOf(run, 'base').log)?.[0];
  teller.line(made ?? `Its run: ${pageOf(automation, run)}`);
}

async function open(stage: Stage, title: string, branch: string): Promise<Opened> {
  const { automation, teller } = stage;
  const { github } = automation.org.cloud;
  const { result, runIds } = automation.begin(() =>
    github.openPullRequest({ repo: SHOP, title, branch, author: 'ada' }),
  );
  const { number, headSha } = result;
  teller.line(`Its page: ${github.serverUrl}/${SHOP}/pull/${number}`);
  const runId = only(runIds);
  if (number === 1) await approve(stage, number, runId);
  const run = await automation.ended(runId);
  stage.record?.take(SHOP, number);
  expectConclusion(run, 'success');
  const opened = { number, url: urlOf(stage, number) };
  await expectServing(stage, opened, headSha);
  return opened;
}

/** The plan is shown before anybody is asked, and nothing is deployed before somebody agreed. */
async function approve(stage: Stage, number: number, runId: number): Promise<void> {
  const { automation, teller, record } = stage;
  const waiting = await automation.asked(runId);
  expectSame('state of the gate', jobOf(waiting, 'gate').status, 'waiting');
  await automation.approvalShown(SHOP, number);
  const comment = commentOf(stage, number);
  expectSame('the plan stands in the comment', /\d+ to create/.test(comment), true);
  expectSame('deployments before the approval', previewsOf(stage).length, 0);
  record?.take(SHOP, number);
  teller.line(`The plan stands in the comment; the gate waits: ${pageOf(automation, waiting)}`);
  await automation.review(runId, 'mona', 'approve');
  teller.line('mona approves it on the page.');
}

/** From here on a maintainer's own pull requests are approved by a token that may. */
function letMaintainersThrough({ automation, teller }: Stage): void {
  const { github } = automation.org.cloud;
  const token = github.createToken({ kind: 'user', login: 'mona' });
  const secrets = { ...github.secretsOf(SHOP), APPROVAL: token };
  github.setSettings({ repo: SHOP, secrets, variables: { ...github.variablesOf(SHOP) } });
  teller.line(
    "(mona's token is given to the workflow: maintainers' own pull requests pass by it.)",
  );
}

async function push(
  stage: Stage,
  opened: Opened,
  version: keyof typeof apiVersions,
): Promise<void> {
  const { run, sha } = await pushed(stage, opened.number, version);
  expectConclusion(run, 'success');
  await expectServing(stage, opened, sha);
}

async function pushed(
  { automation, record }: Stage,
  number: number,
  version: keyof typeof apiVersions,
): Promise<{ readonly run: SeenRun; readonly sha: string }> {
  const { github } = automation.org.cloud;
  const { result: sha, runIds } = automation.begin(() =>
    github.push({ repo: SHOP, number, files: apiVersions[version] }),
  );
  const run = await automation.ended(only(runIds));
  record?.take(SHOP, number);
  return { run, sha };
}

async function again(stage: Stage, { number }: Opened): Promise<void> {
  const { automation, teller } = stage;
  const { github } = automation.org.cloud;
  const last = github.runs({ repo: SHOP }).findLast((run) => run.pull === number);
  const before = { previews: previewsOf(stage).length, comment: commentOf(stage, number) };
  await automation.rerun(last?.id ?? 0, 'ada');
  const run = await automation.ended(last?.id ?? 0);
  expectConclusion(run, 'success');
  const deploy = jobOf(run, 'deploy / deploy');
  expectSame('resource changes', deploy.log.includes('; 0 resources changed.'), true);
  expectSame('deployments', previewsOf(stage).length, before.previews);
  expectSame('comment', commentOf(stage, number), before.comment);
  teller.line('0 resource changes, 0 new deployments, the comment is as it was.');
}

async function broken(stage: Stage, opened: Opened): Promise<void> {
  const before = previewsOf(stage).find(({ state }) => state === 'success');
  const { run } = await pushed(stage, opened.number, 'broken');
  expectConclusion(run, 'failure');
  stage.teller.line('The comment now says:');
  stage.teller.quote(failureIn(stage, opened.number));
  await expectServing(stage, opened, before?.sha ?? '');
}

async function beside(stage: Stage, first: Opened): Promise<Opened> {
  const second = await open(stage, 'Sell brass rulers', 'rulers');
  const { org } = stage.automation;
  const pages = await Promise.all([first, second].map(({ url }) => ask(org, `${url}/config.json`)));
  const apis = pages.map((page) => (JSON.parse(page.body) as { apiUrl: string }).apiUrl);
  expectSame('each page talks to its own API', new Set(apis).size, 2);
  stage.teller.line(`Each page talks to its own API: ${apis.join(' and ')}`);
  return second;
}

async function close(stage: Stage, opened: Opened): Promise<void> {
  const { automation, record } = stage;
  const { github } = automation.org.cloud;
  const { number } = opened;
  const run = await follow(automation, () => github.closePullRequest({ repo: SHOP, number }));
  record?.take(SHOP, number);
  expectConclusion(run, 'success');
  await expectGone(stage, opened);
}

async function lost(stage: Stage, opened: Opened): Promise<void> {
  const { automation, record, teller } = stage;
  const { github } = automation.org.cloud;
  const { number } = opened;
  github.loseNextDelivery({ event: 'pull_request', action: 'closed' });
  const { runIds } = automation.begin(() => github.closePullRequest({ repo: SHOP, number }));
  expectSame('runs that the lost event started', runIds.length, 0);
  teller.line(`#${number} is closed, and nothing was started; an hour later the sweep comes by.`);
  const run = await follow(automation, () => github.runSchedule({ repo: SHOP }));
  record?.take(SHOP, number);
  expectConclusion(run, 'success');
  await expectGone(stage, opened);
}

async function expectGone(stage: Stage, { number, url }: Opened): Promise<void> {
  expectSame('comment', /### .* Removed/.test(commentOf(stage, number)), true);
  const answer = await ask(stage.automation.org, url);
  expectSame('answer of a closed preview', answer.status, 404);
  stage.teller.line(
    `#${number}: destroyed; asked by tags and by names, AWS has nothing left of it. ${url} answers 404.`,
  );
}

/** Lets one workflow run, to its end. */
function follow(automation: Automation, happening: () => unknown): Promise<SeenRun> {
  return automation.ended(only(automation.begin(happening).runIds));
}

function only(runIds: readonly number[]): number {
  const [first] = runIds;
  if (first !== undefined && runIds.length === 1) return first;
  throw new Error(`${runIds.length} runs were started instead of one`);
}

async function expectServing({ automation, teller }: Stage, { url }: Opened, sha: string) {
  const { headers } = await ask(automation.org, url);
  expectSame(`commit that ${url} serves`, headers['x-app-version'], sha);
  teller.line(`${url} serves ${sha.slice(0, 7)}.`);
}

type Deployments = ReturnType<Automation['org']['cloud']['github']['deployments']>;

/** Deployments of previews; the gate's own environment is none. */
function previewsOf({ automation }: Stage): Deployments {
  const all = automation.org.cloud.github.deployments({ repo: SHOP });
  return all.filter(({ environment }) => environment.startsWith('preview-pr-'));
}

/** Where the preview is, by the deployment that serves. */
function urlOf(stage: Stage, number: number): string {
  const serving = previewsOf(stage).findLast(
    ({ environment, state }) => environment === `preview-pr-${number}` && state === 'success',
  );
  return serving?.statuses.at(-1)?.environmentUrl ?? '';
}

function commentOf({ automation }: Stage, number: number): string {
  const comments = automation.org.cloud.github.comments({ repo: SHOP, number });
  expectSame(`comments of #${number}`, comments.length, 1);
  return comments[0]?.body ?? '';
}

/** The part of the comment that tells of the failure, without its hidden lines. */
function failureIn(stage: Stage, number: number): string {
  const lines = commentOf(stage, number).split('\n');
  const visible = lines.filter((line) => !line.startsWith('<!--'));
  const end = visible.findIndex((line) => line.startsWith('<details>'));
  return visible.slice(0, end < 0 ? 30 : end).join('\n');
}

function pageOf({ org }: Automation, run: SeenRun): string {
  return `${org.cloud.github.serverUrl}/${run.repo}/actions/runs/${run.id}`;
}

function expectConclusion(run: SeenRun, wanted: 'success' | 'failure'): void {
  const { conclusion } = attemptOf(run);
  if (conclusion === wanted) return;
  throw new Error(
    `the run "${run.title}" ended as ${String(conclusion)} instead of ${wanted}:\n${logOf(run).slice(-6000)}`,
  );
}

function expectSame(what: string, found: unknown, wanted: unknown): void {
  if (found === wanted) return;
  throw new Error(`${what}: found ${String(found)} instead of ${String(wanted)}`);
}
