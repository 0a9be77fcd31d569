import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { errorMessage, UserError } from '../../action-shared/errors.ts';
import { startLocalCloud } from '../../localcloud/cloud.ts';
import { runJob } from '../../localcloud/world/job.ts';
import type { JobRequest, JobResult } from '../../localcloud/world/job.ts';
import { createOrganisation, createRepository } from '../../localcloud/world/organisation.ts';
import type { Organisation, Repository } from '../../localcloud/world/organisation.ts';
import { buildShop, shopAppFile } from '../../localcloud/world/shop.ts';
import { REPOSITORY_ROOT } from '../setup/locations.ts';

/**
 * `node tools/docs/pictures.ts`: the README's pictures, taken by Chromium of a pull request's page in
 * four states of a real life on the local cloud. CHROMIUM names the browser. @default chromium
 */
const FOLDER = join(REPOSITORY_ROOT, 'docs/images');
const LARGEST_BYTES = 150_000;
const BROWSER_MILLISECONDS = 120_000;

/** Width of GitHub's page; heights that show the comment's visible part in each state. */
const WIDTH = 1080;

interface Scene {
  readonly org: Organisation;
  readonly repository: Repository;
  readonly number: number;
  readonly folder: string;
}

async function main(): Promise<void> {
  const stateDir = mkdtempSync(join(tmpdir(), 'macro-infra-pictures-'));
  const folder = join(stateDir, 'pages');
  for (const one of [folder, FOLDER]) mkdirSync(one, { recursive: true });
  const cloud = await startLocalCloud({ stateDir });
  const org = createOrganisation(cloud);
  try {
    const repository = createRepository(org, 'acme/shop', shopAppFile);
    const base = { 'base-config': org.baseConfig };
    await job({ org, repository }, 'ensure-base-stack', { inputs: base, number: null });
    const { number } = cloud.github.openPullRequest({
      repo: repository.name,
      title: 'Sell linen notebooks',
      branch: 'notebooks',
      author: 'ada',
    });
    await live({ org, repository, number, folder });
  } finally {
    await cloud.stop();
    for (const one of [stateDir, org.folder]) rmSync(one, { recursive: true, force: true });
  }
}

async function live(scene: Scene): Promise<void> {
  const { org, repository, number } = scene;
  const { github } = org.cloud;
  const deploy = async (images: string, wanted: JobResult['conclusion'], onLine?: () => void) =>
    job(
      scene,
      'deploy-preview',
      { inputs: { images }, number, ...(onLine ? { onLine } : {}) },
      wanted,
    );
  const deploying: Promise<void>[] = [];
  const takeOnce = (): void => {
    const [comment] = github.comments({ repo: repository.name, number });
    if (comment?.body.includes('Deploying') !== true || deploying.length > 0) return;
    deploying.push(keepPage(scene, 'deploying'));
  };
  await deploy(await buildShop(org, 'v1'), 'success', takeOnce);
  if (deploying.length === 0) throw new Error('the comment never said that it deploys');
  await Promise.all(deploying);
  await keepPage(scene, 'ready');
  github.push({ repo: repository.name, number, message: 'Read the stock from the warehouse' });
  await deploy(await buildShop(org, 'v2', { api: 'exits' }), 'failure');
  await keepPage(scene, 'failed');
  github.closePullRequest({ repo: repository.name, number });
  await job(scene, 'cleanup-preview', { inputs: {}, number, eventAction: 'closed' });
  await keepPage(scene, 'removed');
  for (const state of ['deploying', 'ready', 'failed', 'removed']) await photograph(scene, state);
}

async function job(
  { org, repository }: Pick<Scene, 'org' | 'repository'>,
  action: string,
  request: Omit<JobRequest, 'action' | 'repository'>,
  wanted: JobResult['conclusion'] = 'success',
): Promise<void> {
  const result = await runJob(org, { ...request, action, repository });
  if (result.conclusion === wanted) return;
  throw new Error(`${action} ended as ${result.conclusion}, not ${wanted}:\n${result.log}`);
}

/** The page as it is now: a browser takes longer to start than some states last. */
async function keepPage({ org, repository, number, folder }: Scene, state: string): Promise<void> {
  const { serverUrl } = org.cloud.github;
  const page = await fetch(`${serverUrl}/${repository.name}/pull/${number}`);
  const html = (await page.text()).replace('<head>', `<head><base href="${serverUrl}/">`);
  writeFileSync(join(folder, `${state}.html`), html);
}

const HEIGHTS: Readonly<Record<string, number>> = {
  deploying: 720,
  ready: 960,
  failed: 980,
  removed: 760,
};

/** Not `spawnSync`: the page's style and avatars come from the server in this very process. */
async function photograph({ folder }: Scene, state: string): Promise<void> {
  const picture = join(FOLDER, `${state}.png`);
  const browser = process.env['CHROMIUM'] ?? 'chromium';
  const options = [
    ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
    ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
    ...['--hide-scrollbars', `--user-data-dir=${join(folder, 'profile')}`],
    `--window-size=${WIDTH},${HEIGHTS[state] ?? 800}`,
    `--screenshot=${picture}`,
  ];
  const page = `file://${join(folder, `${state}.html`)}`;
  await promisify(execFile)(browser, [...options, page], { timeout: BROWSER_MILLISECONDS }).catch(
    (cause: unknown) => {
      const why = errorMessage(cause).slice(0, 300);
      throw new UserError(
        `pictures: ${browser} took none (${why}). Set CHROMIUM to a Chromium or Chrome.`,
        { cause },
      );
    },
  );
  const { size } = statSync(picture);
  if (size > LARGEST_BYTES) {
    throw new UserError(`pictures: ${picture} has ${size} bytes, at most ${LARGEST_BYTES}.`);
  }
  process.stdout.write(`written: docs/images/${state}.png (${size} bytes)\n`);
}

try {
  await main();
} catch (error) {
  const text = error instanceof UserError ? error.message : String((error as Error).stack);
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
}
