import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { commentMarker } from '../action-shared/comment/marker.ts';
import { COMMENT_MAX, readSections, SECTION_MAX } from '../action-shared/comment/sections.ts';
import { previewReportSchema } from '../action-shared/documents/report.ts';
import type { PreviewReport } from '../action-shared/documents/report.ts';
import { renderMarkdown } from '../localcloud/github/pages/markdown.ts';
import type { JobResult } from '../localcloud/world/job.ts';
import { createRepository } from '../localcloud/world/organisation.ts';
import type { Repository } from '../localcloud/world/organisation.ts';
import { readActionFile } from '../localcloud/runner/action-file.ts';
import { REPOSITORY_ROOT } from '../tools/setup/locations.ts';
import {
  foreignLinks,
  foreignTags,
  HOSTILE,
  HOSTILE_BRANCH,
  HOSTILE_TITLE,
  tableShapes,
} from './support/hostile.ts';
import { buildImage, serviceProgram } from './support/image.ts';
import { E2E_TIMEOUT_MS, useStage } from './support/stage.ts';

jest.setTimeout(E2E_TIMEOUT_MS);

const appFile = `app: loud
services:
  api: { port: 3040, host: 'loud-{number}.{domain}', health: /, primary: true }
`;

/** A version that is no commit, and tries to be more than a version. */
const SHOWY = '| <b>@octocat</b> ` [l](https://evil.example) ::error::pwned';
/** Tells that version, and the commit it was made of at `/version`. */
const good = (build: string): string => {
  const version = `request.url === '/version' ? process.env.MACRO_INFRA_SHA : ${JSON.stringify(SHOWY)}`;
  return serviceProgram(`{ 'x-app-version': ${version} }`, `// ${build}`);
};
/** Prints 70,000 characters, hostile at the end, and exits. */
const loud = `const filler = Array.from({ length: 69 }, (_, at) => String(at).padEnd(999, '\`'));
console.log(filler.join('\\n'));
for (const line of ${JSON.stringify(HOSTILE)}) console.log(line);
process.exit(9);
`;

const stage = useStage();
let loudRepository: Repository;
let number = 0;
let url = '';
let foreign: readonly string[] = [];

const thread = () => stage.cloud.github.comments({ repo: loudRepository.name, number });
const marker = () => commentMarker('loud', number);
/** Comments that the job's token wrote for this app and pull request. */
const ours = () =>
  thread().filter(
    ({ author, body }) => author === 'github-actions[bot]' && body.startsWith(`${marker()}\n`),
  );
const body = (): string => ours()[0]?.body ?? '';
const status = (): string => readSections(body()).get('status') ?? '';
const shown = (): string => {
  const { serverUrl } = stage.cloud.github;
  return renderMarkdown(body(), `${serverUrl}/${loudRepository.name}`, serverUrl).html;
};

const job = (action: string, inputs: Readonly<Record<string, string>>): Promise<JobResult> =>
  stage.job({ action, inputs, number, repository: loudRepository });
const deploy = async (program: string): Promise<JobResult> =>
  job('deploy-preview', { images: `api=${await buildImage(stage.org, program)}` });

/** Comments of others, with two among them that look like ours. */
function gossip(): readonly string[] {
  const { github } = stage.cloud;
  const say = (author: string, text: string): number =>
    github.addComment({ repo: loudRepository.name, number, author, body: text });
  for (let at = 0; at < 59; at += 1) say('bob', `Remark ${at}\n${marker()}`);
  say('mallory', `${marker()}\nReady: https://evil.example`);
  say('other-app[bot]', `${marker()}\nReady: https://evil.example`);
  say('github-actions[bot]', `${commentMarker('loud', 99)}\nAnother pull request's`);
  for (let at = 0; at < 58; at += 1) say('dependabot[bot]', `Bump ${at}`);
  return thread().map(({ body: text }) => text);
}

