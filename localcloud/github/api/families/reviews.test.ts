import { describe, expect, it } from '@jest/globals';
import type { Octokit } from 'octokit';
import { client, failure, repo, stage } from '../../server.fixture.ts';
import type { Stage } from '../../server.fixture.ts';

interface Held {
  readonly runId: number;
  readonly jobId: number;
  readonly environmentId: number;
  /** What the job is told in the end. */
  readonly answer: ReturnType<Stage['github']['requestEnvironment']>;
}

/** A run of a workflow that bob started, with a job that asks for the environment `preview`. */
async function held(
  s: Stage,
  rules: { reviewers?: string[]; preventSelfReview?: boolean; waitMinutes?: number } = {},
): Promise<Held> {
  const reviewers = ['rita', 'alice'];
  const input = { repo: 'acme/shop', name: 'preview', reviewers, ...rules };
  const { id: environmentId } = s.github.protectEnvironment(input);
  const run = { repo: 'acme/shop', number: s.number, job: null, actor: 'alice' };
  const { runId } = s.github.createRun(run);
  const { jobId } = s.github.addJob({ runId, key: 'gate' });
  const answer = s.github.requestEnvironment({ runId, jobId, environment: 'preview' });
  await Promise.resolve();
  return { runId, jobId, environmentId, answer };
}

function review(
  octokit: Octokit,
  { runId, environmentId }: Held,
  state: 'approved' | 'rejected' = 'approved',
): Promise<{ status: number; data: unknown }> {
  return octokit.rest.actions.reviewPendingDeploymentsForRun({
    ...repo,
    run_id: runId,
    environment_ids: [environmentId],
    state,
    comment: 'Looks good',
  });
}

const pending = async (octokit: Octokit, { runId }: Held): Promise<unknown[]> =>
  (await octokit.rest.actions.getPendingDeploymentsForRun({ ...repo, run_id: runId })).data;

describe('an environment with reviewers', () => {
  it('holds a job until one of them approves, and remembers who did', async () => {
    await using s = await stage();
    const it = await held(s);
    const run = await s.actions.rest.actions.getWorkflowRun({ ...repo, run_id: it.runId });
    expect(run.data.status).toBe('waiting');
    expect(await pending(s.as('rita'), it)).toMatchObject([
      {
        environment: { id: it.environmentId, name: 'preview' },
        current_user_can_approve: true,
        reviewers: [
          { type: 'User', reviewer: { login: 'rita' } },
          { reviewer: { login: 'alice' } },
        ],
      },
    ]);
    const answered = await review(s.as('rita'), it);
    expect(answered).toMatchObject({
      status: 200,
      data: [{ environment: 'preview', sha: s.headSha }],
    });
    expect(await it.answer).toEqual({ state: 'approved', by: 'rita', comment: 'Looks good' });
    expect(s.github.run({ runId: it.runId })?.attempts[0]?.jobs[0]?.status).toBe('in_progress');
    expect(await pending(s.actions, it)).toEqual([]);
    const reviews = await s.actions.rest.actions.getReviewsForRun({ ...repo, run_id: it.runId });
    expect(reviews.data).toMatchObject([
      { state: 'approved', user: { login: 'rita' }, environments: [{ name: 'preview' }] },
    ]);
    expect(s.complaints).toEqual([]);
  });

  it('tells a job that it was rejected', async () => {
    await using s = await stage();
    const it = await held(s);
    await review(s.as('rita'), it, 'rejected');
    expect(await it.answer).toMatchObject({ state: 'rejected', by: 'rita' });
    expect(await pending(s.actions, it)).toEqual([]);
    expect(s.github.run({ runId: it.runId })?.attempts[0]?.jobs[0]?.conclusion).toBe('failure');
  });

  it.each([
    [
      'cancelled',
      (s: Stage, it: Held) => s.github.updateJob({ ...ids(it), conclusion: 'cancelled' }),
    ],
    ['ended with its run', (s: Stage, it: Held) => s.github.completeRun({ runId: it.runId })],
  ])('lets go of a job that is %s', async (_, end) => {
    await using s = await stage();
    const it = await held(s);
    end(s, it);
    expect(await it.answer).toEqual({ state: 'cancelled', by: null, comment: '' });
    expect(await failure(review(s.as('rita'), it))).toMatchObject({ status: 422 });
  });

  it.each([
    ['somebody who is no reviewer', (s: Stage) => s.as('adam'), 422, /not a required reviewer/],
    ['GITHUB_TOKEN', (s: Stage) => s.withPermissions({ deployments: 'write' }), 403, /integration/],
    ['a token without deployments: write', (s: Stage) => fineGrained(s, 'read'), 403, /personal/],
  ])('is not opened by %s', async (_, who, status, words) => {
    await using s = await stage();
    const it = await held(s);
    const refused = await failure(review(who(s), it));
    expect(refused.status).toBe(status);
    expect(JSON.stringify(refused.body)).toMatch(words);
    expect(await pending(s.actions, it)).toHaveLength(1);
    s.github.completeRun({ runId: it.runId });
  });

  it('is opened by a fine-grained token of a reviewer with deployments: write', async () => {
    await using s = await stage();
    const it = await held(s);
    await review(fineGrained(s, 'write'), it);
    expect(await it.answer).toMatchObject({ by: 'rita' });
  });

  it('refuses who started the run, where it prevents self-reviews', async () => {
    await using s = await stage();
    const it = await held(s, { preventSelfReview: true });
    expect(await pending(s.as('alice'), it)).toMatchObject([{ current_user_can_approve: false }]);
    expect(JSON.stringify(await failure(review(s.as('alice'), it)))).toMatch(/self-reviews/);
    await review(s.as('rita'), it);
    expect(await it.answer).toMatchObject({ by: 'rita' });
  });

  it('asks again in the next attempt', async () => {
    await using s = await stage();
    const it = await held(s);
    await review(s.as('rita'), it);
    await it.answer;
    s.github.completeRun({ runId: it.runId, conclusion: 'failure' });
    s.github.rerun({ runId: it.runId });
    const { jobId } = s.github.addJob({ runId: it.runId, key: 'gate' });
    const again = s.github.requestEnvironment({ runId: it.runId, jobId, environment: 'preview' });
    expect(await pending(s.actions, it)).toHaveLength(1);
    await review(s.as('alice'), it, 'rejected');
    expect(await again).toMatchObject({ state: 'rejected', by: 'alice' });
  });
});

