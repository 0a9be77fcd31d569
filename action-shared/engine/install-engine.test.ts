import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execute } from '../runner/execute.ts';
import { compareVersions } from './engine-version.ts';
import { installEngine, type InstallEngineOptions } from './install-engine.ts';

const temp = (): string => mkdtempSync(join(tmpdir(), 'engine-'));
const script = (version: string): string => `#!/bin/sh\necho v${version}\n`;
const files = new Map<string, Buffer>();
const requests: string[] = [];
let server: Server;
let baseUrl: string;

beforeAll(async () => {
  const folder = temp();
  mkdirSync(join(folder, 'pulumi'));
  writeFileSync(join(folder, 'pulumi', 'pulumi'), script('9.9.9'));
  execFileSync('tar', ['-czf', 'x.tar.gz', 'pulumi'], { cwd: folder });
  const archive = readFileSync(join(folder, 'x.tar.gz'));
  const sum = createHash('sha256').update(archive).digest('hex');
  files.set('/v9.9.9/pulumi-v9.9.9-linux-x64.tar.gz', archive);
  files.set(
    '/v9.9.9/pulumi-9.9.9-checksums.txt',
    Buffer.from(`${'0'.repeat(64)}  other.zip\n${sum}  pulumi-v9.9.9-linux-x64.tar.gz\n`),
  );
  files.set('/v9.9.8/pulumi-v9.9.8-linux-x64.tar.gz', archive);
  files.set(
    '/v9.9.8/pulumi-9.9.8-checksums.txt',
    Buffer.from(`${'0'.repeat(64)}  pulumi-v9.9.8-linux-x64.tar.gz\n`),
  );
  server = createServer((request, response) => {
    requests.push(request.url ?? '');
    const body = files.get(request.url ?? '');
    response.writeHead(body === undefined ? 404 : 200).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function options(more: Partial<InstallEngineOptions> = {}): InstallEngineOptions {
  requests.length = 0;
  return {
    version: '9.9.9',
    env: { PATH: '/nowhere' },
    cacheFolder: temp(),
    fetch,
    execute,
    log: () => undefined,
    baseUrl,
    platform: 'linux',
    arch: 'x64',
    ...more,
  };
}

function engineIn(folder: string, version: string): string {
  writeFileSync(join(folder, 'pulumi'), script(version));
  chmodSync(join(folder, 'pulumi'), 0o755);
  return folder;
}

describe('the engine', () => {
  it.each([
    ['9.9.9', '9.9.9'],
    ['9.8.0', '9.7.0'],
    ['9.10.0', '9.9.9'],
  ])('of version %s on PATH is used where %s is the oldest', async (version, minimumVersion) => {
    const folder = engineIn(temp(), version);
    const env = { PATH: `/nowhere:${temp()}:${folder}:/bin` };
    expect(await installEngine(options({ env, minimumVersion }))).toEqual({
      folder,
      version,
      source: 'path',
    });
    expect(requests).toEqual([]);
  });

  it.each(['9.9.8', '10.0.0', 'nonsense'])(
    'of version %s on PATH is passed over',
    async (version) => {
      const env = { PATH: `${engineIn(temp(), version)}:/bin:/usr/bin` };
      expect((await installEngine(options({ env }))).source).toBe('download');
    },
  );

  it('is downloaded, checked, unpacked whole, and found in the cache afterwards', async () => {
    const first = options();
    const installed = await installEngine(first);
    expect(installed.source).toBe('download');
    expect(execFileSync(join(installed.folder, 'pulumi'), { encoding: 'utf8' })).toBe('v9.9.9\n');
    expect(readdirSync(join(first.cacheFolder, 'pulumi', '9.9.9')).sort()).toEqual([
      'x64',
      'x64.complete',
    ]);
    requests.length = 0;
    expect((await installEngine(first)).source).toBe('cache');
    expect(requests).toEqual([]);
  });

  it('left half-unpacked by an interrupted run is made again', async () => {
    const first = options();
    mkdirSync(join(first.cacheFolder, 'pulumi', '9.9.9', 'x64'), { recursive: true });
    expect((await installEngine(first)).source).toBe('download');
  });

  it('is not installed when its checksum is not the published one', async () => {
    const bad = options({ version: '9.9.8' });
    await expect(installEngine(bad)).rejects.toThrow(
      /has SHA-256 [0-9a-f]{64}, published is 0{64}/,
    );
    expect(existsSync(join(bad.cacheFolder, 'pulumi'))).toBe(false);
  });

  it.each<[string, Partial<InstallEngineOptions>, RegExp]>([
    [
      'there is no such version',
      { version: '1.2.3' },
      /could not be downloaded \(HTTP 404\).*Check pulumi-version \(1\.2\.3\)/,
    ],
    ['there is no network', { baseUrl: 'http://127.0.0.1:1' }, /could not be downloaded.*network/],
    ['there is none for the platform', { platform: 'aix' }, /none for aix on x64/],
  ])('says what to do when %s', async (_name, more, message) => {
    await expect(installEngine(options(more))).rejects.toThrow(message);
  });
});

describe('the order of versions', () => {
  it.each([
    ['3.9.0', '3.10.0', -1],
    ['v3.1.0', '3.1.0', 0],
    ['3.1.0-beta.1', '3.1.0', -1],
    ['3.1.0', '3.1.0-beta.1', 1],
    ['3.1.0-a', '3.1.0-b', -1],
    ['4.0.0', '3.99.99', 1],
  ])('%s, %s', (one, other, sign) => {
    expect(Math.sign(compareVersions(one, other))).toBe(sign);
  });
});
