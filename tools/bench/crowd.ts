import { ECS } from '@aws-sdk/client-ecs';
import { clusterName } from '../../action-shared/naming/preview-names.ts';
import { byHand } from '../../localcloud/world/by-hand.ts';
import { createRepository } from '../../localcloud/world/organisation.ts';
import type { Organisation, Repository } from '../../localcloud/world/organisation.ts';
import { runJob } from '../../localcloud/world/job.ts';
import { buildService } from '../../localcloud/world/shop.ts';
import type { Chapter, Figure } from './figures.ts';
import { atMost, informal, median, shown, timed } from './figures.ts';
import { watchMemory } from './memory.ts';
import type { Peaks } from './memory.ts';
import { ensureBase, measured, openPullRequest, openStage } from './stage.ts';
import type { Cost } from './stage.ts';

/** Cost of the last against the first; quality.md, Speed: flat, +- 20 %. */
const FLAT = 1.2;
/** Deployed one at a time at both ends, so that time and calls of a single one can be told. */
const ALONE = 3;

/** localcloud.md, Budget, MiB. */
const MEMORY = 800;

/**
 * GitHub lets a workflow's token make 1,000 requests an hour in one repository, a deploy makes 13:
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
const PER_REPOSITORY = 50;

/** One service: the hundredth preview fills the hundred target groups that a load balancer takes. */
const appFile = (app: string): string => `app: ${app}
services:
  api: { port: 3040, host: 'pr-{number}-${app}.api.{domain}', health: /api/health, primary: true }
`;

/** Errors of AWS that say "somebody else has it": what many previews on one base must never meet. */
const CONFLICT = /InUse|AlreadyExists|Duplicate|Conflict|Quota|LimitExceeded|TooMany/;

export interface CrowdOptions {
  readonly previews: number;
  readonly atOnce: number;
  readonly log: (line: string) => void;
}

type Compared = 'seconds' | 'cpuSeconds' | 'awsCalls' | 'githubCalls';

interface Crowd {
  readonly first: readonly Cost[];
  readonly last: readonly Cost[];
  readonly failures: readonly string[];
  readonly conflicts: readonly string[];
  readonly seconds: number;
  readonly peaks: Peaks;
}

/** Many previews on one base. */
export async function crowd(options: CrowdOptions): Promise<Chapter> {
  const stage = await openStage();
  try {
    const houses = housesFor(stage.org, options.previews);
    const [{ repository }] = houses;
    await ensureBase(stage.org, repository);
    const image = await buildService(stage.org, 'api', 'crowd');
    const watch = watchMemory();
    const { result, seconds } = await timed(() =>
      gather(stage.org, houses, `api=${image}`, options),
    ).finally(() => watch.stop());
    return chapter({ ...result, seconds, peaks: watch.stop() }, options);
  } finally {
    await stage.close();
  }
}

/** An app and its repository. */
interface House {
  readonly app: string;
  readonly repository: Repository;
}

function housesFor(org: Organisation, previews: number): readonly [House, ...House[]] {
  const house = (number: number): House => {
    const app = `crowd-${number}`;
    return { app, repository: createRepository(org, `acme/${app}`, appFile(app)) };
  };
  const others = Math.ceil(previews / PER_REPOSITORY) - 1;
  return [house(1), ...Array.from({ length: others }, (_, index) => house(index + 2))];
}

async function gather(
  org: Organisation,
  houses: readonly [House, ...House[]],
  images: string,
  { previews, atOnce, log }: CrowdOptions,
): Promise<Omit<Crowd, 'seconds' | 'peaks'>> {
  const rest = resting(org);
  const deploy = (index: number) => {
    const { app, repository } = houses[Math.floor((index - 1) / PER_REPOSITORY)] ?? houses[0];
    const number = openPullRequest(org, repository, `Crowd ${index}`);
    return { app, repository, action: 'deploy-preview', inputs: { images }, number };
  };
  const conflicts: string[] = [];
  const alone = async (from: number): Promise<Cost[]> => {
    const costs: Cost[] = [];
    for (let index = from; index < from + ALONE; index += 1) {
      costs.push(await measured(org, deploy(index)));
      conflicts.push(...conflictsIn(org));
    }
    return costs;
  };
  const first = await alone(1);
  const middle = Array.from({ length: previews - 2 * ALONE }, (_, index) => index + ALONE + 1);
  org.cloud.gateway.resetCalls();
  const failures = await inParallel(middle, atOnce, async (index) => {
    const { app, ...request } = deploy(index);
    const job = await runJob(org, request);
    log(`preview ${index} of ${previews}: ${job.conclusion}, ${job.seconds.toFixed(1)} s`);
    if (job.conclusion !== 'success') return `preview ${index}: ${job.log.slice(-500)}`;
    await rest(app, request.number);
    return null;
  });
  conflicts.push(...conflictsIn(org));
  return { first, last: await alone(previews - ALONE + 1), failures, conflicts };
}

