import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { startLocalCloud } from '../../localcloud/cloud.ts';
import type { LocalCloud } from '../../localcloud/cloud.ts';
import { createOrganisation } from '../../localcloud/world/organisation.ts';
import { buildShop } from '../../localcloud/world/shop.ts';
import { ENVIRONMENTS } from '../../programs/environment/config.ts';
import { environmentLife } from './environment-life.ts';
import { installReferee, locateReferee } from './locate.ts';
import { appFileOnOtherPort, baseCall, previewCall, previewPlan, programsOn } from './programs.ts';
import type { Done, Programs } from './programs.ts';

/**
 * `npm run referee`: a base's and a preview's life under HashiCorp's real AWS provider on the local
 * cloud; `npm run referee -- dev staging production`: that of these environments. About ten minutes
 * each: the real provider waits as it does for AWS.
 */
async function main(): Promise<void> {
  const referee = locateReferee(process.env);
  if (typeof referee === 'string') throw new Error(referee);
  const stateDir = mkdtempSync(join(tmpdir(), 'macro-infra-referee-'));
  const cloud = await startLocalCloud({ stateDir });
  const programs = programsOn(cloud, join(stateDir, 'stack-runner'));
  try {
    installReferee(referee, cloud.pulumiHome);
    const names = process.argv.slice(2);
    const failed =
      names.length === 0 ? await tell(cloud, programs) : await lives(cloud, stateDir, names);
    if (failed > 0) throw new Error(`${failed} steps did something else than they should`);
  } finally {
    await programs.runner.end();
    await cloud.stop();
    rmSync(stateDir, { recursive: true, force: true });
  }
}

async function lives(
  cloud: LocalCloud,
  stateDir: string,
  names: readonly string[],
): Promise<number> {
  const environments = z.array(z.enum(ENVIRONMENTS)).parse(names);
  let failed = 0;
  for (const name of environments) {
    const folder = join(stateDir, name);
    const write = (line: string) => process.stdout.write(`${line}\n`);
    failed += await environmentLife(cloud, name, folder, write);
  }
  return failed;
}

type Changes = Readonly<Record<string, number>>;

async function tell(cloud: LocalCloud, programs: Programs): Promise<number> {
  const org = createOrganisation(cloud);
  let failed = 0;
  const step = async (name: string, expected: Changes, act: () => Promise<Done>): Promise<Done> => {
    const started = Date.now();
    const done = await act();
    const good = isDeepStrictEqual(done.changes, expected);
    if (!good) failed += 1;
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    const found = good ? '' : `, expected ${text(expected)}:\n    ${done.steps.join('\n    ')}`;
    process.stdout.write(`${good ? 'ok    ' : 'FAILED'} ${name} (${seconds} s): `);
    process.stdout.write(`${text(done.changes)}${found}\n`);
    return done;
  };

  const base = baseCall(cloud);
  const made = await step('base: up', { create: 37 }, () => programs.up(base));
  await step('base: up again', {}, () => programs.up(base));
  await step('base: refresh', {}, () => programs.refresh('base'));
  const fewer = baseCall(cloud, { imagesKept: 50 });
  await step('base: other value', { replace: 1 }, () => programs.up(fewer));

  const [v1, v2] = [await buildShop(org, 'v1'), await buildShop(org, 'v2')];
  const first = previewPlan(cloud, made.outputs, v1);
  const second = previewPlan(cloud, made.outputs, v2, first);
  const moved = previewPlan(cloud, made.outputs, v2, second, appFileOnOtherPort);
  const up = (plan: typeof first) => () => programs.up(previewCall(plan));
  await step('preview: up', { create: 26 }, up(first));
  await step('preview: up again', {}, up(first));
  await step('preview: refresh', {}, () => programs.refresh('preview'));
  await step('preview: up after the refresh', {}, up(first));
  await step('preview: new digests', { replace: 2, update: 2 }, up(second));
  await step('preview: other port', { replace: 2, update: 3 }, up(moved));
  await step('preview: destroy', { delete: 26 }, () => programs.destroy('preview'));
  await step('base: destroy', { delete: 37 }, () => programs.destroy('base'));
  rmSync(org.folder, { recursive: true, force: true });
  return failed;
}

function text(changes: Changes): string {
  const parts = Object.entries(changes).map(([operation, count]) => `${count} ${operation}`);
  return parts.length === 0 ? 'no change' : parts.join(', ');
}

await main();
