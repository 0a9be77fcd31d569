import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { demultiplex, dockerCall } from './docker-client.ts';
import { startContainerEngine, type ContainerEngine } from './engine.ts';
import { liveMembers } from './process-group.ts';
import { storeImage } from './registry.ts';

interface Details {
  State: { Status: string; ExitCode: number; Pid: number; FinishedAt: string };
  Config: { Tty: boolean };
  NetworkSettings: { Networks: { bridge: { IPAddress: string } } };
}

const HOST = '000000000000.dkr.ecr.us-east-1.amazonaws.com';
let dir: string;
let socket: string;
let engine: ContainerEngine;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'containers-'));
  socket = join(dir, 'docker.sock');
  engine = await startContainerEngine({ socketPath: socket, stateDir: join(dir, 'engine') });
});

afterEach(async () => {
  await engine.stop();
  rmSync(dir, { recursive: true, force: true });
});

const call = (method: string, path: string, body?: unknown) =>
  dockerCall(socket, method, path, body);

/** Stores an image whose command is a Node script and pulls it; answers its reference. */
async function pulled(script: string, env: Record<string, string> = {}): Promise<string> {
  const folder = mkdtempSync(join(dir, 'image-'));
  writeFileSync(join(folder, 'image.json'), JSON.stringify({ command: ['node', 'main.js'], env }));
  writeFileSync(join(folder, 'main.js'), script);
  const { digest } = storeImage(engine.registryDir, 'shop-api', folder);
  const answer = await call(
    'POST',
    `/v1.44/images/create?fromImage=${HOST}/shop-api&tag=${digest}`,
  );
  expect(answer.status).toBe(200);
  return `${HOST}/shop-api@${digest}`;
}

async function started(image: string, body: object = {}): Promise<string> {
  const made = await call('POST', '/v1.44/containers/create', { Image: image, ...body });
  expect(made.status).toBe(201);
  const { Id } = made.json() as { Id: string };
  expect((await call('POST', `/containers/${Id}/start`)).status).toBe(204);
  return Id;
}

const details = async (id: string) =>
  (await call('GET', `/containers/${id}/json`)).json() as Details;
const exitCode = async (id: string) =>
  ((await call('POST', `/containers/${id}/wait`)).json() as { StatusCode: number }).StatusCode;
const logsOf = async (id: string) =>
  demultiplex((await call('GET', `/containers/${id}/logs?stdout=1&stderr=1&follow=1`)).body);

describe('images', () => {
  it('are pulled by digest and described with their command', async () => {
    const image = await pulled('');
    const answer = await call('GET', `/images/${encodeURIComponent(image)}/json`);
    expect(answer.json()).toMatchObject({
      Id: image.split('@')[1],
      RepoDigests: [image],
      Config: { Cmd: ['node', 'main.js'] },
    });
  });

  it.each([
    [
      'a digest nobody pushed',
      `${HOST}/shop-api&tag=sha256:${'0'.repeat(64)}`,
      `manifest for ${HOST}/shop-api@sha256:${'0'.repeat(64)} not found: manifest unknown: Requested image not found`,
    ],
    [
      'a tag nobody pushed',
      `${HOST}/shop-api&tag=v9`,
      `manifest for ${HOST}/shop-api:v9 not found: manifest unknown: Requested image not found`,
    ],
    [
      'a repository that is not there',
      `${HOST}/other&tag=latest`,
      "name unknown: The repository with name 'other' does not exist in the registry with id '000000000000'",
    ],
    [
      'an image of a public registry',
      'nginx&tag=latest',
      "pull access denied for nginx, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
    ],
  ])("are refused in the registry's words: %s", async (_name, from, message) => {
    await pulled('');
    const answer = await call('POST', `/images/create?fromImage=${from}`);
    expect([answer.status, answer.json()]).toEqual([404, { message }]);
  });

  it('must be pulled before a container is created, so that the client pulls them', async () => {
    const answer = await call('POST', '/containers/create', { Image: `${HOST}/never@sha256:1` });
    expect(answer.status).toBe(404);
    expect(answer.json()).toEqual({ message: `No such image: ${HOST}/never@sha256:1` });
  });
});

