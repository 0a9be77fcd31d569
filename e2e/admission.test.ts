import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGitHub } from '../localcloud/github/server.ts';
import type { LocalGitHub } from '../localcloud/github/server.ts';
import { startWorkflows } from '../localcloud/workflows/start.ts';
import type { Workflows } from '../localcloud/workflows/start.ts';
import { REPOSITORY_ROOT } from '../tools/setup/locations.ts';

jest.setTimeout(180_000);

const REPO = 'acme/shop';
const FORK = 'eve/shop';
const DIGEST = `sha256:${'a'.repeat(64)}`;

const PERMISSIONS = `permissions:
      actions: write
      checks: write
      contents: read
      deployments: read
      pull-requests: write`;

/** The jobs of preview.yml and deploy.yml around the decisions; what deploys is an echo. */
const JOBS = `jobs:
  admission:
    runs-on: ubuntu-24.04
    ${PERMISSIONS}
    outputs:
      decision: \${{ steps.admit.outputs.decision }}
      sha: \${{ steps.admit.outputs.sha }}
      pr-number: \${{ steps.admit.outputs.pr-number }}
      untrusted: \${{ steps.admit.outputs.untrusted }}
    steps:
      - id: admit
        uses: org/macro-infra/actions/approve-deployment@v1
        with:
          mode: admit
          pr-number: \${{ github.event.inputs.pr-number }}
          sha: \${{ github.event.inputs.sha }}
          images: \${{ github.event.inputs.images }}
  approve:
    needs: admission
    if: needs.admission.outputs.decision != 'skip' && (needs.admission.outputs.untrusted != 'true' || github.event_name == 'workflow_dispatch')
    runs-on: ubuntu-24.04
    ${PERMISSIONS}
    steps:
      - uses: org/macro-infra/actions/approve-deployment@v1
        with:
          mode: gate
          decision: \${{ needs.admission.outputs.decision }}
          pr-number: \${{ needs.admission.outputs.pr-number }}
          sha: \${{ needs.admission.outputs.sha }}
          approval-token: \${{ secrets.APPROVAL }}
  gate:
    needs: admission
    if: needs.admission.outputs.decision != 'skip' && (needs.admission.outputs.untrusted != 'true' || github.event_name == 'workflow_dispatch')
    runs-on: ubuntu-24.04
    environment: preview
    ${PERMISSIONS}
    outputs:
      decision: \${{ steps.confirm.outputs.decision }}
    steps:
      - id: confirm
        uses: org/macro-infra/actions/approve-deployment@v1
        with:
          mode: confirm
          decision: \${{ needs.admission.outputs.decision }}
          pr-number: \${{ needs.admission.outputs.pr-number }}
          sha: \${{ needs.admission.outputs.sha }}
  deploy:
    needs: [admission, gate]
    if: needs.gate.outputs.decision == 'deploy'
    runs-on: ubuntu-24.04
    steps:
      - run: echo "deployed \${{ needs.admission.outputs.sha }}"
`;

const FILES = {
  '.github/macro-infra.yml': 'services: { web: { port: 80 } }\n',
  '.github/workflows/preview.yml': `on: { pull_request: { types: [opened, synchronize] } }\npermissions: {}\n${JOBS}`,
  '.github/workflows/commands.yml': `on: { issue_comment: { types: [created] } }\npermissions: {}\n${JOBS}`,
  '.github/workflows/preview-fork.yml': `on:
  workflow_dispatch:
    inputs:
      pr-number: { required: true }
      sha: { required: true }
      images: { required: true }
      build-run-id: { required: true }
permissions: {}
${JOBS}`,
};

