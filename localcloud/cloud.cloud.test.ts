import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DescribeImagesCommand, ECRClient } from '@aws-sdk/client-ecr';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { startLocalCloud, type LocalCloud } from './cloud.ts';
import { dockerCall } from './containers/docker-client.ts';

jest.setTimeout(60_000);

let dir: string;
let clouds: LocalCloud[];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'cloud-'));
  clouds = [];
});

afterEach(async () => {
  await Promise.all(clouds.map((cloud) => cloud.stop()));
  rmSync(dir, { recursive: true, force: true });
});

async function started(name: string, options: object = {}): Promise<LocalCloud> {
  const cloud = await startLocalCloud({ stateDir: join(dir, name), ...options });
  clouds.push(cloud);
  return cloud;
}

/** Stores an image that runs for ever, and starts it in the cloud's container engine. */
async function runningContainer(cloud: LocalCloud): Promise<void> {
  const folder = mkdtempSync(join(dir, 'image-'));
  writeFileSync(
    join(folder, 'image.json'),
    '{"command":["node","-e","setInterval(() => {}, 1e6)"]}',
  );
  const { ref } = await cloud.pushImage(folder, 'shop-api');
  const socket = cloud.containers.dockerHost.replace('unix://', '');
  const [from = '', tag = ''] = ref.split('@');
  await dockerCall(socket, 'POST', `/images/create?fromImage=${from}&tag=${tag}`);
  const made = await dockerCall(socket, 'POST', '/containers/create', { Image: ref });
  const { Id } = made.json() as { Id: string };
  expect((await dockerCall(socket, 'POST', `/containers/${Id}/start`)).status).toBe(204);
}

/** Processes whose command line or working folder names this test's folder. */
function processesOf(folder: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return false;
    return workingFolder(pid).startsWith(folder) || commandLine(pid).includes(folder);
  });
}

function commandLine(pid: string): string {
  return whileAlive(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
}

function workingFolder(pid: string): string {
  return whileAlive(() => readlinkSync(`/proc/${pid}/cwd`));
}

function whileAlive(read: () => string): string {
  try {
    return read();
  } catch {
    return ''; // ended between listing and reading
  }
}

async function noneLeft(folder: string): Promise<void> {
  for (let tries = 0; processesOf(folder).length > 0 && tries < 100; tries++) await delay(50);
  expect(processesOf(folder).map(commandLine)).toEqual([]);
}

describe('a local cloud', () => {
  it('answers as AWS and GitHub, and knows a pushed image by the same digest', async () => {
    const cloud = await started('one');
    const folder = mkdtempSync(join(dir, 'image-'));
    writeFileSync(join(folder, 'image.json'), '{"command":["node","main.js"]}');
    const { digest, ref } = await cloud.pushImage(folder, 'shop-web');
    expect(ref).toBe(`000000000000.dkr.ecr.us-east-1.amazonaws.com/shop-web@${digest}`);
    expect(await cloud.pushImage(folder, 'shop-web')).toEqual({ digest, ref });
    const ecr = new ECRClient({
      endpoint: cloud.env['AWS_ENDPOINT_URL'] ?? '',
      region: cloud.region,
      credentials: { accessKeyId: '000000000000', secretAccessKey: 'local' },
    });
    const found = await ecr.send(
      new DescribeImagesCommand({
        repositoryName: 'shop-web',
        imageIds: [{ imageDigest: digest }],
      }),
    );
    ecr.destroy();
    expect(found.imageDetails?.map((image) => image.imageDigest)).toEqual([digest]);
    expect((await fetch(`${cloud.env['GITHUB_API_URL'] ?? ''}/rate_limit`)).status).toBeLessThan(
      500,
    );
  });

  it('has the plugins of AWS and Node.js in place and the engine first on PATH', async () => {
    const cloud = await started('one', { path: '/usr/bin' });
    const plugins = readdirSync(join(cloud.env['PULUMI_HOME'] ?? '', 'plugins'));
    expect(plugins.filter((name) => !name.endsWith('.lock')).sort()).toEqual([
      expect.stringMatching(/^language-nodejs-v\d/),
      expect.stringMatching(/^resource-aws-v\d/),
    ]);
    expect(cloud.env['PATH']).toMatch(/macro-infra\/engine\/[^:]+:\/usr\/bin$/);
    expect(existsSync(cloud.env['NODE_EXTRA_CA_CERTS'] ?? '')).toBe(true);
  });

  it('leaves no process when it stops, containers included', async () => {
    const cloud = await started('one');
    await runningContainer(cloud);
    expect(processesOf(dir)).not.toEqual([]);
    await cloud.stop();
    await cloud.stop();
    expect(processesOf(dir)).toEqual([]);
  });

  it('runs beside another one, on other ports and addresses', async () => {
    const [one, two] = await Promise.all([started('one'), started('two')]);
    const ports = [one, two].flatMap(({ edge, gateway, github, ministack }) => [
      edge.httpsPort,
      edge.httpPort,
      gateway.port,
      github.port,
      ministack.port,
    ]);
    expect(new Set(ports).size).toBe(ports.length);
    await Promise.all([runningContainer(one), runningContainer(two)]);
    await one.stop();
    expect((await fetch(`${two.ministack.url}/_ministack/health`)).status).toBe(200);
  });

  it('stops what it has started when a part cannot start, and says which port it was', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await expect(started('one', { httpsPort: port })).rejects.toThrow(
      `cannot listen for HTTPS on port ${port}`,
    );
    await new Promise((resolve) => server.close(resolve));
    expect(processesOf(dir)).toEqual([]);
  });

  it('leaves no process when its own process is killed, and starts again in the same folder', async () => {
    const stateDir = join(dir, 'killed');
    const main = new URL('./commands/daemon.ts', import.meta.url).pathname;
    const daemon = spawn(process.execPath, ['--no-warnings', main, `--state-dir=${stateDir}`], {
      stdio: 'ignore',
    });
    const file = join(stateDir, 'cloud.json');
    for (let tries = 0; !existsSync(file) && tries < 400; tries++) await delay(50);
    expect(processesOf(stateDir)).not.toEqual([]);
    daemon.kill('SIGKILL');
    await noneLeft(stateDir);
    await started('killed');
  });
});

describe('npm run localcloud', () => {
  const main = new URL('./commands/main.ts', import.meta.url).pathname;
  const run = (...args: string[]) =>
    spawnSync(
      process.execPath,
      ['--no-warnings', main, ...args, `--state-dir=${join(dir, 'cli')}`],
      {
        encoding: 'utf8',
      },
    );
  const gatewayOf = (exports: string) => /AWS_ENDPOINT_URL='([^']*)'/.exec(exports)?.[1] ?? '';

  it('starts, tells, forgets on the same ports, and stops', async () => {
    expect(run('status')).toMatchObject({ status: 3 });
    expect(run('env').stderr).toContain('Start it: npm run localcloud -- start');
    expect(run('start').stdout).toMatch(/^Local cloud started in [\d.]+ s\.\n/);
    expect(run('start').stdout).toContain('already runs');
    expect(run('status')).toMatchObject({ status: 0 });
    const exports = run('env').stdout;
    expect(exports).toMatch(/^export PATH='.*engine.*':"\$PATH"$/m);
    expect(run('reset').status).toBe(0);
    expect(gatewayOf(run('env').stdout)).toBe(gatewayOf(exports));
    expect(run('logs').stdout).toContain('started, pid');
    expect(run('stop').stdout).toBe('Local cloud stopped.\n');
    expect(run('stop').stdout).toContain('No local cloud runs');
    await noneLeft(dir);
  });
});
