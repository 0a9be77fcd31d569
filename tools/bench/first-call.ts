import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readActionFile, resolveInputs } from '../../localcloud/runner/action-file.ts';
import { prepareJob, stepEnvironment, stepFiles } from '../../localcloud/runner/job.ts';
import { shopAppFile } from '../../localcloud/world/shop.ts';
import { REPOSITORY_ROOT } from '../setup/locations.ts';
import type { Chapter, Figure } from './figures.ts';
import { atMost, informal, median } from './figures.ts';

/** quality.md, Speed. */
const FIRST_CALL_MILLISECONDS = 150;
const DIST_MEGABYTES = 12;
const MEGABYTE = 1_000_000;

/** What everything starts with. */
const BARE = 'Node itself';
const GIVE_UP_MILLISECONDS = 20_000;
const IMAGE = `000000000000.dkr.ecr.us-east-1.amazonaws.com/shop@sha256:${'a'.repeat(64)}`;

interface Starter {
  readonly name: string;
  readonly script: string;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
}

/** Time from the start of each bundle's process to its first request, and the weight of `dist/`. */
export async function firstCalls(rounds: number): Promise<Chapter> {
  const folder = mkdtempSync(join(tmpdir(), 'macro-infra-bench-'));
  const door = await openDoor();
  try {
    const starters = [bareNode(folder, door.url), ...actions(folder, door.url)];
    const times = new Map<string, number[]>(starters.map(({ name }) => [name, []]));
    for (let round = 0; round <= rounds; round += 1) {
      for (const starter of starters) {
        const milliseconds = await door.knock(starter);
        // The first round fills the machine's file cache; a runner has just downloaded the files.
        if (round > 0) times.get(starter.name)?.push(milliseconds);
      }
    }
    return chapter(times, rounds);
  } finally {
    await door.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function chapter(times: ReadonlyMap<string, readonly number[]>, rounds: number): Chapter {
  const others = [...times].filter(([name]) => name !== BARE);
  const bare = Math.round(median(times.get(BARE) ?? []));
  const how = `process start to the first request's arrival, median of ${rounds}`;
  const figures: Figure[] = others.map(([name, values]) =>
    atMost(name, Math.round(median(values)), FIRST_CALL_MILLISECONDS, ' ms', how),
  );
  return {
    title: 'Start and weight',
    note: 'A loopback server stands for GitHub, AWS and the checked URL; the process is ended at its first request. Warm file cache, no compile cache.',
    figures: [
      ...figures,
      informal(BARE, `${bare} ms`, 'for comparison: a script of one request'),
      weight(),
    ],
  };
}

function weight(): Figure {
  const dist = join(REPOSITORY_ROOT, 'dist');
  const files = readdirSync(dist, { recursive: true, withFileTypes: true }).filter((one) =>
    one.isFile(),
  );
  const bytes = files.reduce((sum, one) => sum + statSync(join(one.parentPath, one.name)).size, 0);
  const how = `${bytes} bytes in ${files.length} files, licences included; 1 MB is 1,000,000 bytes`;
  return atMost('all of `dist/`', bytes / MEGABYTE, DIST_MEGABYTES, ' MB', how);
}

function bareNode(folder: string, url: string): Starter {
  const script = join(folder, 'bare.mjs');
  writeFileSync(script, `import { get } from 'node:http';\nget('${url}');\n`);
  return { name: BARE, script, env: process.env, cwd: folder };
}

function actions(folder: string, url: string): Starter[] {
  const baseConfig = join(folder, 'base.yaml');
  writeFileSync(baseConfig, 'name: dev\nregion: us-east-1\n');
  const inputs: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'deploy-preview': { images: `web=${IMAGE}\napi=${IMAGE}` },
    'cleanup-preview': {},
    'ensure-base-stack': { 'base-config': baseConfig },
    'post-preview-comment': { state: 'building' },
    'health-check': { urls: `${url}/` },
  };
  return Object.entries(inputs).map(([name, given]) => action(folder, url, name, given));
}

function action(
  folder: string,
  url: string,
  name: string,
  given: Readonly<Record<string, string>>,
): Starter {
  const sha = 'c'.repeat(40);
  const github = {
    repository: 'acme/shop',
    sha,
    runId: 1,
    job: 'preview',
    eventName: 'pull_request',
    actor: 'ada',
    token: 'ghs_bench',
    apiUrl: url,
    serverUrl: url,
  };
  const event = {
    action: 'synchronize',
    number: 1,
    pull_request: { number: 1, head: { sha }, base: { ref: 'main' } },
  };
  const job = prepareJob(github, event, { tempDir: join(folder, name) });
  const appFile = join(job.workspace, '.github/macro-infra.yml');
  mkdirSync(dirname(appFile), { recursive: true });
  writeFileSync(appFile, shopAppFile);
  const file = readActionFile(join(REPOSITORY_ROOT, 'actions', name));
  const own = {
    ...awsEnvironment(url),
    ...resolveInputs(file, given, { token: github.token }).env,
  };
  const env = stepEnvironment(job, stepFiles(job), process.env, own, []);
  return { name: `\`${name}\``, script: file.main, env, cwd: job.workspace };
}

/** State in S3, as an organisation has it: looking at it is a first call, too. */
function awsEnvironment(url: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: '000000000000',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_EC2_METADATA_DISABLED: 'true',
    PULUMI_BACKEND_URL: 's3://state?region=us-east-1&use_path_style=true',
    PULUMI_CONFIG_PASSPHRASE: 'local',
  };
}

interface Door {
  readonly url: string;
  /** Starts a process and ends it at its first request; the milliseconds between. */
  knock(starter: Starter): Promise<number>;
  close(): Promise<void>;
}

async function openDoor(): Promise<Door> {
  let onKnock = (): void => undefined;
  const server: Server = createServer(() => onKnock());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    knock: async ({ name, script, env, cwd }) => {
      const arrived = new Promise<number>((resolve) => {
        onKnock = () => resolve(performance.now());
      });
      const started = performance.now();
      const child = spawn(process.execPath, [script], { cwd, env, stdio: 'ignore' });
      const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
      const early = ended.then(() => null);
      const at = await Promise.race([arrived, early, timeOut()]);
      child.kill('SIGKILL');
      await ended;
      if (at === null) throw new Error(`${name} made no request; run it by hand: ${script}`);
      return at - started;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function timeOut(): Promise<null> {
  return new Promise((resolve) => setTimeout(resolve, GIVE_UP_MILLISECONDS, null).unref());
}
