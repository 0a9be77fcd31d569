import { describe, expect, it } from '@jest/globals';
import { UserError } from '../errors.ts';
import { statusOf } from './api-error.ts';
import { createGitHub } from './client.ts';
import { deleteEnvironment } from './environments.ts';
import { fileAtRef } from './files.ts';
import { loopback } from './loopback.testing.ts';
import type { Reply } from './loopback.testing.ts';
import { getPullRequest } from './pull-requests.ts';
import { nextPause } from './retry.ts';
import { attemptState } from './runs.ts';

const READ = { route: 'GET /repos/{owner}/{repo}', permission: 'contents: read' };
const MAKE = { route: 'POST /repos/{owner}/{repo}/issues', permission: 'issues: write' };

describe('a request', () => {
  it.each<{ name: string; fault: Reply; slept: number[] }>([
    { name: 'a closed connection', fault: { reset: true }, slept: [500, 1000] },
    { name: '500', fault: { status: 500 }, slept: [500, 1000] },
    { name: '503', fault: { status: 503 }, slept: [500, 1000] },
    { name: 'an answer that is not JSON', fault: { text: '<html>' }, slept: [500, 1000] },
    { name: 'an answer that was cut off', fault: { text: '{"a":' }, slept: [500, 1000] },
    {
      name: '429 with retry-after',
      fault: { status: 429, headers: { 'retry-after': '7' } },
      slept: [7000, 7000],
    },
    {
      name: '403 with retry-after',
      fault: { status: 403, headers: { 'retry-after': '3' } },
      slept: [3000, 3000],
    },
    {
      name: 'a secondary limit that names no time',
      fault: { status: 403, body: { message: 'You have exceeded a secondary rate limit.' } },
      slept: [60_000, 60_000],
    },
  ])('is repeated after $name', async ({ fault, slept }) => {
    await using stage = await loopback((_, nth) => (nth <= 2 ? fault : { body: { ok: true } }));
    expect(await stage.github.send(READ)).toEqual({ ok: true });
    expect(stage.slept).toEqual(slept);
  });

  it('is given up after five times, naming the request', async () => {
    await using stage = await loopback(() => ({ status: 502, body: { message: 'Bad gateway' } }));
    const failing = stage.github.send(READ);
    await expect(failing).rejects.toThrow('GitHub `GET /repos/{owner}/{repo}`: Bad gateway (502)');
    expect(stage.received).toHaveLength(5);
  });

  it.each([400, 404, 409, 422])('is not repeated after %i', async (status) => {
    await using stage = await loopback(() => ({ status, body: { message: 'no' } }));
    const error = await stage.github.send(READ).catch((one: unknown) => one);
    expect(statusOf(error)).toBe(status);
    expect(stage.received).toHaveLength(1);
  });

  it('waits until a primary limit resets, within a minute', () => {
    const now = Date.UTC(2026, 0, 1);
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now / 1000 + 20) };
    expect(nextPause({ status: 403, message: '', headers }, 'POST', 1, now)).toBe(20_000);
  });

  it('fails with the time when a limit asks for more than a minute', async () => {
    await using stage = await loopback(() => ({ status: 429, headers: { 'retry-after': '1800' } }));
    await expect(stage.github.send(READ)).rejects.toThrow(
      "GitHub's rate limit is used up until 2026-01-01T00:30:00.000Z (30 min)",
    );
    expect(stage.slept).toEqual([]);
  });

  it('ends with the reason of its cancellation', async () => {
    const controller = new AbortController();
    await using stage = await loopback(() => {
      controller.abort(new UserError('The run was cancelled.'));
      return { reset: true };
    });
    const github = createGitHub({
      token: 'x',
      apiUrl: stage.url,
      repository: 'acme/shop',
      signal: controller.signal,
    });
    await expect(github.send(READ)).rejects.toThrow(new UserError('The run was cancelled.'));
  });

  it.each([
    { status: 403, headers: {}, permission: 'contents: read' },
    {
      status: 403,
      headers: { 'x-accepted-github-permissions': 'contents=read; metadata=read' },
      permission: 'contents: read',
    },
    {
      status: 403,
      headers: { 'x-accepted-github-permissions': 'pull_requests=write' },
      permission: 'pull-requests: write',
    },
  ])('names the missing permission: $permission', async ({ status, headers, permission }) => {
    const body = { message: 'Resource not accessible by integration' };
    await using stage = await loopback(() => ({ status, headers, body }));
    const error = await stage.github.send(READ).catch((one: unknown) => one);
    expect(error).toBeInstanceOf(UserError);
    expect(String(error)).toContain(`the token lacks the permission \`${permission}\``);
    expect(String(error)).not.toContain('ghs_x');
  });

  it('says that a token is not valid', async () => {
    await using stage = await loopback(() => ({
      status: 401,
      body: { message: 'Bad credentials' },
    }));
    await expect(stage.github.send(READ)).rejects.toThrow('the token is not valid or has expired');
  });

  it.each(['', 'shop', 'a/b/c', 'a b/c'])('needs a repository, not %j', (repository) => {
    const options = { token: 'x', apiUrl: 'http://127.0.0.1:1', repository };
    expect(() => createGitHub(options)).toThrow('is not a repository; allowed: owner/name');
  });

  it('needs a token', () => {
    const options = { token: '', apiUrl: 'http://127.0.0.1:1', repository: 'a/b' };
    expect(() => createGitHub(options)).toThrow('`github-token` is empty');
  });
});

