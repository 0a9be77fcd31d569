import { isDeepStrictEqual } from 'node:util';
import type { LocalCloud } from '../../localcloud/cloud.ts';
import type { EngineRun } from '../../localcloud/provider/testing/engine-run.ts';
import type { EnvironmentName } from '../../programs/environment/config.ts';
import { configOf } from '../../programs/environment/testing/stage.ts';
import { environmentOn } from './environments.ts';

/**
 * The life of an environment as committed under whatever provider the cloud's PULUMI_HOME holds: up, up
 * again, refresh, destroy; a protected one has its protection lifted before.
 *
 * @param folder For its backend and workspace.
 * @param tell Receives a line per step.
 * @returns how many steps did something else than they should
 */
export async function environmentLife(
  cloud: LocalCloud,
  name: EnvironmentName,
  folder: string,
  tell: (line: string) => void,
): Promise<number> {
  const environment = await environmentOn(cloud, configOf(name), folder);
  let failed = 0;
  const step = async (what: string, act: () => Promise<EngineRun>, wanted: Wanted) => {
    const run = await act();
    const good = run.refusals.length === 0 && wanted(run.changes);
    if (!good) failed += 1;
    const found = good ? [] : [...run.refusals, ...run.steps].map((line) => `\n    ${line}`);
    const changes = `${JSON.stringify(run.changes)} (${run.seconds.toFixed(0)} s)`;
    tell(`${good ? 'ok    ' : 'FAILED'} ${name}: ${what}: ${changes}${found.join('')}`);
    return run.changes;
  };
  const made = await step('up', () => environment.up(), only('create'));
  await step('up again', () => environment.up(), nothing);
  await step('refresh', () => environment.refresh(), nothing);
  await step('up after the refresh', () => environment.up(), nothing);
  if (name === 'production') {
    const lifted = await environmentOn(cloud, configOf(name, { protection: false }), folder);
    await step('up without protection', () => lifted.up(), only('update'));
  }
  const all = { delete: made['create'] ?? 0 };
  await step(
    'destroy',
    () => environment.destroy(),
    (found) => isDeepStrictEqual(found, all),
  );
  return failed;
}

type Wanted = (changes: EngineRun['changes']) => boolean;
const nothing: Wanted = (changes) => Object.keys(changes).length === 0;
const only =
  (operation: string): Wanted =>
  (changes) =>
    isDeepStrictEqual(Object.keys(changes), [operation]);
