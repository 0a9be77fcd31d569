import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startGitHub } from '../github/server.ts';
import type { LocalGitHub } from '../github/server.ts';
import { startWorkflows } from './start.ts';
import type { Workflows } from './start.ts';

const repo = 'acme/shop';
let folder = '';
let github: LocalGitHub;
let workflows: Workflows;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'workflows-start-'));
  github = await startGitHub();
  const cloud = {
    github,
    env: { AWS_ACCESS_KEY_ID: 'the-machine', PATH: process.env['PATH'] ?? '' },
    gateway: { url: 'http://127.0.0.1:1' },
    pushImage: () => Promise.reject(new Error('no registry here')),
    stateDir: folder,
    registryDir: join(folder, 'registry'),
  } as unknown as Parameters<typeof startWorkflows>[0]['cloud'];
  workflows = startWorkflows({ cloud, repositories: { 'org/tools': join(folder, 'tools') } });
});

afterEach(async () => {
  await workflows.stop();
  await github.stop();
  rmSync(folder, { recursive: true, force: true });
});

function repository(workflow: string, files: Readonly<Record<string, string>> = {}): void {
  github.createRepository({
    name: repo,
    files: { '.github/workflows/test.yml': workflow, ...files },
    collaborators: { ada: 'write', mona: 'maintain' },
  });
}

function tools(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, 'tools', path)), { recursive: true });
    writeFileSync(join(folder, 'tools', path), text);
  }
}

const person = (login: string): string => github.createToken({ kind: 'user', login });