function ids({ runId, jobId }: Held): { runId: number; jobId: number } {
  return { runId, jobId };
}

function fineGrained(s: Stage, deployments: 'read' | 'write'): Octokit {
  const permissions = { deployments, actions: 'read' } as const;
  return client(s.github, s.github.createToken({ kind: 'user', login: 'rita', permissions }));
}

describe('an environment', () => {
  it('without rules lets a job in at once and makes a deployment that ends with it', async () => {
    await using s = await stage();
    const it = await held(s, { reviewers: [] });
    expect(await it.answer).toEqual({ state: 'approved', by: null, comment: '' });
    const states = (): unknown[] =>
      s.github.deployments({ repo: 'acme/shop' }).map((one) => [one.environment, one.state]);
    expect(states()).toEqual([['preview', 'in_progress']]);
    s.github.updateJob({ ...ids(it), conclusion: 'success' });
    expect(states()).toEqual([['preview', 'success']]);
  });

  it('lets a job in after its minutes', async () => {
    let pass = (): void => undefined;
    const waitMinutes = (): Promise<void> => new Promise((resolve) => (pass = resolve));
    await using s = await stage({ waitMinutes });
    const it = await held(s, { reviewers: [], waitMinutes: 30 });
    expect(await pending(s.actions, it)).toMatchObject([{ wait_timer: 30, reviewers: [] }]);
    pass();
    expect(await it.answer).toMatchObject({ state: 'approved', by: null });
  });

  it('gets its rules from the API, from administrators only', async () => {
    await using s = await stage();
    const rita = await s.as('rita').rest.users.getAuthenticated();
    const rules = {
      ...repo,
      environment_name: 'preview',
      wait_timer: 5,
      prevent_self_review: true,
      reviewers: [{ type: 'User' as const, id: rita.data.id }],
    };
    const put = (octokit: Octokit): Promise<unknown> =>
      octokit.rest.repos.createOrUpdateEnvironment(rules);
    expect((await failure(put(s.as('alice')))).status).toBe(403);
    await put(s.as('adam'));
    const where = { ...repo, environment_name: 'preview' };
    const { data } = await s.actions.rest.repos.getEnvironment(where);
    expect(data.protection_rules).toMatchObject([
      { type: 'wait_timer', wait_timer: 5 },
      { type: 'required_reviewers', prevent_self_review: true, reviewers: [{ type: 'User' }] },
    ]);
    const wrong = { ...rules, wait_timer: 50_000 };
    const refused = await failure(s.as('adam').rest.repos.createOrUpdateEnvironment(wrong));
    expect(refused.status).toBe(422);
    expect(s.complaints).toEqual([]);
  });
});
