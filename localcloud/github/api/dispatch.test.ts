import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { failure, repo, stage } from '../server.fixture.ts';
import type { Stage } from '../server.fixture.ts';

async function raw(s: Stage, method: string, path: string, body?: unknown): Promise<Response> {
  const permissions = { issues: 'write', deployments: 'write', checks: 'write' } as const;
  const token = s.github.createToken({ kind: 'installation', permissions });
  return fetch(`${s.github.apiUrl}/repos/acme/shop${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
}

describe('a wrong call', () => {
  it.each([
    ['a missing field', '/issues/1/comments', {}, 'body', 'missing_field'],
    ['no body at all', '/issues/1/comments', undefined, 'body', 'missing_field'],
    ['a field of the wrong type', '/issues/1/comments', { body: 5 }, 'body', 'invalid'],
    ['a misspelt field', '/issues/1/comments', { body: 'x', bdy: 'y' }, 'bdy', 'invalid'],
    [
      'a wrong type inside',
      '/deployments',
      { ref: 'main', required_contexts: 'ci' },
      'required_contexts',
      'invalid',
    ],
    ['a misspelt option', '/deployments', { ref: 'main', transient: true }, 'transient', 'invalid'],
  ])('with %s gets 422 naming the field', async (_, path, body, field, code) => {
    await using s = await stage();
    const response = await raw(s, 'POST', path, body);
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      message: 'Validation Failed',
      errors: [{ field, code }],
    });
  });

  it('with a state that deployments do not know gets 422 naming it', async () => {
    await using s = await stage();
    const made = await raw(s, 'POST', '/deployments', { ref: 'main', required_contexts: [] });
    const { id } = (await made.json()) as { id: number };
    const response = await raw(s, 'POST', `/deployments/${id}/statuses`, { state: 'done' });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ errors: [{ field: 'state' }] });
  });

  it('that is not JSON gets 400', async () => {
    await using s = await stage();
    const response = await raw(s, 'POST', '/issues/1/comments', '{"body": ');
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ message: 'Problems parsing JSON' });
  });

  it('with a word for a number in its path gets 404, as at GitHub', async () => {
    await using s = await stage();
    expect((await raw(s, 'GET', '/issues/one')).status).toBe(404);
  });

  it('outside the slice gets 501 saying what to do', async () => {
    await using s = await stage();
    const response = await raw(s, 'GET', '/milestones');
    expect(response.status).toBe(501);
    expect(await response.text()).toContain('operations.ts');
  });
});

describe('an answer', () => {
  it('that GitHub would not give is a loud 599', async () => {
    const stateFile = join(await mkdtemp(join(tmpdir(), 'h4-')), 'state.json');
    {
      await using first = await stage({ stateFile });
      first.github.addComment({ repo: 'acme/shop', number: 1, author: 'bob', body: 'x' });
    }
    const text = await readFile(stateFile, 'utf8');
    const comment = /"body":"x","author":"bob","createdAt":"[^"]*"/;
    await writeFile(
      stateFile,
      text.replace(comment, '"body":"x","author":"bob","createdAt":"yesterday"'),
    );
    const { startGitHub } = await import('../server.ts');
    const complaints: string[] = [];
    const github = await startGitHub({ stateFile, complain: (line) => complaints.push(line) });
    const token = github.createToken({ kind: 'installation', permissions: { issues: 'read' } });
    const response = await fetch(`${github.apiUrl}/repos/acme/shop/issues/1/comments`, {
      headers: { authorization: `Bearer ${token}` },
    });
    await github.stop();
    expect(response.status).toBe(599);
    expect(complaints).toEqual([
      expect.stringMatching(/issues\/list-comments: \/0\/created_at must match format/),
    ]);
  });

  it('is not repeated to a caller who has it: 304, until it changes', async () => {
    await using s = await stage();
    const { issues } = s.actions.rest;
    const on = { ...repo, issue_number: s.number };
    const { headers } = await issues.listComments(on);
    const again = { ...on, headers: { 'if-none-match': headers.etag ?? '' } };
    expect((await failure(issues.listComments(again))).status).toBe(304);
    await issues.createComment({ ...on, body: 'new' });
    expect((await issues.listComments(again)).status).toBe(200);
  });

  it('tells what is left of the rate, and 304 costs nothing', async () => {
    await using s = await stage();
    const first = await s.actions.rest.repos.get(repo);
    const etag = first.headers.etag ?? '';
    await failure(s.actions.rest.repos.get({ ...repo, headers: { 'if-none-match': etag } }));
    const { data } = await s.actions.rest.rateLimit.get();
    expect([first.headers['x-ratelimit-limit'], data.rate.used, data.rate.remaining]).toEqual([
      '1000',
      1,
      999,
    ]);
  });

  it('is right for every operation that the tests above call', async () => {
    await using s = await stage();
    await s.actions.rest.repos.get(repo);
    expect(s.complaints).toEqual([]);
  });
});

describe('a list', () => {
  it.each([
    [{}, 30, ['next', 'last']],
    [{ per_page: 100 }, 100, ['next', 'last']],
    [{ per_page: 1000 }, 100, ['next', 'last']],
    [{ page: 2 }, 30, ['prev', 'next', 'last', 'first']],
    [{ page: 5 }, 1, ['prev', 'first']],
    [{ page: 9 }, 0, ['prev', 'first']],
    [{ per_page: 0 }, 30, ['next', 'last']],
  ])('of 121 gives for %o %d items and links %j', async (asked, count, links) => {
    await using s = await stage();
    for (let n = 0; n < 121; n++) {
      s.github.addComment({ repo: 'acme/shop', number: 1, author: 'bob', body: `comment ${n}` });
    }
    const answer = await s.actions.rest.issues.listComments({ ...repo, issue_number: 1, ...asked });
    expect(answer.data).toHaveLength(count);
    const found = [...(answer.headers.link ?? '').matchAll(/rel="(\w+)"/g)].map((one) => one[1]);
    expect(found).toEqual(links);
  });

  it("is walked to its end by octokit's own pagination", async () => {
    await using s = await stage();
    for (let n = 0; n < 121; n++) {
      s.github.addComment({ repo: 'acme/shop', number: 1, author: 'bob', body: `comment ${n}` });
    }
    const all = await s.actions.paginate(s.actions.rest.issues.listComments, {
      ...repo,
      issue_number: 1,
    });
    expect(all.map((one) => one.body)).toEqual(
      Array.from({ length: 121 }, (_, n) => `comment ${n}`),
    );
    expect(s.github.calls().filter((one) => one.operation === 'issues/list-comments')).toHaveLength(
      5,
    );
  });

  it('that fits on one page has no links', async () => {
    await using s = await stage();
    const { headers } = await s.actions.rest.pulls.list(repo);
    expect(headers.link).toBeUndefined();
  });
});