describe('making something', () => {
  it.each<{ name: string; fault: Reply }>([
    { name: 'a closed connection', fault: { reset: true } },
    { name: '502', fault: { status: 502 } },
    { name: 'an answer that is not JSON', fault: { status: 201, text: 'x' } },
  ])('is not repeated after $name when it was made', async ({ fault }) => {
    await using stage = await loopback(() => fault);
    expect(await stage.github.create(MAKE, () => Promise.resolve({ id: 7 }))).toEqual({ id: 7 });
    expect(stage.received).toHaveLength(1);
  });

  it('is repeated when nothing was made', async () => {
    await using stage = await loopback((_, nth) =>
      nth < 3 ? { reset: true } : { status: 201, body: { id: 8 } },
    );
    expect(await stage.github.create(MAKE, () => Promise.resolve(null))).toEqual({ id: 8 });
    expect(stage.received).toHaveLength(3);
  });

  it('is repeated after a rate limit, which executed nothing, without looking', async () => {
    const limited = { status: 429, headers: { 'retry-after': '1' } };
    await using stage = await loopback((_, nth) =>
      nth === 1 ? limited : { status: 201, body: { id: 8 } },
    );
    const find = (): Promise<never> => Promise.reject(new Error('looked'));
    expect(await stage.github.create(MAKE, find)).toEqual({ id: 8 });
  });

  it('is given up after three times', async () => {
    await using stage = await loopback(() => ({ status: 500, body: { message: 'x' } }));
    const failing = stage.github.create(MAKE, () => Promise.resolve(null));
    await expect(failing).rejects.toThrow('(500)');
    expect(stage.received).toHaveLength(3);
  });
});

describe('a list', () => {
  it('has all pages', async () => {
    await using stage = await loopback(({ path }) => {
      const page = Number(new URLSearchParams(path.split('?')[1]).get('page') ?? '1');
      const link = `<${stage.url}/repos/acme/shop?per_page=100&page=${page + 1}>; rel="next"`;
      return { body: [{ page }], headers: page < 3 ? { link } : {} };
    });
    expect(await stage.github.list(READ)).toEqual([{ page: 1 }, { page: 2 }, { page: 3 }]);
    expect(stage.received[0]?.path).toBe('/repos/acme/shop?per_page=100');
  });
});

