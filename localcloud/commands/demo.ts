import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startLocalCloud } from '../cloud.ts';
import { startAutomation } from '../world/automation.ts';
import { createOrganisation } from '../world/organisation.ts';
import { recordComments } from '../demo/record.ts';
import { tellStory } from '../demo/story.ts';
import { createTeller } from '../demo/teller.ts';
import { demoEnvironments } from './demo-environments.ts';
import type { EnvironmentsDemo } from './demo-environments.ts';

const USAGE = `Usage: npm run demo [-- environments] [-- --keep] [-- --record DIR]
  environments   dev, staging and production instead of a pull request's life
  --keep         leave the local cloud running until Ctrl-C, to click around in it
  --record DIR   save every state of the pull request's comment as Markdown and HTML in DIR;
                 of environments, parity.html and costs.md
  --sources      with environments: run the sources instead of the bundles in dist
`;
const STORIES: ReadonlySet<string> = new Set(['pull-request', 'environments']);

/** `npm run demo`: a pull request's whole life on the local cloud, told as it happens. */
async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      keep: { type: 'boolean', default: false },
      record: { type: 'string' },
      sources: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const [story = 'pull-request', ...others] = positionals;
  if (values.help || others.length > 0 || !STORIES.has(story)) {
    process.stdout.write(USAGE);
    return values.help ? 0 : 2;
  }
  const { keep: kept, record, sources } = values;
  const folder = record === undefined ? null : mkdirs(record);
  return story === 'environments'
    ? tellOfEnvironments({ keep: kept, record: folder, fromSource: sources })
    : tellOfPullRequest(kept, folder);
}

/** A signal that somebody wants the end; further ones while it comes change nothing. */
function interruption(): Promise<void> {
  return new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => done());
  });
}

async function tellOfEnvironments(
  options: Pick<EnvironmentsDemo, 'keep' | 'record' | 'fromSource'>,
): Promise<number> {
  const teller = createTeller((text) => void process.stdout.write(text));
  await demoEnvironments({ ...options, teller, interrupted: interruption() });
  return 0;
}

async function tellOfPullRequest(kept: boolean, folder: string | null): Promise<number> {
  const stateDir = mkdtempSync(join(tmpdir(), 'macro-infra-demo-'));
  const teller = createTeller((text) => void process.stdout.write(text));
  const cloud = await teller.chapter(
    'Start the local cloud: AWS, containers, load balancer, GitHub',
    () => startLocalCloud({ stateDir }),
  );
  const interrupted = interruption();
  const org = createOrganisation(cloud);
  const automation = startAutomation(org);
  try {
    const record = folder === null ? null : recordComments(cloud, folder);
    const story = tellStory(automation, teller, record);
    await Promise.race([story, interrupted.then(() => Promise.reject(new Error('interrupted')))]);
    teller.table();
    if (kept) await keep(cloud.github.serverUrl, interrupted);
    return 0;
  } finally {
    await automation.workflows.stop();
    await cloud.stop();
    for (const folder of [stateDir, org.folder]) rmSync(folder, { recursive: true, force: true });
  }
}

/** Absolute: actions run elsewhere. */
function mkdirs(folder: string): string {
  mkdirSync(folder, { recursive: true });
  return resolve(folder);
}

async function keep(serverUrl: string, interrupted: Promise<void>): Promise<void> {
  process.stdout.write(
    `\nStill running. Pull requests: ${serverUrl}/acme/shop/pulls\nCtrl-C ends it.\n`,
  );
  await interrupted;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`demo: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
