import { describe, expect, it } from '@jest/globals';
import { changedFiles } from './changed-files.ts';
import { setNeutralCheck } from './check-runs.ts';
import { collaboratorRole } from './collaborators.ts';
import { commentsOf } from './issue-comments.ts';
import { livePreviews } from './live-previews.ts';
import { loopback } from './loopback.testing.ts';
import type { Received, Reply } from './loopback.testing.ts';
import { holdsJobs, pendingDeployment, reviewsOf } from './pending-deployments.ts';
import { getPullOrigin, isBot } from './pull-origin.ts';
import { pullRunsOf } from './workflow-runs.ts';

const body = (value: unknown): Reply => ({ body: value });

describe('the role of a person', () => {
  it.each([
    ['maintain', 'write', 'maintain'],
    ['triage', 'read', 'triage'],
    ['security-lead', 'write', 'write'],
    ['docs-helper', 'read', 'read'],
    ['none', 'none', 'none'],
  ])('called %s, with the rights of %s, counts as %s', async (role, permission, is) => {
    await using on = await loopback(() => body({ role_name: role, permission }));
    expect(await collaboratorRole(on.github, 'ada')).toBe(is);
  });

  it('is none of an account that does not exist', async () => {
    await using on = await loopback(() => ({ status: 404, body: { message: 'Not Found' } }));
    expect(await collaboratorRole(on.github, 'gone')).toBe('none');
  });

  it.each([{ status: 403 }, { status: 500 }, { body: { permission: 'owner' } }])(
    'is never guessed: %j',
    async (reply) => {
      await using on = await loopback(() => ({ body: { message: 'No' }, ...reply }));
      await expect(collaboratorRole(on.github, 'ada')).rejects.toThrow();
    },
  );
});

describe('a pull request’s origin', () => {
  const pull = {
    number: 7,
    state: 'open',
    merged: false,
    user: { login: 'ada', type: 'User' },
    labels: [],
    head: { sha: 'a', ref: 'x', repo: { full_name: 'acme/shop' } },
    base: { ref: 'main', repo: { full_name: 'acme/shop' } },
  };

  it.each([
    {
      name: 'a branch of ours',
      given: {},
      is: { fork: false, author: { login: 'ada', bot: false } },
    },
    {
      name: 'a fork',
      given: { head: { ...pull.head, repo: { full_name: 'eve/shop' } } },
      is: { fork: true, headRepository: 'eve/shop' },
    },
    {
      name: 'a fork that is gone',
      given: { head: { ...pull.head, repo: null } },
      is: { fork: true, headRepository: null },
    },
    {
      name: 'an author who is gone',
      given: { user: null },
      is: { author: { login: 'ghost', bot: false } },
    },
    {
      name: 'a bot with a plain name',
      given: { user: { login: 'Copilot', type: 'Bot' } },
      is: { author: { login: 'Copilot', bot: true } },
    },
  ])('is seen: $name', async ({ given, is }) => {
    await using on = await loopback(() => body({ ...pull, ...given }));
    expect(await getPullOrigin(on.github, 7)).toMatchObject(is);
  });

  it.each([
    ['dependabot[bot]', undefined, true],
    ['bot', 'User', false],
    ['app', 'Bot', true],
  ])('takes %s (%s) for a bot: %s', (login, type, is) => {
    expect(isBot(login, type)).toBe(is);
  });
});

describe('runs of a head', () => {
  const run = (id: number, more: object = {}) => ({
    id,
    head_branch: 'x',
    head_repository: { full_name: 'eve/shop' },
    status: 'completed',
    conclusion: 'success',
    created_at: `2026-01-01T00:00:0${id}Z`,
    ...more,
  });

  it('are those of its branch and fork alone, newest first', async () => {
    const all = [
      run(1),
      run(2, { head_branch: 'y' }),
      run(3, { head_repository: { full_name: 'mallory/shop' } }),
      run(4, { head_repository: null }),
      run(5, { conclusion: null, status: 'in_progress' }),
    ];
    await using on = await loopback(() => body({ total_count: 5, workflow_runs: all }));
    const runs = await pullRunsOf(on.github, { sha: 'abc', ref: 'x', repository: 'eve/shop' });
    expect(runs.map(({ id, finished }) => [id, finished])).toEqual([
      [5, false],
      [1, true],
    ]);
    expect(on.received[0]?.path).toContain('event=pull_request&head_sha=abc');
  });
});

