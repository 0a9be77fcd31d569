import { spawn, spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Delivery } from '../../localcloud/github/events/deliveries.ts';
import { REPOSITORY_ROOT } from '../../tools/setup/locations.ts';

/** One run of act: a caller of ours, started by an event of the local GitHub. */
export interface ActRun {
  readonly executable: string;
  /** Folder of its own; made. */
  readonly folder: string;
  /** Files of the repository that calls, at the event's commit. */
  readonly files: Readonly<Record<string, string>>;
  /** Path of the caller. */
  readonly workflow: string;
  readonly delivery: Delivery;
  readonly runId: number;
  readonly token: string;
  readonly secrets: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Runs the workflow under nektos/act on this machine, without containers. `org/macro-infra@v1` is this
 * repository with its bundles; actions/checkout puts the files there, and all other
 * actions are empty: nothing is fetched.
 */
export async function runAct(run: ActRun): Promise<{ status: number | null; log: string }> {
  const checkout = repository(run);
  const event = join(run.folder, 'event.json');
  writeFileSync(event, JSON.stringify(run.delivery.payload));
  const secrets = { ...run.secrets, GITHUB_TOKEN: run.token };
  const args = [
    run.delivery.event,
    ...['-W', run.workflow, '-C', checkout, '-e', event],
    ...['-P', 'ubuntu-24.04=-self-hosted', '--no-cache-server', '--actor', run.delivery.actor],
    ...['--action-cache-path', join(run.folder, 'cache'), '--container-daemon-socket', '-'],
    ...localRepositories(run).flatMap((one) => ['--local-repository', one]),
    ...Object.keys(secrets).flatMap((name) => ['-s', name]), // values from the environment
    ...Object.entries(run.variables).flatMap(pair('--var')),
    ...Object.entries({ ...run.env, GITHUB_RUN_ID: String(run.runId), CHECKOUT: checkout }).flatMap(
      pair('--env'),
    ),
  ];
  const child = spawn(run.executable, args, {
    env: { ...process.env, ...run.env, ...secrets, HOME: run.folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  const [out, errors, status] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { status, log: `${out}${errors}` };
}

function pair(flag: string): (entry: readonly [string, string]) => readonly string[] {
  return ([name, value]) => [flag, `${name}=${value}`];
}

/** act learns repository and commit from git. */
function repository({ folder, files, delivery }: ActRun): string {
  const checkout = join(folder, 'checkout');
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(checkout, path, '..'), { recursive: true });
    writeFileSync(join(checkout, path), content);
  }
  const git = (...args: readonly string[]) =>
    spawnSync('git', ['-c', 'user.name=ada', '-c', 'user.email=ada@example.com', ...args], {
      cwd: checkout,
    });
  git('init', '-q', '-b', 'main');
  git('remote', 'add', 'origin', `https://github.com/${delivery.repository}`);
  git('add', '-A');
  git('commit', '-qm', 'all');
  return checkout;
}

/** What stands for each repository that the workflows name. */
function localRepositories({ folder }: ActRun): readonly string[] {
  const release = join(folder, 'release');
  for (const path of globSync('actions/*/action.yml', { cwd: REPOSITORY_ROOT }))
    cpSync(join(REPOSITORY_ROOT, path), join(release, path));
  mkdirSync(join(release, '.github/workflows'), { recursive: true });
  for (const path of globSync('.github/workflows/*.yml', { cwd: REPOSITORY_ROOT })) {
    const text = readFileSync(join(REPOSITORY_ROOT, path), 'utf8');
    writeFileSync(join(release, path), text.replace(QUEUE, ''));
  }
  cpSync(join(REPOSITORY_ROOT, 'dist'), join(release, 'dist'), { recursive: true });
  const others = globSync('.github/workflows/*.yml', { cwd: release }).flatMap((path) => [
    ...readFileSync(join(release, path), 'utf8').matchAll(OTHERS),
  ]);
  const stubs = [...new Set(others.map(([, uses = '']) => uses))];
  return [`org/macro-infra@v1=${release}`, ...stubs.map((uses) => `${uses}=${stub(folder, uses)}`)];
}

/** act 0.2.89 refuses what its schema does not know yet; it has no concurrency groups in any case. */
const QUEUE = /^ +queue: max\n/gm;

const OTHERS = /uses: ((?!org\/)[\w.-]+\/[\w.-]+@[0-9a-f]{40})/g;

function stub(folder: string, uses: string): string {
  const [name = ''] = uses.split('@');
  const home = join(folder, 'others', name);
  mkdirSync(home, { recursive: true });
  const isCheckout = name === 'actions/checkout';
  writeFileSync(
    join(home, 'action.yml'),
    `name: ${name}\nruns: { using: node24, main: main.js }\n`,
  );
  writeFileSync(
    join(home, 'main.js'),
    isCheckout ? CHECKOUT : `throw new Error('${name} is not here');\n`,
  );
  return home;
}

const CHECKOUT = `require('node:fs').cpSync(process.env.CHECKOUT, process.env.GITHUB_WORKSPACE, { recursive: true });
`;
