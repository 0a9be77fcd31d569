import { describe, expect, it } from '@jest/globals';
import { failure, repo, stage } from '../../server.fixture.ts';

describe('runs', () => {
  it('are in progress until they are completed', async () => {
    await using s = await stage();
    const { runId } = s.github.createRun({ repo: 'acme/shop', number: s.number });
    const { actions } = s.actions.rest;
    const seen = async (): Promise<unknown[]> => {
      const { data } = await actions.getWorkflowRun({ ...repo, run_id: runId });
      return [data.status, data.conclusion, data.head_sha, data.pull_requests?.[0]?.number];
    };
    expect(await seen()).toEqual(['in_progress', null, s.headSha, 1]);
    s.github.completeRun({ runId, conclusion: 'cancelled' });
    expect(await seen()).toEqual(['completed', 'cancelled', s.headSha, 1]);
  });

  it('run again as another attempt, which does not change the first', async () => {
    await using s = await stage();
    const { runId } = s.github.createRun({ repo: 'acme/shop' });
    s.github.completeRun({ runId, conclusion: 'failure' });
    expect(s.github.rerun({ runId }).attempt).toBe(2);
    const states = await Promise.all(
      [1, 2].map(async (attempt_number) => {
        const { data } = await s.actions.rest.actions.getWorkflowRunAttempt({
          ...repo,
          run_id: runId,
          attempt_number,
        });
        return [data.run_attempt, data.status];
      }),
    );
    expect(states).toEqual([
      [1, 'completed'],
      [2, 'in_progress'],
    ]);
    const third = s.actions.rest.actions.getWorkflowRunAttempt({
      ...repo,
      run_id: runId,
      attempt_number: 3,
    });
    expect((await failure(third)).status).toBe(404);
  });

  it('have a job per attempt', async () => {
    await using s = await stage();
    const { runId } = s.github.createRun({ repo: 'acme/shop', job: 'preview' });
    s.github.completeRun({ runId });
    s.github.rerun({ runId });
    const { actions } = s.actions.rest;
    const latest = await actions.listJobsForWorkflowRun({ ...repo, run_id: runId });
    const all = await actions.listJobsForWorkflowRun({ ...repo, run_id: runId, filter: 'all' });
    expect(latest.data.jobs.map((one) => [one.name, one.status])).toEqual([
      ['preview', 'in_progress'],
    ]);
    expect(all.data.total_count).toBe(2);
  });
});

describe('check runs', () => {
  it('are completed by a conclusion and listed for their commit', async () => {
    await using s = await stage();
    const { checks } = s.actions.rest;
    const made = await checks.create({
      ...repo,
      name: 'preview',
      head_sha: s.headSha,
      status: 'in_progress',
    });
    const changed = await checks.update({
      ...repo,
      check_run_id: made.data.id,
      conclusion: 'success',
      output: { title: 'Ready', summary: 'All healthy' },
    });
    expect([made.data.status, changed.data.status, changed.data.output.title]).toEqual([
      'in_progress',
      'completed',
      'Ready',
    ]);
    const list = await checks.listForRef({ ...repo, ref: 'feature/basket' });
    expect(list.data.total_count).toBe(1);
    const other = await checks.listForRef({ ...repo, ref: 'main' });
    expect(other.data.total_count).toBe(0);
  });

  it.each([
    ['failure', ['failure', 'skipped']],
    ['cancelled', ['cancelled', 'cancelled']],
  ] as const)('that ends with %s ends the jobs that had not', async (conclusion, ends) => {
    await using s = await stage();
    const { runId } = s.github.createRun({ repo: 'acme/shop', job: null });
    s.github.addJob({ runId, key: 'running', status: 'in_progress' });
    s.github.addJob({ runId, key: 'queued' });
    s.github.completeRun({ runId, conclusion });
    const jobs = s.github.run({ runId })?.attempts[0]?.jobs ?? [];
    expect(jobs.map((one) => one.conclusion)).toEqual(ends);
  });
});