describe('a container', () => {
  it('sees the environment it was given and nothing of the machine', async () => {
    process.env['PLANTED'] = 'secret';
    const image = await pulled('console.log(JSON.stringify(process.env))', { A: '1', B: 'image' });
    const id = await started(image, { Env: ['B=task', 'C=x=y', 'HOST=0.0.0.0'] });
    const [[, text] = ['stdout', '{}']] = await logsOf(id);
    delete process.env['PLANTED'];
    const env = JSON.parse(text) as Record<string, string>;
    expect(Object.keys(env).sort()).toEqual(['A', 'B', 'C', 'HOST', 'HOSTNAME', 'PATH']);
    expect(env).toMatchObject({ A: '1', B: 'task', C: 'x=y', HOSTNAME: id.slice(0, 12) });
    expect(env['HOST']).toMatch(/^127\.77\.\d+\.\d+$/);
  });

  it('listens on its own address, so that two of them share a port', async () => {
    const image = await pulled(
      `require('node:http').createServer((q, s) => s.end(process.env.HOST))
         .listen(3040, process.env.HOST, () => console.log('up'));`,
    );
    const ids = [await started(image), await started(image)];
    for (const id of ids) {
      const address = (await details(id)).NetworkSettings.Networks.bridge.IPAddress;
      await firstLine(id);
      expect(await (await fetch(`http://${address}:3040/`)).text()).toBe(address);
    }
  });

  it.each([
    ['its exit code', 'process.exit(3)', 3],
    ['0 when it ends well', '', 0],
    ['128 + signal when it is killed', "process.kill(process.pid, 'SIGKILL')", 137],
  ])('ends with %s', async (_name, script, code) => {
    const id = await started(await pulled(script));
    expect(await exitCode(id)).toBe(code);
    expect((await details(id)).State).toMatchObject({ Status: 'exited', ExitCode: code, Pid: 0 });
  });

  it("runs the command of the task instead of the image's", async () => {
    const id = await started(await pulled(''), { Cmd: ['node', '-p', '6*7'] });
    expect(await logsOf(id)).toEqual([['stdout', '42\n']]);
  });

  it("says so in the runtime's words when the command is not there", async () => {
    const made = await call('POST', '/containers/create', {
      Image: await pulled(''),
      Cmd: ['not-a-program'],
    });
    const { Id } = made.json() as { Id: string };
    const answer = await call('POST', `/containers/${Id}/start`);
    expect(answer.status).toBe(400);
    expect(answer.body.toString()).toContain('executable file not found in $PATH');
    expect((await details(Id)).State).toMatchObject({ Status: 'exited', ExitCode: 127 });
  });

  it('keeps standard output and error apart, line by line, and ends a follower', async () => {
    const id = await started(
      await pulled("process.stdout.write('a\\nb'); process.stderr.write('oops\\n')"),
    );
    const frames = await logsOf(id);
    expect(frames.filter(([stream]) => stream === 'stdout')).toEqual([
      ['stdout', 'a\n'],
      ['stdout', 'b'],
    ]);
    expect(frames.filter(([stream]) => stream === 'stderr')).toEqual([['stderr', 'oops\n']]);
    const tail = await call('GET', `/containers/${id}/logs?stdout=1&tail=1`);
    expect(demultiplex(tail.body)).toEqual([['stdout', 'b']]);
  });

  it('gets SIGTERM when stopped and may end in its own way', async () => {
    const id = await started(
      await pulled(
        "process.on('SIGTERM', () => process.exit(5)); setInterval(() => {}, 1e6); console.log('up')",
      ),
    );
    await firstLine(id);
    expect((await call('POST', `/containers/${id}/stop?t=5`)).status).toBe(204);
    expect((await details(id)).State).toMatchObject({ Status: 'exited', ExitCode: 5 });
    expect((await call('POST', `/containers/${id}/stop`)).status).toBe(304);
  });

  it('is killed when it does not heed SIGTERM in time', async () => {
    const id = await started(
      await pulled(
        "process.on('SIGTERM', () => {}); setInterval(() => {}, 1e6); console.log('up')",
      ),
    );
    await firstLine(id);
    await call('POST', `/containers/${id}/stop?t=0`);
    expect((await details(id)).State.ExitCode).toBe(137);
  });

  it('takes its children with it, whoever ends first', async () => {
    const id = await started(
      await pulled(
        `require('node:child_process').spawn('sleep', ['1000']); console.log('up');
         setTimeout(() => process.exit(0), 50);`,
      ),
    );
    const { Pid } = (await details(id)).State;
    expect(await exitCode(id)).toBe(0);
    expect(liveMembers(Pid)).toEqual([]);
  });

  it('is removed only by force while it runs, and then wholly', async () => {
    const id = await started(await pulled('setInterval(() => {}, 1e6)'));
    expect((await call('DELETE', `/containers/${id}`)).status).toBe(409);
    const { Pid } = (await details(id)).State;
    expect((await call('DELETE', `/containers/${id}?force=1&v=1`)).status).toBe(204);
    expect((await call('GET', `/containers/${id}/json`)).status).toBe(404);
    expect(liveMembers(Pid)).toEqual([]);
    expect(readdirSync(join(dir, 'engine', 'containers'))).toEqual([]);
  });

  it('has a copy of the image to itself', async () => {
    const image = await pulled(
      `const fs = require('node:fs'); console.log(fs.existsSync('x')); fs.writeFileSync('x', '')`,
    );
    expect(await logsOf(await started(image))).toEqual([['stdout', 'false\n']]);
    expect(await logsOf(await started(image))).toEqual([['stdout', 'false\n']]);
  });

  it('has a name that nobody else can take', async () => {
    const image = await pulled('');
    await call('POST', '/containers/create?name=web', { Image: image });
    const again = await call('POST', '/containers/create?name=web', { Image: image });
    expect(again.status).toBe(409);
    expect(again.body.toString()).toContain('The container name \\"/web\\" is already in use');
  });

  it('says that it has no terminal, so that logs are read as frames', async () => {
    const id = await started(await pulled(''));
    expect((await details(id)).Config.Tty).toBe(false);
  });
});

