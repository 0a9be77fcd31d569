import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { startGitHub } from '../server.ts';
import { stage } from '../server.fixture.ts';
import { connectGitHub } from './client.ts';

describe('another process', () => {
  it('plays a whole story over HTTP', async () => {
    await using s = await stage();
    const remote = connectGitHub(s.github.serverUrl);
    await remote.createRepository({ name: 'acme/other' });
    const opened = await remote.openPullRequest({ repo: 'acme/other', title: 'A', branch: 'a' });
    const sha = await remote.push({ repo: 'acme/other', number: opened.number });
    const token = await remote.createToken({ kind: 'user', login: 'acme' });
    await remote.plantFault({ kind: '500', path: '/nowhere' });
    await remote.clearFaults();
    const response = await fetch(`${s.github.apiUrl}/repos/acme/other/pulls/1`, {
      headers: { authorization: `token ${token}` },
    });
    expect(await response.json()).toMatchObject({ head: { sha }, commits: 2 });
    expect((await remote.calls()).map((one) => one.operation)).toEqual(['pulls/get']);
    await remote.resetCalls();
    expect(await remote.calls()).toEqual([]);
  });

  it('loses a delivery on purpose and sends it once more', async () => {
    await using s = await stage();
    const heard: string[] = [];
    s.github.onEvent(({ id }) => [heard.push(id)]);
    const remote = connectGitHub(s.github.serverUrl);
    await remote.loseNextDelivery({ event: 'pull_request', action: 'closed' });
    await remote.closePullRequest({ repo: 'acme/shop', number: s.number });
    expect(heard).toEqual([]);
    const last = (await remote.deliveries()).at(-1);
    expect(last).toMatchObject({ lost: 'lost on purpose', runIds: [] });
    expect(await remote.redeliver(last?.delivery.id ?? '')).toEqual([1]);
    expect(heard).toEqual([last?.delivery.id]);
    await expect(remote.loseNextDelivery({ event: 'none' as 'push' })).rejects.toThrow(/event/);
  });

  it('streams a log and a summary as plain text and completes the run', async () => {
    await using s = await stage();
    const { runId } = s.github.createRun({ repo: 'acme/shop' });
    const send = (what: string, body: string): Promise<Response> =>
      fetch(`${s.github.serverUrl}/_github/runs/${runId}/${what}`, { method: 'POST', body });
    await send('log', 'one\n');
    await send('log', 'two\n');
    await send('summary', '# Done');
    const done = await send('complete', '{"conclusion":"failure"}');
    expect(done.status).toBe(204);
    expect(s.github.run({ runId })?.attempts[0]).toMatchObject({
      log: 'one\ntwo\n',
      summary: '# Done',
      status: 'completed',
      conclusion: 'failure',
    });
  });

  it.each([
    ['an unknown field', 'createRepository', { name: 'a/b', nam: 1 }, /nam/],
    ['a name that is none', 'createRepository', { name: 'nothing' }, /owner\/name/],
    ['a repository twice', 'createRepository', { name: 'acme/shop' }, /already/],
    ['an unknown repository', 'push', { repo: 'acme/none', number: 1 }, /acme\/none/],
    ['an unknown pull request', 'push', { repo: 'acme/shop', number: 9 }, /#9/],
    ['an unknown run', 'completeRun', { runId: 1 }, /no run 1/],
    [
      'a permission that is none',
      'createToken',
      { kind: 'installation', permissions: { isues: 'read' } },
      /isues/,
    ],
  ])('is told about %s in words', async (_, name, input, words) => {
    await using s = await stage();
    const response = await fetch(`${s.github.serverUrl}/_github/commands/${name}`, {
      method: 'POST',
      body: JSON.stringify(input),
    });
    expect(response.status).toBe(422);
    expect(await response.text()).toMatch(words);
  });

  it('is not a web page: requests that come from one are refused', async () => {
    await using s = await stage();
    const { status } = await fetch(`${s.github.serverUrl}/_github/calls`, {
      headers: { origin: 'https://evil.example' },
    });
    expect(status).toBe(403);
  });

  it.each(['commands/none', 'none', 'commands/toString'])('finds nothing at %s', async (path) => {
    await using s = await stage();
    const response = await fetch(`${s.github.serverUrl}/_github/${path}`, {
      method: 'POST',
      body: '{}',
    });
    expect(response.status).toBe(404);
  });
});

describe('the state', () => {
  it('is there again after a restart', async () => {
    const stateFile = join(await mkdtemp(join(tmpdir(), 'h4-')), 'state.json');
    const first = await startGitHub({ stateFile });
    first.createRepository({ name: 'acme/shop' });
    first.openPullRequest({ repo: 'acme/shop', title: 'A', branch: 'a' });
    await first.stop();
    const second = await startGitHub({ stateFile });
    const { number } = second.openPullRequest({ repo: 'acme/shop', title: 'B', branch: 'b' });
    await second.stop();
    expect(number).toBe(2);
  });

  it('of somebody else is not touched', async () => {
    const stateFile = join(await mkdtemp(join(tmpdir(), 'h4-')), 'state.json');
    await writeFile(stateFile, '{"mine": true}');
    await expect(startGitHub({ stateFile })).rejects.toThrow(/not a state file/);
  });
});
