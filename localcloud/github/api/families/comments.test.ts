import { describe, expect, it } from '@jest/globals';
import { failure, repo, stage } from '../../server.fixture.ts';

describe('comments', () => {
  it('are written by the GitHub Actions bot with its token, by a person with theirs', async () => {
    await using s = await stage();
    const on = { ...repo, issue_number: s.number };
    const bot = await s.actions.rest.issues.createComment({ ...on, body: 'ready' });
    const person = await s.as('alice').rest.issues.createComment({ ...on, body: 'nice' });
    expect([bot.status, bot.data.user?.login, bot.data.user?.type]).toEqual([
      201,
      'github-actions[bot]',
      'Bot',
    ]);
    expect(bot.data.performed_via_github_app?.slug).toBe('github-actions');
    expect([person.data.user?.login, person.data.user?.type]).toEqual(['alice', 'User']);
    expect(person.data.performed_via_github_app).toBeNull();
    expect(bot.data.html_url).toBe(
      `${s.github.serverUrl}/acme/shop/pull/1#issuecomment-${bot.data.id}`,
    );
  });

  it('are read, changed and deleted by id', async () => {
    await using s = await stage();
    const { issues } = s.actions.rest;
    const made = await issues.createComment({ ...repo, issue_number: s.number, body: 'one' });
    const at = { ...repo, comment_id: made.data.id };
    expect((await issues.updateComment({ ...at, body: 'two' })).data.body).toBe('two');
    expect((await issues.getComment(at)).data.body).toBe('two');
    expect((await issues.deleteComment(at)).status).toBe(204);
    expect((await failure(issues.getComment(at))).status).toBe(404);
    expect((await failure(issues.updateComment({ ...at, body: 'x' }))).status).toBe(404);
    expect(s.github.comments({ repo: 'acme/shop', number: s.number })).toEqual([]);
  });

  it.each([
    ['65,536 letters', 'x'.repeat(65_536), 201],
    ['65,537 letters', 'x'.repeat(65_537), 422],
    ['65,536 characters of four bytes each', '😀'.repeat(65_536), 201],
    ['65,537 characters of four bytes each', '😀'.repeat(65_537), 422],
    ['nothing', '', 422],
    ['blanks', ' \n ', 422],
  ])('may hold %s: %#', async (_, body, status) => {
    await using s = await stage();
    const call = s.actions.rest.issues.createComment({ ...repo, issue_number: s.number, body });
    if (status === 201) expect((await call).status).toBe(201);
    else expect((await failure(call)).status).toBe(422);
  });

  it('that are too long are refused in words of GitHub', async () => {
    await using s = await stage();
    const call = { ...repo, issue_number: s.number, body: 'x'.repeat(70_000) };
    expect((await failure(s.actions.rest.issues.createComment(call))).body).toMatchObject({
      message: 'Validation Failed',
      errors: [{ field: 'data', message: 'Body is too long (maximum is 65536 characters)' }],
    });
  });

  it('of others are changed by writers but not by readers', async () => {
    await using s = await stage();
    const id = s.github.addComment({
      repo: 'acme/shop',
      number: 1,
      author: 'someone',
      body: 'mine',
    });
    const at = { ...repo, comment_id: id, body: 'changed' };
    expect((await failure(s.as('rita').rest.issues.updateComment(at))).status).toBe(403);
    expect((await s.as('alice').rest.issues.updateComment(at)).status).toBe(200);
  });

  it('of a repository are listed together, of an issue alone, and only since a time', async () => {
    let now = new Date('2026-05-01T10:00:00Z');
    await using s = await stage({ clock: () => now });
    s.github.openPullRequest({ repo: 'acme/shop', title: 'Second', branch: 'second' });
    s.github.addComment({ repo: 'acme/shop', number: 1, author: 'bob', body: 'first' });
    now = new Date('2026-05-02T10:00:00Z');
    s.github.addComment({ repo: 'acme/shop', number: 2, author: 'bob', body: 'second' });
    const { issues } = s.actions.rest;
    const bodies = (list: readonly { body?: string | undefined }[]): unknown[] =>
      list.map((one) => one.body);
    expect(bodies((await issues.listCommentsForRepo(repo)).data)).toEqual(['first', 'second']);
    expect(bodies((await issues.listComments({ ...repo, issue_number: 2 })).data)).toEqual([
      'second',
    ]);
    const since = '2026-05-02T00:00:00Z';
    expect(bodies((await issues.listCommentsForRepo({ ...repo, since })).data)).toEqual(['second']);
  });

  it('cannot be made on a number that does not exist', async () => {
    await using s = await stage();
    const call = s.actions.rest.issues.createComment({ ...repo, issue_number: 99, body: 'x' });
    expect((await failure(call)).status).toBe(404);
  });
});
