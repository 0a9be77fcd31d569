import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { runAction } from '../../localcloud/runner/run-action.ts';
import type { RunResult } from '../../localcloud/runner/run-action.ts';
import { parseInputs } from './inputs.ts';

const folder = new URL('.', import.meta.url).pathname;
const SHA = 'c'.repeat(40);

/** Runs the action as a step does; `{url}` in the inputs is an application that tells this version. */
async function play(inputs: Readonly<Record<string, string>>, status = 200): Promise<RunResult> {
  const server = createServer((_, response) => {
    response.writeHead(status, { 'x-app-version': SHA }).end('<b>|</b> s3cr3t-header');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://web.localhost:${(server.address() as AddressInfo).port}/`;
  const filled: Readonly<Record<string, string>> = Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [name, value.replace('{url}', url)] as const),
  );
  const tempDir = mkdtempSync(join(tmpdir(), 'health-check-'));
  const result = await runAction({
    actionDir: folder,
    scripts: { main: join(folder, 'index.ts') },
    inputs: { 'interval-seconds': '0.1', ...filled },
    tempDir,
    github: {
      repository: 'acme/shop',
      sha: SHA,
      runId: 1,
      job: 'check',
      eventName: 'push',
      actor: 'ada',
      token: 'ghs_token',
      apiUrl: 'http://127.0.0.1:1',
      serverUrl: 'http://127.0.0.1:1',
    },
  });
  server.close();
  rmSync(tempDir, { recursive: true });
  return result;
}

describe('the action', () => {
  it('succeeds when the right version answers, with every output', async () => {
    const result = await play({ urls: 'web={url}', 'expect-version': SHA.slice(0, 8) });
    expect(result.log).toContain(`web: healthy, answers 200, version ${SHA} (2 requests`);
    expect(result.conclusion).toBe('success');
    expect(result.outputs).toMatchObject({ status: 'healthy', attempts: '2', version: SHA });
    expect(JSON.parse(result.outputs['report'] ?? '')).toMatchObject({
      targets: [{ name: 'web' }],
    });
    expect(result.summary).toContain('### Health: healthy');
  });

  it('fails with the cause and its outputs, and shows nothing of the answer as markup', async () => {
    const inputs = { urls: 'web={url}', headers: 'authorization: s3cr3t-header' };
    const result = await play(inputs, 401);
    expect(result.conclusion).toBe('failure');
    expect(result.annotations.map(({ message }) => message)).toEqual([
      '1 of 1 URLs not healthy: web answers 401: "<b>|</b> ***" (three times in a row; waiting longer would not help).',
    ]);
    expect(result.outputs).toMatchObject({ status: 'unhealthy', attempts: '3' });
    expect(result.summary).toContain('&lt;b>&#124;&lt;/b>');
    expect(result.log + result.summary + JSON.stringify(result.outputs)).not.toContain('s3cr3t');
  });

  it('names all wrong inputs at once', async () => {
    const result = await play({ urls: 'ftp://x', method: 'PUT', consecutive: '0' });
    expect(result.annotations.map(({ message }) => message.split('\n'))).toEqual([
      [
        '3 wrong inputs:',
        expect.stringContaining('- `urls`: found "ftp://x"'),
        expect.stringContaining('- `consecutive`: found "0"'),
        expect.stringContaining('- `method`: found "PUT"'),
      ],
    ]);
    expect(result.outputs).toEqual({});
  });
});

const defaults: Readonly<Record<string, string>> = {
  urls: 'https://a.example',
  'expected-status': '200-299',
  'version-header': 'X-App-Version',
  'version-fields': 'version, commit',
  consecutive: '2',
  'interval-seconds': '1',
  'request-timeout-seconds': '15',
  'timeout-seconds': '300',
  'max-attempts': '20',
  method: 'GET',
};
const parse = (given: Readonly<Record<string, string>>) =>
  parseInputs((name) => ({ ...defaults, ...given })[name] ?? '');

describe('the inputs', () => {
  it('add the path to every URL, and name those without a name by their address', () => {
    const { targets } = parse({
      urls: 'api=https://a.example/v1/\nhttps://b.example',
      path: '/health?x=1',
    });
    expect(targets).toEqual([
      { name: 'api', url: 'https://a.example/v1/health?x=1' },
      { name: 'https://b.example/health?x=1', url: 'https://b.example/health?x=1' },
    ]);
  });

  it.each([
    { name: 'urls', value: '' },
    { name: 'urls', value: 'a.example' },
    { name: 'urls', value: 'a=https://x\na=https://y' },
    { name: 'urls', value: 'https://user:hunter2@a.example' },
    { name: 'path', value: 'health' },
    { name: 'expected-status', value: '2xx' },
    { name: 'expected-body', value: '/(/' },
    { name: 'expected-header', value: 'a b' },
    { name: 'expect-version', value: 'abc12' },
    { name: 'version-header', value: 'x y' },
    { name: 'consecutive', value: '21' },
    { name: 'interval-seconds', value: '0' },
    { name: 'request-timeout-seconds', value: '301' },
    { name: 'timeout-seconds', value: '-1' },
    { name: 'max-attempts', value: '1e3' },
    { name: 'headers', value: 'hunter2' },
    { name: 'method', value: 'get' },
  ])('refuse $value as $name', ({ name, value }) => {
    expect(() => parse({ [name]: value })).toThrow(
      new RegExp(`^Wrong input \`${name}\`: (?!.*hunter2)`),
    );
  });
});
