import { describe, expect, it } from '@jest/globals';
import { failure, repo, stage } from '../server.fixture.ts';
import type { Stage } from '../server.fixture.ts';

const comment = (s: Stage): Promise<unknown> =>
  s.actions.rest.issues.createComment({ ...repo, issue_number: s.number, body: 'x' });
const written = (s: Stage): number =>
  s.github.comments({ repo: 'acme/shop', number: s.number }).length;

describe('a planted fault', () => {
  it.each([
    ['500', 500, 0],
    ['502', 502, 0],
    ['503', 503, 0],
    ['500-after', 500, 1],
    ['502-after', 502, 1],
    ['secondary-limit', 403, 0],
    ['throttle', 429, 0],
    ['primary-limit', 403, 0],
    ['expired-token', 401, 0],
    ['forbidden', 403, 0],
    ['reset-before', 500, 0],
    ['reset-after', 500, 1],
  ] as const)('%s answers %d and leaves %d comment', async (kind, status, count) => {
    await using s = await stage();
    s.github.plantFault({ method: 'POST', path: '/repos/*/issues/*/comments', kind });
    expect((await failure(comment(s))).status).toBe(status);
    expect(written(s)).toBe(count);
    await comment(s);
    expect(written(s)).toBe(count + 1);
  });

  it('of a secondary limit says when to come back', async () => {
    await using s = await stage();
    s.github.plantFault({ kind: 'secondary-limit', retryAfterSeconds: 7 });
    const { headers, body } = await failure(comment(s));
    expect(headers['retry-after']).toBe('7');
    expect(body).toMatchObject({ message: expect.stringContaining('secondary rate limit') });
  });

  it('of the primary limit says that nothing remains and until when', async () => {
    await using s = await stage({ clock: () => new Date('2026-05-01T00:00:00Z') });
    s.github.plantFault({ kind: 'primary-limit', retryAfterSeconds: 60 });
    const { headers } = await failure(comment(s));
    expect([headers['x-ratelimit-remaining'], headers['x-ratelimit-reset']]).toEqual([
      '0',
      String(Date.parse('2026-05-01T00:01:00Z') / 1000),
    ]);
  });

  it('hits the nth matching call, as often as it should', async () => {
    await using s = await stage();
    s.github.plantFault({ method: 'GET', path: '/repos/acme/shop', kind: '500', nth: 2, times: 2 });
    const statuses: number[] = [];
    for (let n = 0; n < 4; n++) {
      await comment(s);
      const response = s.actions.rest.repos.get(repo).then((one) => one.status);
      statuses.push(await response.catch((error: unknown) => (error as { status: number }).status));
    }
    expect(statuses).toEqual([200, 500, 500, 200]);
  });

  it('that spoils the body applies the call and sends no JSON', async () => {
    await using s = await stage();
    s.github.plantFault({ method: 'POST', kind: 'malformed' });
    const token = s.github.createToken({ kind: 'installation', permissions: { issues: 'write' } });
    const response = await fetch(`${s.github.apiUrl}/repos/acme/shop/issues/1/comments`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: '{"body":"x"}',
    });
    const text = await response.text();
    expect(() => {
      JSON.parse(text);
    }).toThrow(SyntaxError);
    expect([response.status, written(s)]).toEqual([201, 1]);
  });

  it('that hangs answers never, and does not keep the server from stopping', async () => {
    const s = await stage();
    s.github.plantFault({ kind: 'hang' });
    const waiting = failure(comment(s));
    while (s.github.calls().length === 0) await new Promise((next) => setImmediate(next));
    await s.github.stop();
    expect((await waiting).status).toBe(500);
  });

  it('is gone when cleared, and is in the call log when it hit', async () => {
    await using s = await stage();
    s.github.plantFault({ kind: '500', times: 5 });
    await failure(comment(s));
    s.github.clearFaults();
    await comment(s);
    expect(s.github.calls().map((one) => [one.operation, one.status, one.fault])).toEqual([
      [null, 500, '500'],
      ['issues/create-comment', 201, null],
    ]);
  });
});

describe('the call log', () => {
  it('names method, path, operation, caller and whether it writes, and no secret', async () => {
    await using s = await stage();
    await s.actions.rest.pulls.get({ ...repo, pull_number: s.number });
    const [call] = s.github.calls();
    expect(call).toMatchObject({
      method: 'GET',
      path: '/repos/acme/shop/pulls/1',
      operation: 'pulls/get',
      caller: 'github-actions[bot]',
      status: 200,
      write: false,
    });
    expect(JSON.stringify(call)).not.toContain('ghs_');
    s.github.resetCalls();
    expect(s.github.calls()).toEqual([]);
  });
});