describe('admission and gate in workflows that events start', () => {
  let github: LocalGitHub;
  let workflows: Workflows;
  let stateDir: string;

  beforeAll(async () => {
    stateDir = await mkdtemp(join(tmpdir(), 'macro-infra-admission-'));
    github = await startGitHub();
    workflows = startWorkflows({
      cloud: {
        github,
        env: {},
        stateDir,
        registryDir: join(stateDir, 'registry'),
        gateway: { url: 'http://127.0.0.1:9' } as never,
        pushImage: () => Promise.reject(new Error('nothing is built here')),
      },
      repositories: { 'org/macro-infra': REPOSITORY_ROOT },
    });
    github.createRepository({
      name: REPO,
      files: FILES,
      collaborators: { ada: 'admin', mona: 'maintain', wil: 'write' },
    });
    github.protectEnvironment({ repo: REPO, name: 'preview', reviewers: ['ada', 'mona'] });
    const APPROVAL = github.createToken({ kind: 'user', login: 'ada' });
    github.setSettings({ repo: REPO, secrets: { APPROVAL } });
  });

  afterAll(async () => {
    await workflows.stop();
    await github.stop();
    await rm(stateDir, { recursive: true });
  });

  const runsOf = (event: string) =>
    github.runs({ repo: REPO }).filter((one) => one.event === event);
  const newest = (event: string) => runsOf(event).at(-1)?.attempts.at(-1);
  const jobOf = (event: string, key: string) =>
    newest(event)?.jobs.find((job) => job.key === key) ?? null;
  const said = (number: number): string =>
    github
      .comments({ repo: REPO, number })
      .filter(({ author }) => author === 'github-actions[bot]')
      .map(({ body }) => body)
      .join('\n=====\n');

  /** Waits for what processes do; a condition, never a length of time. */
  const until = async (what: string, holds: () => boolean): Promise<void> => {
    for (let at = 0; at < 1200 && !holds(); at += 1) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    if (!holds())
      throw new Error(`not within a minute: ${what}\n${newest('workflow_dispatch')?.log ?? ''}`);
  };
  const ended = (event: string, count: number) =>
    until(`${event} ended`, () => {
      const all = runsOf(event);
      return all.length >= count && all.at(-1)?.attempts.at(-1)?.status === 'completed';
    });
  /** GitHub's times are whole seconds. */
  const nextSecond = (): Promise<void> => {
    const begun = Math.floor(Date.now() / 1000);
    return until('the next second', () => Math.floor(Date.now() / 1000) > begun);
  };

  it('lets a maintainer’s own pull request through, approved by the token', async () => {
    const { headSha, number } = github.openPullRequest({
      repo: REPO,
      title: 'Basket',
      branch: 'basket',
      author: 'wil',
    });
    await ended('pull_request', 1);
    expect(newest('pull_request')?.conclusion).toBe('success');
    expect(jobOf('pull_request', 'deploy')?.log).toContain(`deployed ${headSha}`);
    expect(said(number)).toContain('ada approved');
  });

  it('deploys a fork only after a maintainer’s comment and a reviewer’s approval', async () => {
    const { headSha, number } = fork('nice');
    await ended('pull_request', 2);
    expect(jobOf('pull_request', 'deploy')?.conclusion).toBe('skipped');
    leaveImage();
    github.addComment({ repo: REPO, number, author: 'eve', body: '/preview deploy' });
    await ended('issue_comment', 1);
    expect(runsOf('workflow_dispatch')).toHaveLength(0);
    expect(said(number)).toContain('was not followed');
    await nextSecond();
    github.addComment({ repo: REPO, number, author: 'mona', body: '/preview deploy' });
    await until('held', () => jobOf('workflow_dispatch', 'gate')?.status === 'waiting');
    await until('said', () => said(number).includes('Waiting for approval'));
    expect(said(number)).not.toContain('was not followed');
    expect(jobOf('workflow_dispatch', 'deploy')?.status).not.toBe('completed');
    await review('mona', 'approved');
    await ended('workflow_dispatch', 1);
    expect(newest('workflow_dispatch')?.conclusion).toBe('success');
    expect(jobOf('workflow_dispatch', 'deploy')?.log).toContain(`deployed ${headSha}`);
    expect(said(number)).toContain('mona approved');
  });

  it('ends the waiting run of a fork whose head moved, and deploys nothing', async () => {
    const { number } = fork('moving');
    await ended('pull_request', 3);
    leaveImage();
    await nextSecond();
    github.addComment({ repo: REPO, number, author: 'mona', body: '/preview deploy' });
    await until('dispatched', () => runsOf('workflow_dispatch').length === 2);
    await until('held', () => jobOf('workflow_dispatch', 'gate')?.status === 'waiting');
    await until('said', () => said(number).includes('Waiting for approval'));
    github.push({ repo: REPO, number, author: 'eve' });
    await ended('workflow_dispatch', 2);
    expect(newest('workflow_dispatch')?.conclusion).toBe('cancelled');
    expect(jobOf('workflow_dispatch', 'deploy')?.log ?? '').not.toContain('deployed');
    expect(said(number)).toContain('The head moved to');
  });

  function fork(branch: string) {
    return github.openPullRequest({ repo: REPO, title: branch, branch, author: 'eve', fork: FORK });
  }

  function leaveImage(): void {
    const runId = runsOf('pull_request').at(-1)?.id ?? 0;
    const name = `macro-infra-image-web-sha256-${DIGEST.slice(7)}`;
    github.addArtifact({ runId, name, sizeBytes: 1, digest: DIGEST });
  }

  async function review(login: string, state: string): Promise<void> {
    const runId = runsOf('workflow_dispatch').at(-1)?.id ?? 0;
    const url = `${github.apiUrl}/repos/${REPO}/actions/runs/${runId}/pending_deployments`;
    const token = github.createToken({ kind: 'user', login });
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const held = (await (await fetch(url, { headers })).json()) as {
      environment: { id: number };
    }[];
    const ids = held.map(({ environment }) => environment.id);
    const body = JSON.stringify({ environment_ids: ids, state, comment: 'Looked at it.' });
    expect((await fetch(url, { method: 'POST', headers, body })).status).toBe(200);
  }
});