/**
 * Stops the task of a preview that has answered. Tasks run on AWS's machines; a hundred of them on this
 * one would be measured instead. All else of the preview stays: rule, target group, roles, state.
 */
function resting({ cloud }: Organisation): (app: string, number: number) => Promise<void> {
  const ecs = new ECS(byHand(cloud));
  return async (app, number) => {
    const cluster = clusterName(`pr-${number}`, app);
    const { serviceArns = [] } = await ecs.listServices({ cluster });
    for (const service of serviceArns)
      await ecs.updateService({ cluster, service, desiredCount: 0 });
  };
}

function conflictsIn(org: Organisation): string[] {
  return org.cloud.gateway
    .calls()
    .filter(({ outcome }) => CONFLICT.test(outcome.error ?? ''))
    .map(({ service, action, outcome }) => `${service}:${action} ${outcome.error ?? ''}`);
}

/** Runs `body` over all items, so many at once; what it gives that is not null. */
async function inParallel<In, Out>(
  items: readonly In[],
  atOnce: number,
  body: (item: In) => Promise<Out | null>,
): Promise<Out[]> {
  const waiting = [...items];
  const results: Out[] = [];
  const worker = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      const result = await body(item);
      if (result !== null) results.push(result);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}

function chapter(found: Crowd, { previews, atOnce }: CrowdOptions): Chapter {
  const { failures, conflicts, seconds, peaks } = found;
  const conflictList = [...new Set(conflicts)].join(', ');
  return {
    title: `${previews} previews on one base`,
    note: `One service each, on one load balancer, from repositories of ${PER_REPOSITORY}. The first and last ${ALONE} one at a time, the others ${atOnce} at once; ${(seconds / 60).toFixed(1)} min in all. When one of the others has answered, its task is stopped: on AWS tasks run on other machines. The rest of it stays.`,
    figures: [
      atMost('deploys that failed', failures.length, 0, '', failures.join(' ') || `of ${previews}`),
      atMost(
        'conflicts',
        conflicts.length,
        0,
        '',
        conflictList ||
          "AWS errors of the kind in use, exists already, quota, in the gateway's log",
      ),
      ...comparisons(found),
      atMost(
        'memory of the whole cloud, at most',
        Math.round(peaks.cloud),
        MEMORY,
        ' MiB',
        'sampled twice a second; emulator, containers and bench',
      ),
      informal(
        'time per preview, all together',
        `${shown(seconds / previews)} s`,
        `${previews} previews in ${shown(seconds)} s`,
      ),
    ],
  };
}

/** What is compared of the last and the first, its unit, and what there is to say of it. */
const COMPARED: readonly (readonly [what: string, kind: Compared, unit: string, note: string])[] = [
  ['AWS calls', 'awsCalls', '', ''],
  ['GitHub calls', 'githubCalls', '', ''],
  ['processor time', 'cpuSeconds', ' s', '; action, engine, plugin and emulator'],
  ['time', 'seconds', ' s', '; the emulator shares the machine'],
];

function comparisons({ first, last }: Crowd): Figure[] {
  const how = `median of the last ${ALONE} over median of the first ${ALONE}, each deployed alone`;
  return COMPARED.map(([what, kind, unit, note]) => {
    const [a = 0, b = 0] = [first, last].map((all) => median(all.map((one) => one[kind])));
    const name = `${what} of the last against the first`;
    return atMost(
      name,
      b / a,
      FLAT,
      ' x',
      `${how}: ${shown(a)}${unit} -> ${shown(b)}${unit}${note}`,
    );
  });
}