describe('the gate of a run', () => {
  const pending = (name: string) => [
    {
      environment: { id: 5, name },
      current_user_can_approve: false,
      reviewers: [
        { type: 'User', reviewer: { login: 'ada' } },
        { type: 'Team', reviewer: { slug: 'core' } },
      ],
    },
  ];

  it('is found whatever the case of its name', async () => {
    await using on = await loopback(() => body(pending('Preview')));
    expect(await pendingDeployment(on.github, 1, 'preview')).toEqual({
      environmentId: 5,
      mayApprove: false,
      reviewers: ['ada', 'core'],
    });
    expect(await pendingDeployment(on.github, 1, 'production')).toBeNull();
  });

  it('takes reviews of its own environment only', async () => {
    const review = (name: string, state: string, login: string) => ({
      environments: [{ name }],
      state,
      user: { login, type: login === 'app' ? 'Bot' : 'User' },
    });
    const all = [
      review('production', 'approved', 'ada'),
      review('preview', 'pending', 'ada'),
      review('preview', 'approved', 'app'),
      review('preview', 'rejected', 'mae'),
    ];
    await using on = await loopback(() => body(all));
    expect(await reviewsOf(on.github, 1, 'preview')).toEqual([
      { state: 'approved', login: 'app', bot: true },
      { state: 'rejected', login: 'mae', bot: false },
    ]);
  });

  it.each([
    { rules: [], is: false },
    { rules: [{ type: 'branch_policy' }], is: false },
    { rules: [{ type: 'required_reviewers' }], is: true },
    { rules: [{ type: 'wait_timer' }, { type: 'branch_policy' }], is: true },
  ])('holds jobs by $rules: $is', async ({ rules, is }) => {
    await using on = await loopback(() => body({ protection_rules: rules }));
    expect(await holdsJobs(on.github, 'preview')).toBe(is);
  });
});

describe('a neutral check', () => {
  const check = {
    name: 'admission',
    sha: 'abc',
    title: 'T',
    summary: 'S',
    detailsUrl: 'https://x/',
  };
  const shown = { id: 1, output: { title: 'T', summary: 'S' } };

  it('is not repeated', async () => {
    await using on = await loopback(() => body({ check_runs: [shown] }));
    await setNeutralCheck(on.github, check);
    expect(on.received.map(({ method }) => method)).toEqual(['GET']);
  });

  it('is made once, also when GitHub’s answer is lost', async () => {
    let made = false;
    await using on = await loopback(({ method }) => {
      if (method === 'GET') return body({ check_runs: made ? [shown] : [] });
      made = true;
      return { status: 502, body: { message: 'Bad gateway' } };
    });
    await setNeutralCheck(on.github, check);
    expect(on.received.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });
});

describe('live previews', () => {
  /** Pull requests 1..n are open; those in `states` have a deployment with this state. */
  const world = (open: number, states: Readonly<Record<number, string>>) => {
    const answer = ({ path }: Received): Reply => {
      if (/\/pulls\?/.test(path)) {
        return body(Array.from({ length: open }, (_, at) => ({ number: at + 1 })));
      }
      const environment = /environment=preview-pr-(\d+)/.exec(path)?.[1];
      const id = Number(environment ?? /deployments\/(\d+)\/statuses/.exec(path)?.[1]);
      if (environment !== undefined) {
        return body(states[id] === undefined ? [] : [{ id, sha: 'a', payload: {} }]);
      }
      return body([{ id: 1, state: states[id] }]);
    };
    return loopback(answer);
  };
  const options = { environmentOf: (number: number) => `preview-pr-${number}`, atMost: 3 };

  it('are those that serve or are on their way', async () => {
    const states = { 2: 'success', 3: 'in_progress', 4: 'inactive', 5: 'failure' };
    await using on = await world(6, states);
    expect(await livePreviews(on.github, 1, options)).toEqual({ own: false, others: 2 });
  });

  it('are not counted for who has one', async () => {
    await using on = await world(3, { 1: 'success', 2: 'success' });
    expect(await livePreviews(on.github, 1, options)).toEqual({ own: true, others: 0 });
    expect(on.received).toHaveLength(2);
  });

  it('are counted no further than it matters', async () => {
    const all = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [at + 2, 'success']));
    await using on = await world(61, all);
    expect((await livePreviews(on.github, 1, options)).others).toBeGreaterThanOrEqual(3);
    expect(on.received.length).toBeLessThan(30);
  });
});

describe('lists', () => {
  it('give both names of a renamed file', async () => {
    const files = [{ filename: 'b', previous_filename: 'a' }, { filename: 'c' }];
    await using on = await loopback(() => body(files));
    expect(await changedFiles(on.github, 1)).toEqual(['b', 'a', 'c']);
  });

  it('tell of comments who wrote them, and whether they were changed, newest first', async () => {
    const comment = (id: number, updated: string, user: object | null) => ({
      id,
      body: 'x',
      created_at: 't',
      updated_at: updated,
      user,
    });
    const all = [comment(1, 't', { login: 'ada', type: 'User' }), comment(2, 'u', null)];
    await using on = await loopback(() => body(all));
    expect(await commentsOf(on.github, 1)).toMatchObject([
      { id: 2, edited: true, author: { login: 'ghost', bot: false } },
      { id: 1, edited: false, author: { login: 'ada', bot: false } },
    ]);
  });
});