describe('subjects', () => {
  const pull = {
    number: 42,
    state: 'open',
    merged: false,
    draft: true,
    title: '<b>',
    html_url: 'https://x/42',
    user: { login: 'ada' },
    labels: [{ name: 'preview' }],
    head: { sha: 'abc', ref: 'feature', repo: { full_name: 'acme/shop' } },
    base: { ref: 'main', repo: { full_name: 'acme/shop' } },
  };

  it('a pull request is what we use of it', async () => {
    await using stage = await loopback(() => ({ body: pull }));
    expect(await getPullRequest(stage.github, 42)).toEqual({
      number: 42,
      state: 'open',
      merged: false,
      headSha: 'abc',
      headRef: 'feature',
      baseRef: 'main',
      title: '<b>',
      author: 'ada',
      fromFork: false,
      draft: true,
      labels: ['preview'],
      htmlUrl: 'https://x/42',
    });
    expect(stage.received[0]?.path).toBe('/repos/acme/shop/pulls/42');
  });

  it.each([
    { name: 'another repository', repo: { full_name: 'eve/shop' } },
    { name: 'a repository that is gone', repo: null },
  ])('a head in $name is a fork', async ({ repo }) => {
    await using stage = await loopback(() => ({ body: { ...pull, head: { ...pull.head, repo } } }));
    expect((await getPullRequest(stage.github, 42))?.fromFork).toBe(true);
  });

  it('a pull request that is not there is null', async () => {
    await using stage = await loopback(() => ({ status: 404, body: { message: 'Not Found' } }));
    expect(await getPullRequest(stage.github, 42)).toBeNull();
  });

  it('an answer of another shape is an error that says where', async () => {
    await using stage = await loopback(() => ({ body: { ...pull, state: 'odd' } }));
    await expect(getPullRequest(stage.github, 42)).rejects.toThrow(/pull request 42 .*state/s);
  });

  it.each([
    { status: 204, outcome: 'deleted' },
    { status: 403, outcome: 'forbidden' },
    { status: 404, outcome: 'not-found' },
  ])('deleting an environment with $status is $outcome', async ({ status, outcome }) => {
    await using stage = await loopback(() => ({ status, body: { message: 'm' } }));
    expect(await deleteEnvironment(stage.github, 'preview/pr 42')).toBe(outcome);
    expect(stage.received[0]?.path).toBe('/repos/acme/shop/environments/preview%2Fpr%2042');
  });

  it.each([
    { reply: { body: { status: 'completed' } }, state: 'completed' },
    { reply: { body: { status: 'in_progress' } }, state: 'running' },
    { reply: { body: { status: 'queued' } }, state: 'running' },
    { reply: { body: { status: null } }, state: 'unknown' },
    { reply: { status: 404, body: {} }, state: 'unknown' },
    { reply: { status: 403, body: {} }, state: 'unknown' },
  ])('a run answered with $reply is $state', async ({ reply, state }) => {
    await using stage = await loopback(() => reply);
    const run = { repository: 'acme/other', runId: 7, attempt: 2 };
    expect(await attemptState(stage.github, run)).toBe(state);
    expect(stage.received[0]?.path).toBe('/repos/acme/other/actions/runs/7/attempts/2');
  });

  it('a file is its text at a commit', async () => {
    const content = Buffer.from('app: shöp\n').toString('base64');
    await using stage = await loopback(() => ({
      body: { type: 'file', encoding: 'base64', content },
    }));
    expect(await fileAtRef(stage.github, '.github/macro infra.yml', 'a/b')).toBe('app: shöp\n');
    expect(stage.received[0]?.path).toBe(
      '/repos/acme/shop/contents/.github/macro%20infra.yml?ref=a%2Fb',
    );
  });

  it.each([
    { name: 'a folder', body: [] },
    { name: 'a file over 1 MB', body: { type: 'file', encoding: 'none', content: '' } },
    { name: 'a link', body: { type: 'symlink', target: 'x' } },
  ])('$name is not a file', async ({ body }) => {
    await using stage = await loopback(() => ({ body }));
    await expect(fileAtRef(stage.github, 'x', 'main')).rejects.toThrow(
      'x at main is not a file of at most 1 MB',
    );
  });
});
