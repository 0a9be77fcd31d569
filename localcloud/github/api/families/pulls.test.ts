import { describe, expect, it } from '@jest/globals';
import { failure, repo, stage } from '../../server.fixture.ts';

describe('pull requests', () => {
  it('show head, base, labels and author', async () => {
    await using s = await stage();
    const { number, headSha } = s.github.openPullRequest({
      repo: 'acme/shop',
      title: 'Labelled',
      branch: 'labelled',
      author: 'alice',
      labels: ['preview'],
      draft: true,
    });
    const { data } = await s.actions.rest.pulls.get({ ...repo, pull_number: number });
    expect(data).toMatchObject({
      number,
      state: 'open',
      draft: true,
      merged: false,
      head: { ref: 'labelled', sha: headSha, repo: { full_name: 'acme/shop' } },
      base: { ref: 'main' },
      user: { login: 'alice' },
      labels: [{ name: 'preview' }],
    });
  });

  it('tell when they were closed, reopened and marked as ready', async () => {
    await using s = await stage();
    const { number } = s.github.openPullRequest({
      ...{ repo: 'acme/shop', title: 'Back again', branch: 'back', author: 'alice', draft: true },
    });
    s.github.closePullRequest({ repo: 'acme/shop', number, actor: 'mona' });
    s.github.reopenPullRequest({ repo: 'acme/shop', number });
    s.github.setDraft({ repo: 'acme/shop', number, draft: false });
    const { data } = await s.actions.rest.issues.listEvents({ ...repo, issue_number: number });
    expect(data.map(({ event, actor }) => `${event} ${actor.login}`)).toEqual([
      'closed mona',
      'reopened alice',
      'ready_for_review alice',
    ]);
  });

  it('from a fork name the fork, and do not move a branch of ours with the same name', async () => {
    await using s = await stage();
    const before = await s.actions.rest.repos.getCommit({ ...repo, ref: 'main' });
    const { number } = s.github.openPullRequest({
      repo: 'acme/shop',
      title: 'From outside',
      branch: 'main',
      author: 'mallory',
      fork: 'mallory/shop',
    });
    const { data } = await s.actions.rest.pulls.get({ ...repo, pull_number: number });
    expect([data.head.label, data.head.repo.full_name, data.head.repo.fork]).toEqual([
      'mallory:main',
      'mallory/shop',
      true,
    ]);
    const after = await s.actions.rest.repos.getCommit({ ...repo, ref: 'main' });
    expect(after.data.sha).toBe(before.data.sha);
  });

  it('move with a push', async () => {
    await using s = await stage();
    const sha = s.github.push({ repo: 'acme/shop', number: s.number, message: 'More' });
    const { data } = await s.actions.rest.pulls.get({ ...repo, pull_number: s.number });
    expect([data.head.sha, data.commits]).toEqual([sha, 2]);
    const commit = await s.actions.rest.git.getCommit({ ...repo, commit_sha: sha });
    expect([commit.data.message, commit.data.parents[0]?.sha]).toEqual(['More', s.headSha]);
  });

  it('are closed, reopened and merged', async () => {
    await using s = await stage();
    const at = { repo: 'acme/shop', number: s.number };
    const seen = async (): Promise<unknown[]> => {
      const { data } = await s.actions.rest.pulls.get({ ...repo, pull_number: s.number });
      return [data.state, data.merged, data.closed_at === null];
    };
    s.github.closePullRequest(at);
    expect(await seen()).toEqual(['closed', false, false]);
    s.github.reopenPullRequest(at);
    expect(await seen()).toEqual(['open', false, true]);
    s.github.mergePullRequest(at);
    expect(await seen()).toEqual(['closed', true, false]);
  });

  it('are listed open ones only, newest first, and filtered by head', async () => {
    await using s = await stage();
    const second = s.github.openPullRequest({ repo: 'acme/shop', title: 'B', branch: 'b' }).number;
    s.github.openPullRequest({ repo: 'acme/shop', title: 'C', branch: 'c' });
    s.github.closePullRequest({ repo: 'acme/shop', number: 3 });
    const numbers = async (
      filter: Parameters<typeof s.actions.rest.pulls.list>[0] & object,
    ): Promise<number[]> => (await s.actions.rest.pulls.list(filter)).data.map((one) => one.number);
    expect(await numbers(repo)).toEqual([second, 1]);
    expect(await numbers({ ...repo, state: 'all', direction: 'asc' })).toEqual([1, 2, 3]);
    expect(await numbers({ ...repo, head: 'acme:b' })).toEqual([second]);
  });

  it('are issues too, with labels that come and go', async () => {
    await using s = await stage();
    const at = { ...repo, issue_number: s.number };
    const { issues } = s.actions.rest;
    await issues.addLabels({ ...at, labels: ['preview', 'urgent', 'Preview'] });
    await issues.removeLabel({ ...at, name: 'urgent' });
    const { data } = await issues.get(at);
    expect(data.pull_request?.html_url).toBe(`${s.github.serverUrl}/acme/shop/pull/1`);
    expect((await issues.listLabelsOnIssue(at)).data.map((one) => one.name)).toEqual(['preview']);
    expect((await failure(issues.removeLabel({ ...at, name: 'gone' }))).status).toBe(404);
  });

  it('that do not exist are not found', async () => {
    await using s = await stage();
    expect((await failure(s.actions.rest.pulls.get({ ...repo, pull_number: 77 }))).status).toBe(
      404,
    );
  });
});