describe('the list of containers', () => {
  it.each([
    ['running ones only', '', 1],
    ['all', 'all=1', 2],
    ['all with a label', `all=1&filters=${encodeURIComponent('{"label":["ministack=ecs"]}')}`, 1],
    ['by status', `filters=${encodeURIComponent('{"status":{"exited":true}}')}`, 1],
  ])('shows %s', async (_name, query, count) => {
    await started(await pulled('setInterval(() => {}, 1e6)'), { Labels: { ministack: 'ecs' } });
    await exitCode(await started(await pulled('')));
    const answer = await call('GET', `/containers/json?${query}`);
    expect(answer.json()).toHaveLength(count);
  });

  it('refuses a filter it does not know', async () => {
    const answer = await call('GET', '/containers/json?filters=%7B%22until%22%3A%5B%221h%22%5D%7D');
    expect([answer.status, answer.json()]).toEqual([400, { message: "invalid filter 'until'" }]);
  });
});

describe('the engine', () => {
  it("answers what it does not know with 404 and the call's name", async () => {
    const answer = await call('POST', '/v1.44/swarm/init');
    expect(answer.status).toBe(404);
    expect(answer.body.toString()).toContain('POST /swarm/init');
  });

  it('does not start twice on one socket', async () => {
    await expect(
      startContainerEngine({ socketPath: socket, stateDir: join(dir, 'engine') }),
    ).rejects.toThrow(/already runs on .*docker\.sock.*npm run localcloud -- stop/);
  });

  it('leaves no process and no file of a container when it stops', async () => {
    const id = await started(await pulled('setInterval(() => {}, 1e6)'));
    const { Pid } = (await details(id)).State;
    await engine.stop();
    expect(liveMembers(Pid)).toEqual([]);
    expect(readdirSync(join(dir, 'engine', 'processes'))).toEqual([]);
    expect(readdirSync(join(dir, 'engine')).sort()).toEqual(['processes', 'registry']);
  });

  it('ends at start what an earlier one left, and spares who has inherited the pid', async () => {
    await engine.stop();
    const notes = join(dir, 'engine', 'processes');
    mkdirSync(notes, { recursive: true });
    const left = spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' });
    const other = spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' });
    const ended = new Promise((resolve) => left.once('exit', (_code, signal) => resolve(signal)));
    const { noteGroup } = await import('./process-group.ts');
    noteGroup(notes, left.pid ?? 0);
    writeFileSync(join(notes, String(other.pid)), `${other.pid} 12345\n`);
    engine = await startContainerEngine({ socketPath: socket, stateDir: join(dir, 'engine') });
    expect(engine.reaped).toBe(1);
    expect(await ended).toBe('SIGKILL');
    expect(liveMembers(other.pid ?? 0)).toEqual([other.pid]);
    other.kill('SIGKILL');
  });

  it('has its containers ended by the watchdog when its process is killed', async () => {
    const script = `
      import { startContainerEngine } from ${JSON.stringify(new URL('./engine.ts', import.meta.url).href)};
      import { dockerCall } from ${JSON.stringify(new URL('./docker-client.ts', import.meta.url).href)};
      const socketPath = ${JSON.stringify(join(dir, 'second.sock'))};
      await startContainerEngine({ socketPath, stateDir: ${JSON.stringify(join(dir, 'second'))}, registryDir: ${JSON.stringify(engine.registryDir)} });
      const image = ${JSON.stringify(await pulled('setInterval(() => {}, 1e6)'))};
      const [from, tag] = image.split('@');
      await dockerCall(socketPath, 'POST', '/images/create?fromImage=' + from + '&tag=' + tag);
      const { Id } = (await dockerCall(socketPath, 'POST', '/containers/create', { Image: image })).json();
      await dockerCall(socketPath, 'POST', '/containers/' + Id + '/start');
      const state = (await dockerCall(socketPath, 'GET', '/containers/' + Id + '/json')).json();
      console.log(state.State.Pid);`;
    const child = spawn(process.execPath, ['--no-warnings', '--input-type=module', '-e', script]);
    const pid = await new Promise<number>((resolve) =>
      child.stdout.once('data', (data: Buffer) => resolve(Number(data.toString()))),
    );
    expect(liveMembers(pid)).toEqual([pid]);
    child.kill('SIGKILL');
    await until(() => liveMembers(pid).length === 0);
    expect(liveMembers(pid)).toEqual([]);
  });
});

/** Waits until a container has written something. */
async function firstLine(id: string): Promise<void> {
  const path = `/containers/${id}/logs?stdout=1&tail=1`;
  await until(async () => (await call('GET', path)).body.length > 0);
}

/** Asks again and again, with a pause; the test's own time limit bounds it. */
async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await condition()); tries++) {
    if (tries > 200) throw new Error('it never came true');
    await delay(10);
  }
}
