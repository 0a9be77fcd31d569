import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startLocalCloud } from '../cloud.ts';
import type { LocalCloud } from '../cloud.ts';
import { ask } from '../world/ask.ts';
import { runJob } from '../world/job.ts';
import { createOrganisation } from '../world/organisation.ts';
import type { Organisation } from '../world/organisation.ts';
import { createExample } from './example.ts';
import { startWorkflows } from './start.ts';
import type { Workflows } from './start.ts';

const LIMIT_MS = 300_000;

let stateDir = '';
let cloud: LocalCloud;
let org: Organisation;
let workflows: Workflows;

beforeAll(async () => {
  stateDir = mkdtempSync(join(tmpdir(), 'workflows-cloud-'));
  cloud = await startLocalCloud({ stateDir });
  org = createOrganisation(cloud);
  const approval = cloud.github.createToken({ kind: 'user', login: 'mona' });
  const shop = await createExample(cloud, { secrets: { APPROVAL: approval } });
  const repository = {
    ...shop,
    appFile: '',
    token: cloud.github.createToken({ kind: 'installation' }),
  };
  const inputs = { 'base-config': org.baseConfig, attempts: '1' };
  const base = await runJob(org, { action: 'ensure-base-stack', inputs, repository, number: null });
  if (base.conclusion !== 'success') throw new Error(base.log);
  const repositories = { 'org/macro-infra': join(import.meta.dirname, '../..') };
  workflows = startWorkflows({ cloud, repositories });
}, LIMIT_MS);

afterAll(async () => {
  await workflows.stop();
  await cloud.stop();
  rmSync(org.folder, { recursive: true, force: true });
  rmSync(stateDir, { recursive: true, force: true });
}, LIMIT_MS);

const repo = 'acme/shop';

function conclusions(): readonly (string | null | undefined)[] {
  return cloud.github
    .runs({ repo })
    .filter((run) => run.event === 'pull_request')
    .map((run) => run.attempts.at(-1)?.conclusion);
}

function logs(): string {
  const jobs = cloud.github.runs({ repo }).flatMap((run) => run.attempts.at(-1)?.jobs ?? []);
  const failed = jobs.filter((job) => job.conclusion === 'failure');
  return failed.map((job) => `== ${job.key}\n${job.log}`).join('\n');
}

it(
  'serves a pull request that the caller of the example was started for, and removes it when it is closed',
  async () => {
    const { number } = cloud.github.openPullRequest({
      repo,
      title: 'Add a basket',
      branch: 'basket',
      author: 'ada',
      files: { 'images/web/public/style.css': '/* basket */' },
    });
    await workflows.idle();
    if (conclusions()[0] !== 'success') throw new Error(logs());
    const url = `https://pr-${number}.localhost:${cloud.edge.httpsPort}/style.css`;
    expect((await ask(org, url)).body).toBe('/* basket */');
    const [comment] = cloud.github.comments({ repo, number });
    expect(comment?.body).toContain('mona approved the deployment');
    expect(comment?.author).toBe('github-actions[bot]');

    cloud.github.closePullRequest({ repo, number });
    await workflows.idle();
    if (conclusions().at(-1) !== 'success') throw new Error(logs());
    expect(conclusions()).toEqual(['success', 'success']);
    expect((await ask(org, url)).status).toBe(404);
  },
  LIMIT_MS,
);

it(
  "builds a fork's pull request without secrets, and deploys it when a maintainer gives its digests",
  async () => {
    const { number, headSha } = cloud.github.openPullRequest({
      repo,
      title: 'From outside',
      branch: 'idea',
      author: 'eve',
      fork: 'eve/shop',
      files: { 'images/web/public/style.css': '/* idea */' },
    });
    await workflows.idle();
    const build = cloud.github.runs({ repo }).at(-1);
    const kept = build?.artifacts.map(({ name }) =>
      /^macro-infra-image-(\w+)-(sha256)-(.+)$/.exec(name),
    );
    const digests = (kept ?? []).flatMap((found) => (found === null ? [] : [found.slice(1)]));
    expect(digests.map(([service]) => service).sort()).toEqual(['api', 'web']);
    expect(cloud.github.deployments({ repo, environment: `preview-pr-${number}` })).toEqual([]);

    const images = digests.map(([service, algorithm, hex]) => `${service}=${algorithm}:${hex}`);
    cloud.github.dispatchWorkflow({
      repo,
      workflow: 'preview-fork.yml',
      actor: 'mona',
      inputs: {
        'pr-number': number,
        sha: headSha,
        images: images.join('\n'),
        'build-run-id': String(build?.id),
      },
    });
    await waitForReview('preview');
    const run = cloud.github.runs({ repo }).at(-1);
    expect(run?.event).toBe('workflow_dispatch');
    await approve(run?.id ?? 0);
    await workflows.idle();
    if (cloud.github.runs({ repo }).at(-1)?.attempts.at(-1)?.conclusion !== 'success') {
      throw new Error(logs());
    }
    const url = `https://pr-${number}.localhost:${cloud.edge.httpsPort}/style.css`;
    expect((await ask(org, url)).body).toBe('/* idea */');
  },
  LIMIT_MS,
);

async function waitForReview(environment: string): Promise<void> {
  for (let round = 0; round < 600; round += 1) {
    const jobs = cloud.github.runs({ repo }).at(-1)?.attempts.at(-1)?.jobs ?? [];
    if (jobs.some((job) => job.environment === environment && job.reviewAskedAt !== null)) return;
    if (jobs.some((job) => job.conclusion === 'failure')) throw new Error(logs());
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`nobody was asked to review ${environment}`);
}

async function approve(runId: number): Promise<void> {
  const { github } = cloud;
  const token = github.createToken({ kind: 'user', login: 'mona' });
  const environment = github.environments({ repo }).find((one) => one.name === 'preview');
  const answer = await fetch(
    `${github.apiUrl}/repos/${repo}/actions/runs/${runId}/pending_deployments`,
    {
      method: 'POST',
      headers: { authorization: `token ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        environment_ids: [environment?.id],
        state: 'approved',
        comment: 'fine',
      }),
    },
  );
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
}
