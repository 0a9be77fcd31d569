import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalCloud } from '../../localcloud/cloud.ts';
import type { EngineRun } from '../../localcloud/provider/testing/engine-run.ts';
import { ENVIRONMENTS } from '../../programs/environment/config.ts';
import type { EnvironmentName } from '../../programs/environment/config.ts';
import { environmentFromFiles } from '../../programs/environment/from-files.ts';
import { environmentOn } from '../referee/environments.ts';
import { REPOSITORY_ROOT } from '../setup/locations.ts';
import type { Chapter, Figure } from './figures.ts';
import { informal, median, repeated, shown } from './figures.ts';
import { openStage } from './stage.ts';

interface Planned {
  readonly environment: EnvironmentName;
  readonly resources: number;
  readonly seconds: readonly number[];
  readonly calls: number;
}

/** How long the engine takes to plan each committed environment, from nothing, in its own region. */
export async function environmentPlans(rounds: number): Promise<Chapter> {
  const stage = await openStage();
  try {
    const planned: Planned[] = [];
    for (const environment of ENVIRONMENTS)
      planned.push(await plan(stage.cloud, environment, rounds));
    return chapter(planned, rounds);
  } finally {
    await stage.close();
  }
}

async function plan(
  cloud: LocalCloud,
  environment: EnvironmentName,
  rounds: number,
): Promise<Planned> {
  const programs = join(REPOSITORY_ROOT, 'programs');
  const config = environmentFromFiles(environment, {
    folder: join(programs, 'environment'),
    baseFolder: join(programs, 'base'),
  });
  const folder = mkdtempSync(join(cloud.stateDir, `plan-${environment}-`));
  const stack = await environmentOn(cloud, config, folder);
  cloud.gateway.resetCalls();
  const runs = await repeated(rounds, async () => checked(environment, await stack.plan()));
  const calls = Math.round(cloud.gateway.calls().length / rounds);
  const resources = runs[0]?.changes['create'] ?? 0;
  return { environment, resources, seconds: runs.map(({ seconds }) => seconds), calls };
}

/** @throws when something was refused: a plan that stops early is a fast one */
function checked(environment: EnvironmentName, run: EngineRun): EngineRun {
  if (run.refusals.length === 0) return run;
  throw new Error(`the plan of ${environment} was refused:\n${run.refusals.join('\n')}`);
}

function chapter(planned: readonly Planned[], rounds: number): Chapter {
  const figure = ({ environment, resources, seconds, calls }: Planned): Figure =>
    informal(
      `plan of \`${environment}\``,
      `${shown(median(seconds))} s`,
      `${resources} resources, ${shown((median(seconds) / resources) * 1000)} ms each; AWS calls: ${calls}`,
    );
  return {
    title: 'Permanent environments',
    note: `Engine preview of each committed stack file from nothing, every input checked by the provider; median of ${rounds}. The program runs in the bench's own process.`,
    figures: planned.map(figure),
  };
}
