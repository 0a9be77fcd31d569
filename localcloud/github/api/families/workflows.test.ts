import { describe, expect, it } from '@jest/globals';
import { UserError } from '../../../../action-shared/errors.ts';
import { failure, repo, stage } from '../../server.fixture.ts';
import type { Stage } from '../../server.fixture.ts';

const file = '.github/workflows/fork.yml';

async function withWorkflow(): Promise<Stage> {
  const s = await stage();
  const files = { [file]: 'name: Fork preview\non: workflow_dispatch\n' };
  s.github.commit({ repo: 'acme/shop', branch: 'main', files });
  return s;
}

const dispatch = { ...repo, workflow_id: 'fork.yml', ref: 'main', inputs: { 'pr-number': '1' } };

describe('a dispatch', () => {
  it('starts the workflow of the branch with its inputs, as who asked', async () => {
    await using s = await withWorkflow();
    s.github.onEvent(({ event, workflow, inputs, actor, ref, payload }) => {
      expect({ event, workflow, inputs, actor, ref }).toEqual({
        event: 'workflow_dispatch',
        workflow: file,
        inputs: { 'pr-number': '1' },
        actor: 'alice',
        ref: 'refs/heads/main',
      });
      expect(payload).toMatchObject({ inputs: { 'pr-number': '1' }, sender: { login: 'alice' } });
      return [s.github.createRun({ repo: 'acme/shop', event, job: null }).runId];
    });
    const { createWorkflowDispatch } = s.as('alice').rest.actions;
    expect((await createWorkflowDispatch(dispatch)).status).toBe(204);
    const told = await createWorkflowDispatch({ ...dispatch, return_run_details: true });
    const { runs } = s.github;
    expect(told).toMatchObject({
      status: 200,
      data: { workflow_run_id: runs({ repo: 'acme/shop' })[1]?.id },
    });
    expect(s.complaints).toEqual([]);
  });

  it.each([
    ['a file that is not there', { workflow_id: 'none.yml' }, 404, /Not Found/],
    ['a branch that is not there', { ref: 'none' }, 422, /No ref found for: none/],
    ['inputs that the runner refuses', { inputs: { x: '1' } }, 422, /Unexpected inputs: x/],
    ['a workflow that nobody starts', { inputs: {} }, 422, /workflow_dispatch/],
  ])('of %s is refused', async (_, change, status, words) => {
    await using s = await withWorkflow();
    s.github.onEvent(({ inputs }) => {
      if (inputs?.['x'] !== undefined) throw new UserError('Unexpected inputs: x');
      return [];
    });
    const { actions } = s.as('alice').rest;
    const refused = await failure(actions.createWorkflowDispatch({ ...dispatch, ...change }));
    expect(refused.status).toBe(status);
    expect(JSON.stringify(refused.body)).toMatch(words);
  });

  it.each([
    ['a reader', (s: Stage) => s.as('rita')],
    ['a token without actions: write', (s: Stage) => s.withPermissions({ actions: 'read' })],
  ])('is not for %s', async (_, who) => {
    await using s = await withWorkflow();
    const refused = await failure(who(s).rest.actions.createWorkflowDispatch(dispatch));
    expect(refused).toMatchObject({
      status: 403,
      headers: { 'x-accepted-github-permissions': 'actions=write' },
    });
  });
});

describe('a repository', () => {
  it('lists its workflows by the files of its default branch', async () => {
    await using s = await withWorkflow();
    const { data } = await s.actions.rest.actions.listRepoWorkflows(repo);
    expect(data).toMatchObject({
      total_count: 1,
      workflows: [{ name: 'Fork preview', path: file }],
    });
    expect(s.complaints).toEqual([]);
  });
});