beforeAll(() => {
  loudRepository = createRepository(stage.org, 'acme/loud', appFile);
  const opened = { repo: loudRepository.name, author: 'ada' };
  const { github } = stage.cloud;
  number = github.openPullRequest({
    ...opened,
    title: HOSTILE_TITLE,
    branch: HOSTILE_BRANCH,
  }).number;
  foreign = gossip();
});

/** Table and links are ours alone, whatever stood in the texts. */
function expectHarmless(): void {
  const { serverUrl } = stage.cloud.github;
  const html = shown();
  expect(foreignTags(html)).toEqual([]);
  expect(foreignLinks(html, [`${serverUrl}/acme/loud/`, url])).toEqual([]);
  for (const rows of tableShapes(html)) expect(new Set(rows).size).toBe(1);
  expect(html).not.toMatch(/@octocat<\/(a|strong)>/);
  expect([...readSections(body()).keys()][0]).toBe('status');
}

function expectOnlyDeclaredOutputs(result: JobResult): void {
  const { outputs } = readActionFile(join(REPOSITORY_ROOT, 'actions/deploy-preview'));
  expect(outputs).toEqual(expect.arrayContaining(Object.keys(result.outputs)));
  for (const name of ['url', 'urls', 'stack', 'status', 'deployment-id']) {
    expect(result.outputs[name]).not.toContain('evil');
  }
}