async function post(path: string, token: string, body: unknown): Promise<unknown> {
  const answer = await fetch(`${github.apiUrl}/repos/${repo}/${path}`, {
    method: 'POST',
    headers: { authorization: `token ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
  return text === '' ? null : (JSON.parse(text) as unknown);
}

function newest() {
  const run = github.runs({ repo }).at(-1);
  const attempt = run?.attempts.at(-1);
  if (run === undefined || attempt === undefined) throw new Error('no run');
  const jobs = Object.fromEntries(attempt.jobs.map((job) => [job.key, job]));
  return { run, attempt, jobs };
}

/** Waits for what a process outside brings about. */
async function until(holds: () => boolean): Promise<void> {
  for (let round = 0; round < 400 && !holds(); round += 1) {
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  expect(holds()).toBe(true);
}

describe('runs', () => {
  it('are started through the API, and show jobs, steps, logs and summaries', async () => {
    repository(`on: { workflow_dispatch: { inputs: { who: { type: string } } } }
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - { name: Greet, run: 'echo "hello $WHO"; echo "# Hello" >> "$GITHUB_STEP_SUMMARY"', env: { WHO: "\${{ inputs.who }}" } }
`);
    const answer = await post('actions/workflows/test.yml/dispatches', person('mona'), {
      ref: 'main',
      inputs: { who: 'ada' },
      return_run_details: true,
    });
    await workflows.idle();
    const { run, jobs } = newest();
    expect(answer).toMatchObject({ workflow_run_id: run.id });
    expect(jobs['greet']).toMatchObject({ conclusion: 'success', summary: '# Hello\n' });
    expect(jobs['greet']?.steps).toMatchObject([{ name: 'Greet', conclusion: 'success' }]);
    expect(jobs['greet']?.log).toContain('hello ada');
    expect(run.actor).toBe('mona');
  });

  it("wait for an environment's reviewer, and go on when one approves", async () => {
    repository(`on: push
jobs:
  gate: { runs-on: x, environment: preview, steps: [{ run: echo through }] }
  after: { runs-on: x, needs: gate, steps: [{ run: 'true' }] }
`);
    github.protectEnvironment({ repo, name: 'preview', reviewers: ['mona'] });
    await workflows.idle();
    expect(newest().jobs['gate']?.status).toBe('waiting');
    expect(workflows.active()).toEqual([newest().run.id]);
    const [environment] = github.environments({ repo });
    const body = { environment_ids: [environment?.id], state: 'approved', comment: 'go' };
    await post(`actions/runs/${newest().run.id}/pending_deployments`, person('mona'), body);
    await workflows.idle();
    expect(newest().attempt.conclusion).toBe('success');
    expect(workflows.active()).toEqual([]);
  });

  it('are cancelled through the API: the process is interrupted, what always runs still does', async () => {
    repository(`on: push
jobs:
  long:
    runs-on: x
    steps:
      - run: 'trap "echo interrupted; exit 1" INT; echo "wait""ing"; sleep 60 & wait'
      - { if: always(), run: 'echo "clean""ing"' }
  last: { runs-on: x, needs: long, if: always(), steps: [{ run: 'true' }] }
`);
    await until(() => newest().jobs['long']?.log.includes('waiting') === true);
    await post(`actions/runs/${newest().run.id}/cancel`, person('ada'), {});
    await workflows.idle();
    const { attempt, jobs } = newest();
    expect(attempt.conclusion).toBe('cancelled');
    expect(jobs['long']).toMatchObject({ conclusion: 'cancelled' });
    expect(jobs['long']?.log).toMatch(/interrupted[\s\S]*cleaning/);
    expect(jobs['last']?.conclusion).toBe('success');
  });

  it('run failed jobs again, with the outputs of those that are kept', async () => {
    repository(`on: push
jobs:
  make:
    runs-on: x
    outputs: { at: "\${{ steps.a.outputs.at }}" }
    steps: [{ id: a, run: 'echo "at=$GITHUB_RUN_ATTEMPT" >> "$GITHUB_OUTPUT"' }]
  check:
    runs-on: x
    needs: make
    steps:
      - run: 'echo "made at \${{ needs.make.outputs.at }}, asked by $GITHUB_TRIGGERING_ACTOR, of $GITHUB_ACTOR"; test "$GITHUB_RUN_ATTEMPT" = 2'
`);
    await workflows.idle();
    expect(newest().attempt.conclusion).toBe('failure');
    await post(`actions/runs/${newest().run.id}/rerun-failed-jobs`, person('mona'), {});
    await workflows.idle();
    const { attempt, jobs } = newest();
    expect(attempt).toMatchObject({ attempt: 2, conclusion: 'success' });
    expect(jobs['check']?.log).toContain('made at 1, asked by mona, of acme');
    expect(Object.keys(jobs).sort()).toEqual(['check', 'make']);
  });
});

it('stops with nothing left running', async () => {
  repository(`on: push
jobs: { long: { runs-on: x, steps: [{ run: 'trap "" INT TERM; echo "pid $$ ru""ns"; sleep 300' }] } }
`);
  await until(() => newest().jobs['long']?.log.includes('runs') === true);
  const pid = Number(/pid (\d+) runs/.exec(newest().jobs['long']?.log ?? '')?.[1]);
  expect(() => process.kill(pid, 0)).not.toThrow();
  await workflows.stop();
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  expect(workflows.active()).toEqual([]);
});

describe('jobs', () => {
  const workflow = (permissions: string): string => `on: pull_request
jobs:
  say:
    runs-on: x
    permissions: ${permissions}
    env: { TOKEN: "\${{ github.token }}" }
    steps:
      - run: |
          node -e 'fetch(process.env.GITHUB_API_URL + "/repos/acme/shop/issues/1/comments", { method: "POST", headers: { authorization: "token " + process.env.TOKEN, "content-type": "application/json" }, body: JSON.stringify({ body: "hi" }) }).then((r) => console.log("status " + r.status))'
      - run: echo "secret is '\${{ secrets.PASS }}', identity '\${ACTIONS_ID_TOKEN_REQUEST_URL:+yes}', keys '$AWS_ACCESS_KEY_ID'"
`;

  it.each([
    [
      'its permission',
      '{ pull-requests: write, id-token: write }',
      null,
      201,
      "'***', identity 'yes', keys ''",
    ],
    ['no permission', '{ contents: read }', null, 403, "'***', identity '', keys ''"],
    [
      'a fork',
      '{ pull-requests: write, id-token: write }',
      'eve/shop',
      403,
      "'', identity '', keys ''",
    ],
  ])('may do what the API lets them with %s', async (_, permissions, fork, status, told) => {
    repository(workflow(permissions));
    github.setSettings({ repo, secrets: { PASS: 'p4ss-word' } });
    github.openPullRequest({ repo, title: 'x', branch: 'x', author: 'ada', fork });
    await workflows.idle();
    const { log } = newest().jobs['say'] ?? { log: '' };
    expect(log).toContain(`status ${status}`);
    expect(log).toContain(`secret is ${told}`);
    // A comment by a workflow starts none.
    expect(github.runs({ repo })).toHaveLength(1);
  });

  it('are known to AWS by the called file that holds them', async () => {
    tools({
      '.github/workflows/deploy.yml': `on: workflow_call
jobs:
  deploy:
    runs-on: x
    environment: preview
    permissions: { id-token: write }
    steps:
      - run: |
          node -e 'fetch(process.env.ACTIONS_ID_TOKEN_REQUEST_URL + "&audience=aws", { headers: { authorization: "bearer " + process.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN } }).then((r) => r.json()).then(({ value }) => { const claims = JSON.parse(Buffer.from(value.split(".")[1], "base64url")); console.log(claims.job_workflow_ref, claims.aud, claims.environment); })'
`,
    });
    repository(`on: push
jobs:
  call: { permissions: { id-token: write }, uses: org/tools/.github/workflows/deploy.yml@v1 }
`);
    await workflows.idle();
    expect(newest().jobs['call / deploy']?.log).toContain(
      'org/tools/.github/workflows/deploy.yml@refs/tags/v1 aws preview',
    );
  });

  it('use actions of other repositories, on this disk or on the local GitHub', async () => {
    const action = (said: string): string =>
      `name: x\ndescription: x\nruns: { using: composite, steps: [{ shell: bash, run: 'echo ${said}' }] }\n`;
    tools({ 'actions/say/action.yml': action('from-disk') });
    github.createRepository({
      name: 'acme/other',
      files: { 'say/action.yml': action('from-git') },
    });
    repository(
      `on: push
jobs:
  a:
    runs-on: x
    steps: [{ uses: org/tools/actions/say@v1 }, { uses: acme/other/say@main }, { uses: actions/checkout@v5 }, { uses: ./here }]
`,
      { 'here/action.yml': action('from-workspace') },
    );
    await workflows.idle();
    const { log } = newest().jobs['a'] ?? { log: '' };
    expect(log.match(/^from-\w+$/gm)).toEqual(['from-disk', 'from-git', 'from-workspace']);
  });
});
