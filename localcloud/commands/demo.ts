import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startLocalCloud } from '../cloud.ts';
import { startAutomation } from '../world/automation.ts';
import { createOrganisation } from '../world/organisation.ts';
import { recordComments } from '../demo/record.ts';
import { tellStory } from '../demo/story.ts';
import { createTeller } from '../demo/teller.ts';

const USAGE = `Usage: npm run demo [-- --keep] [-- --record DIR]
  --keep        leave the local cloud running until Ctrl-C, to click around in it
  --record DIR  save every state of the pull request's comment as Markdown and HTML in DIR
`;

/** `npm run demo`: a pull request's whole life on the local cloud, told as it happens. */
async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      keep: { type: 'boolean', default: false },
      record: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const stateDir = mkdtempSync(join(tmpdir(), 'macro-infra-demo-'));
  const teller = createTeller((text) => void process.stdout.write(text));
  const cloud = await teller.chapter(
    'Start the local cloud: AWS, containers, load balancer, GitHub',
    () => startLocalCloud({ stateDir }),
  );
  const interrupted = new Promise<void>((resolve) => process.once('SIGINT', () => resolve()));
  const org = createOrganisation(cloud);
  const automation = startAutomation(org);
  try {
    const record =
      values.record === undefined ? null : recordComments(cloud, mkdirs(values.record));
    const story = tellStory(automation, teller, record);
    await Promise.race([story, interrupted.then(() => Promise.reject(new Error('interrupted')))]);
    teller.table();
    if (values.keep) await keep(cloud.github.serverUrl, interrupted);
    return 0;
  } finally {
    await automation.workflows.stop();
    await cloud.stop();
    for (const folder of [stateDir, org.folder]) rmSync(folder, { recursive: true, force: true });
  }
}

function mkdirs(folder: string): string {
  mkdirSync(folder, { recursive: true });
  return folder;
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