describe('the comment under 120 foreign ones, of which some look like ours', () => {
  it('is one, although GitHub lost its answer when the comment was made', async () => {
    const { github } = stage.cloud;
    const path = `/repos/acme/loud/issues/${number}/comments`;
    github.plantFault({ method: 'POST', path, kind: '502-after' });
    const deployed = await deploy(good('one'));
    github.clearFaults();
    expect(deployed.conclusion).toBe('success');
    url = deployed.outputs['url'] ?? '';
    expect(foreign).toHaveLength(120);
    expect(thread()).toHaveLength(121);
    expect(ours()).toHaveLength(1);
    expect(status()).toMatch(/^### ✅ Ready: /);
    expectHarmless();
    expectOnlyDeclaredOutputs(deployed);
  });

  it('is not edited by a run that changes nothing', async () => {
    const before = ours();
    stage.cloud.github.resetCalls();
    expect((await deploy(good('one'))).conclusion).toBe('success');
    expect(ours()).toEqual(before);
    const written = stage.cloud.github.calls().filter((call) => call.write);
    expect(written.map(({ operation }) => operation)).toEqual([]);
  });

  it('holds 70,000 hostile characters of a log, its table and links unharmed', async () => {
    stage.cloud.github.push({ repo: loudRepository.name, number });
    const failed = await deploy(loud);
    expect(failed.conclusion).toBe('failure');
    expect(body().length).toBeLessThanOrEqual(COMMENT_MAX);
    expect(status()).toMatch(/^### ❌ Failed: /);
    expect(status()).toContain('api: the container exited with code 9');
    expect(status()).toContain('| Exit code | <code>9</code> |');
    expect(status()).toContain('::set-output name=url::https://evil.example');
    expect(shown()).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expectHarmless();
    expectOnlyDeclaredOutputs(failed);
    expect(failed.annotations.map(({ message }) => message).join('\n')).not.toContain('pwned');
    expect(failed.log).not.toMatch(/^##\[error\]pwned/m);
    expect(ours()).toHaveLength(1);
  });

  it('shows neither title nor branch, so that they change nothing', () => {
    expect(body()).not.toContain('The title');
    expect(body()).not.toContain('the-branch');
    expect(stage.cloud.github.pullRequests({ repo: loudRepository.name })[0]?.title).toBe(
      HOSTILE_TITLE,
    );
  });

  it('left every comment of others as it was', () => {
    expect(
      thread()
        .map((comment) => comment.body)
        .slice(0, 120),
    ).toEqual(foreign);
  });
});

describe('post-preview-comment', () => {
  const section = (name: string, text: string, mode = 'upsert'): Promise<JobResult> =>
    job('post-preview-comment', { section: name, body: text, mode });

  it('keeps the text of two writers apart, and that of the deployment', async () => {
    const before = status();
    expect((await section('plan', 'Plan: **3 to add**')).outputs['changed']).toBe('updated');
    expect((await section('lighthouse', 'Score 97')).outputs['changed']).toBe('updated');
    expect((await section('lighthouse', 'Score 98', 'append')).outputs['changed']).toBe('updated');
    expect((await section('plan', 'Plan: **2 to add**')).outputs['changed']).toBe('updated');
    expect([...readSections(body())]).toEqual([
      ['status', before],
      ['plan', 'Plan: **2 to add**'],
      ['lighthouse', 'Score 97\n\nScore 98'],
    ]);
    expect(ours()).toHaveLength(1);
  });

  it('edits nothing when the text is there already', async () => {
    const before = ours();
    for (const mode of ['upsert', 'append']) {
      const again =
        mode === 'upsert'
          ? section('plan', 'Plan: **2 to add**')
          : section('lighthouse', 'Score 98', mode);
      expect((await again).outputs['changed']).toBe('unchanged');
    }
    expect(ours()).toEqual(before);
  });

  it('cannot be made to write the section of another', async () => {
    const before = status();
    await section('plan', HOSTILE.join('\n'));
    expect([...readSections(body()).keys()]).toEqual(['status', 'plan', 'lighthouse']);
    expect(status()).toBe(before);
  });

  it('deletes a section, and nothing beside it', async () => {
    const deleted = await job('post-preview-comment', { section: 'plan', mode: 'delete' });
    expect(deleted.outputs['changed']).toBe('updated');
    expect([...readSections(body()).keys()]).toEqual(['status', 'lighthouse']);
  });

  it('refuses a text that is too long, in one line, and writes nothing', async () => {
    const before = ours();
    const file = join(stage.org.folder, 'long.md');
    writeFileSync(file, 'x'.repeat(70_000));
    const refused = await job('post-preview-comment', { section: 'plan', 'body-file': file });
    expect(refused.conclusion).toBe('failure');
    expect(refused.annotations.map(({ message }) => message)).toEqual([
      `Wrong input \`body-file\`: found 70000 characters; allowed: ${SECTION_MAX} a section. Shorten it, or link to the whole.`,
    ]);
    expect(ours()).toEqual(before);
  });

  it('renders a report with 2,000 changes and a long log, and keeps the sections', async () => {
    const file = join(stage.org.folder, 'report.json');
    writeFileSync(file, JSON.stringify(longReport()));
    const written = await job('post-preview-comment', { 'report-file': file });
    expect(written.outputs).toMatchObject({
      changed: 'updated',
      'comment-id': String(ours()[0]?.id),
    });
    expect(body().length).toBeLessThanOrEqual(COMMENT_MAX);
    expect(status()).toContain('Infrastructure: 2000 created');
    expect(status()).toMatch(/… \d+ more, see the log/);
    expect(status()).toContain('699 xxx');
    expect([...readSections(body()).keys()]).toEqual(['status', 'lighthouse']);
    expectHarmless();
  });

  it.each([
    ['state', { state: 'waiting' }, '### ✋ Waiting for approval: preview of loud'],
    [
      'state and reason',
      { state: 'skipped', body: HOSTILE_TITLE },
      '### ⏭️ Skipped: preview of loud',
    ],
  ])('shows a %s', async (_case, inputs, headline) => {
    expect((await job('post-preview-comment', inputs)).conclusion).toBe('success');
    expect(status().split('\n')[0]).toBe(headline);
    expectHarmless();
  });

  it('deletes the comment, its own alone', async () => {
    expect((await job('post-preview-comment', { mode: 'delete' })).outputs['changed']).toBe(
      'deleted',
    );
    expect((await job('post-preview-comment', { mode: 'delete' })).outputs['changed']).toBe(
      'unchanged',
    );
    expect(thread().map((comment) => comment.body)).toEqual(foreign);
  });

  function longReport(): PreviewReport {
    const change = {
      action: 'create',
      type: 'aws:ecs/service:Service',
      properties: [],
      seconds: 1,
    } as const;
    const list = Array.from({ length: 2000 }, (_, at) => ({
      ...change,
      properties: [],
      name: `| r-${at} |`,
    }));
    const logLines = Array.from({ length: 700 }, (_, at) => `${at} `.padEnd(99, 'x'));
    return previewReportSchema.parse({
      contract: 1,
      kind: 'deploy',
      state: 'failed',
      app: 'loud',
      number,
      repository: 'acme/loud',
      environment: `pr-${number}`,
      stack: `loud-pr-${number}`,
      base: 'dev',
      sha: 'c'.repeat(40),
      reason: 'It failed.',
      url,
      services: [],
      changes: { create: 2000, update: 0, replace: 0, delete: 0, same: 0, list },
      phases: [],
      cost: null,
      expiresAt: null,
      failure: {
        phase: 'rollout',
        service: 'api',
        cause: 'It failed.',
        stoppedReason: null,
        exitCode: 1,
        targetHealth: null,
        logLines,
        remedy: 'Repair it.',
        outcome: 'kept',
        servingSha: null,
      },
      leftovers: [],
      healed: [],
      warnings: [],
      links: { run: null, logs: null, deployment: null },
      deploymentId: null,
    });
  }
});

describe('health-check', () => {
  const check = (inputs: Readonly<Record<string, string>>): Promise<JobResult> =>
    job('health-check', { 'interval-seconds': '0.1', 'max-attempts': '4', ...inputs });

  it('finds a preview healthy that says what is expected', async () => {
    const checked = await check({ urls: `loud=${url}`, 'expected-body': '/"status":\\s*"ok"/' });
    expect(checked.conclusion).toBe('success');
    expect(checked.outputs).toMatchObject({ status: 'healthy', attempts: '2' });
    expect(checked.summary).toContain('### Health: healthy');
  });

  it('finds a preview healthy that serves the commit which was deployed last with success', async () => {
    const served = stage.cloud.github
      .deployments({ repo: loudRepository.name })
      .find(({ state }) => state === 'success')?.sha;
    const checked = await check({ urls: url, path: '/version', 'expect-version': served ?? '' });
    expect(checked.outputs).toMatchObject({ status: 'healthy', version: served, attempts: '2' });
  });

  it('finds a preview unhealthy that serves another version, and quotes it harmlessly', async () => {
    const checked = await check({ urls: `loud=${url}`, 'expect-version': 'd'.repeat(40) });
    expect(checked.conclusion).toBe('failure');
    expect(checked.outputs).toMatchObject({ status: 'unhealthy', attempts: '4' });
    expect(checked.annotations).toHaveLength(1);
    expect(checked.annotations[0]?.message).toMatch(
      /^1 of 1 URLs not healthy: loud serves version .*, not d{40} \(all attempts are used up/,
    );
    expect(checked.summary).not.toContain('<b>');
  });

  it('tells apart a closed port, a name that is not there and a host that no rule knows', async () => {
    const checked = await check({
      urls: `closed=http://127.0.0.1:${await closedPort()}/\nnowhere=http://nothing.invalid/\nunknown=${url.replace('loud-', 'nobody-')}`,
    });
    expect(checked.conclusion).toBe('failure');
    const report = JSON.parse(checked.outputs['report'] ?? '') as {
      targets: { name: string; status: string; reason: string }[];
    };
    expect(report.targets.map(({ name, status: found, reason }) => [name, found, reason])).toEqual([
      ['closed', 'unhealthy', 'it refuses connections (ECONNREFUSED)'],
      ['nowhere', 'unhealthy', expect.stringMatching(/DNS|resolved/)],
      ['unknown', 'unhealthy', expect.stringMatching(/^answers 404/)],
    ]);
  });
});

/** A port at which nobody listens any more. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