describe('a run', () => {
  it('is found by commit, event, status, branch and date', async () => {
    await using s = await stage();
    const fork = {
      repo: 'acme/shop',
      title: 'F',
      branch: 'f',
      author: 'mallory',
      fork: 'mallory/shop',
    };
    const { number, headSha } = s.github.openPullRequest(fork);
    const { runId } = s.github.createRun({ repo: 'acme/shop', number, job: null });
    s.github.createRun({ repo: 'acme/shop', event: 'schedule', job: null });
    s.github.completeRun({ runId, conclusion: 'failure' });
    const found = async (query: Record<string, string>): Promise<number[]> => {
      const { data } = await s.actions.rest.actions.listWorkflowRunsForRepo({ ...repo, ...query });
      return data.workflow_runs.map((one) => one.id);
    };
    const wanted = { head_sha: headSha, event: 'pull_request', status: 'failure', branch: 'f' };
    expect(await found({ ...wanted, created: '>=2020-01-01' })).toEqual([runId]);
    expect(await found({ created: '<2020-01-01' })).toEqual([]);
    expect(await found({ status: 'success' })).toEqual([]);
    expect(await found({})).toHaveLength(2);
    const run = await s.actions.rest.actions.getWorkflowRun({ ...repo, run_id: runId });
    expect(run.data).toMatchObject({
      head_repository: { full_name: 'mallory/shop' },
      repository: { full_name: 'acme/shop' },
    });
  });

  it('is cancelled and run again by who may write', async () => {
    await using s = await stage();
    const told: unknown[] = [];
    s.github.onRunControl((control) => told.push(control));
    const { runId } = s.github.createRun({ repo: 'acme/shop', job: null, actor: 'alice' });
    const good = s.github.addJob({ runId, key: 'build' });
    const bad = s.github.addJob({ runId, key: 'deploy', needs: ['build'] });
    const after = s.github.addJob({ runId, key: 'report', needs: ['deploy'] });
    const where = { ...repo, run_id: runId };
    const { actions } = s.as('adam').rest;
    expect((await actions.cancelWorkflowRun(where)).status).toBe(202);
    expect((await failure(actions.reRunWorkflow(where))).status).toBe(403);
    s.github.updateJob({ runId, jobId: good.jobId, conclusion: 'success' });
    s.github.updateJob({ runId, jobId: bad.jobId, conclusion: 'failure' });
    s.github.updateJob({ runId, jobId: after.jobId, conclusion: 'success' });
    s.github.completeRun({ runId });
    expect((await failure(actions.cancelWorkflowRun(where))).status).toBe(409);
    await actions.reRunWorkflowFailedJobs(where);
    expect(told).toEqual([
      { type: 'cancel', runId, actor: 'adam' },
      { type: 'rerun-failed', runId, actor: 'adam' },
    ]);
    const [first, second] = s.github.run({ runId })?.attempts ?? [];
    expect(first?.conclusion).toBe('failure');
    expect(second).toMatchObject({ status: 'queued', triggeringActor: 'adam' });
    expect(second?.jobs.map((one) => one.key)).toEqual(['build']);
    s.github.addJob({ runId, key: 'build' });
    expect(() => s.github.addJob({ runId, key: 'build' })).toThrow(/has a job build already/);
    expect(s.github.run({ runId })?.attempts[1]?.jobs).toMatchObject([{ attempt: 2 }]);
    const run = await s.actions.rest.actions.getWorkflowRun(where);
    expect(run.data).toMatchObject({
      run_attempt: 2,
      actor: { login: 'alice' },
      triggering_actor: { login: 'adam' },
    });
    expect((await failure(s.as('rita').rest.actions.cancelWorkflowRun(where))).status).toBe(403);
  });

  it('shows the jobs with their steps, and keeps a log and a check for each', async () => {
    await using s = await stage();
    const { runId } = s.github.createRun({ repo: 'acme/shop', number: s.number, job: null });
    const { jobId } = s.github.addJob({
      runId,
      key: 'deploy',
      name: 'preview / deploy',
      steps: ['A'],
    });
    const job = { runId, jobId };
    s.github.updateJob({ ...job, status: 'in_progress' });
    s.github.updateStep({ ...job, number: 1, conclusion: 'success' });
    s.github.updateStep({ ...job, number: 2, name: 'B', status: 'in_progress' });
    s.github.appendJobLog({ ...job, text: 'hello\n' });
    s.github.updateJob({ ...job, conclusion: 'cancelled' });
    const { data } = await s.actions.rest.actions.listJobsForWorkflowRun({
      ...repo,
      run_id: runId,
    });
    expect(data.jobs).toMatchObject([
      {
        name: 'preview / deploy',
        conclusion: 'cancelled',
        steps: [
          { number: 1, name: 'A', conclusion: 'success' },
          { number: 2, name: 'B', conclusion: 'cancelled' },
        ],
      },
    ]);
    const token = s.github.createToken({ kind: 'user', login: 'rita' });
    const log = await fetch(`${s.github.apiUrl}/repos/acme/shop/actions/jobs/${jobId}/logs`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(await log.text()).toBe('hello\n');
    const checks = await s.actions.rest.checks.listForRef({ ...repo, ref: s.headSha });
    expect(checks.data.check_runs).toMatchObject([{ id: jobId, conclusion: 'cancelled' }]);
    expect(() => s.github.updateJob({ ...job, conclusion: 'success' })).toThrow(/has ended/);
    expect(s.complaints).toEqual([]);
  });

  it('lists what it left behind', async () => {
    await using s = await stage();
    const { runId } = s.github.createRun({ repo: 'acme/shop' });
    const artifact = { runId, name: 'images', sizeBytes: 12, digest: `sha256:${'a'.repeat(64)}` };
    s.github.addArtifact(artifact);
    const { data } = await s.actions.rest.actions.listWorkflowRunArtifacts({
      ...repo,
      run_id: runId,
    });
    expect(data.artifacts).toMatchObject([{ name: 'images', expired: false }]);
    expect(s.complaints).toEqual([]);
  });
});

describe('a pull request', () => {
  it('lists the files that it changes, not what the base gained meanwhile', async () => {
    await using s = await stage();
    s.github.commit({ repo: 'acme/shop', branch: 'main', files: { 'new.md': 'n' } });
    const files = { 'apps/web.ts': 'x\n', '.github/macro-infra.yml': 'app: shop\nbase: b\n' };
    s.github.push({ repo: 'acme/shop', number: s.number, files });
    const { data } = await s.actions.rest.pulls.listFiles({ ...repo, pull_number: s.number });
    expect(data).toMatchObject([
      { filename: '.github/macro-infra.yml', status: 'modified', additions: 1, deletions: 0 },
      { filename: 'apps/web.ts', status: 'added' },
    ]);
    s.github.mergePullRequest({ repo: 'acme/shop', number: s.number });
    expect(Object.keys(s.github.files({ repo: 'acme/shop', ref: 'main' }) ?? {}).sort()).toEqual([
      '.github/macro-infra.yml',
      'apps/web.ts',
      'new.md',
    ]);
    expect(s.complaints).toEqual([]);
  });
});
