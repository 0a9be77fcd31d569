import { createRepository } from '../../localcloud/world/organisation.ts';
import type { Organisation, Repository } from '../../localcloud/world/organisation.ts';
import { buildShop, shopAppFile } from '../../localcloud/world/shop.ts';
import type { Chapter, Figure } from './figures.ts';
import { atMost, informal, median, repeated, timed } from './figures.ts';
import { memoryOf, watchMemory } from './memory.ts';
import { ensureBase, measured, openPullRequest, openStage } from './stage.ts';
import type { BenchStage, Cost } from './stage.ts';

/** localcloud.md, Budget, seconds. */
const BUDGET = { start: 6, first: 15, update: 10, noop: 4, cleanup: 10 } as const;
/** quality.md, Speed. */
const ENSURE_BASE_SECONDS = 2;
const GITHUB_CALLS = { deploy: 25, noop: 10 } as const;
/** localcloud.md, Budget, MiB. */
const MEMORY = 800;

interface Lived {
  readonly first: Cost;
  readonly update: Cost;
  readonly noop: Cost;
  readonly cleanup: Cost;
}

/** Start of the cloud, the base, and the lives of some pull requests one after the other. */
export async function lives(rounds: number): Promise<Chapter[]> {
  const starts = await repeated(rounds - 1, startAndStop);
  const started = await timed(openStage);
  const stage = started.result;
  try {
    const repository = createRepository(stage.org, 'acme/shop', shopAppFile);
    const base = await ensureBase(stage.org, repository);
    const again = await repeated(rounds, () => ensureBase(stage.org, repository));
    const watch = watchMemory();
    const lived = await repeated(rounds, (round) => live(stage.org, repository, round));
    const peaks = watch.stop();
    const atRest = memoryOf(process.pid);
    return [
      seconds([...starts, started.seconds], base, lived, rounds),
      baseChapter(again),
      calls(lived),
      {
        title: 'Memory',
        note: 'Proportional set size of the bench itself, in which gateway, container engine, edge and GitHub run, and of every process below it.',
        figures: [
          informal('cloud at rest, a base and no preview', mib(atRest), 'after the lives above'),
          atMost(
            'the whole cloud, at most',
            Math.round(peaks.cloud),
            MEMORY,
            ' MiB',
            'sampled twice a second during the lives; emulator, containers and bench',
          ),
          informal(
            'with action, stack runner, engine and plugin at work, at most',
            mib(peaks.all),
            'these are on the runner in real life',
          ),
        ],
      },
    ];
  } finally {
    await stage.close();
  }
}

async function startAndStop(): Promise<number> {
  const { result, seconds: took } = await timed<BenchStage>(openStage);
  await result.close();
  return took;
}

async function live(org: Organisation, repository: Repository, round: number): Promise<Lived> {
  const number = openPullRequest(org, repository, `Life ${round}`);
  const deploy = async (images: string) =>
    measured(org, { repository, action: 'deploy-preview', inputs: { images }, number });
  const first = await deploy(await buildShop(org, `life ${round} v1`));
  org.cloud.github.push({ repo: repository.name, number });
  const images = await buildShop(org, `life ${round} v2`);
  const update = await deploy(images);
  const noop = await deploy(images);
  org.cloud.github.closePullRequest({ repo: repository.name, number });
  const request = { repository, action: 'cleanup-preview', number, eventAction: 'closed' };
  return { first, update, noop, cleanup: await measured(org, request) };
}

function seconds(
  starts: readonly number[],
  base: Cost,
  lived: readonly Lived[],
  rounds: number,
): Chapter {
  const how = `median of ${rounds}, whole job: main and post`;
  const of = (part: keyof Lived) => median(lived.map((one) => one[part].seconds));
  return {
    title: 'A life on the local cloud',
    note: 'The example application: two services on two hosts.',
    figures: [
      atMost('cloud start', median(starts), BUDGET.start, ' s', `median of ${rounds}`),
      informal('base, from nothing', `${base.seconds.toFixed(1)} s`, 'once'),
      atMost('first preview, base there', of('first'), BUDGET.first, ' s', how),
      atMost('update with new images', of('update'), BUDGET.update, ' s', how),
      atMost('no-op: the same commit again', of('noop'), BUDGET.noop, ' s', how),
      atMost('cleanup with its proof', of('cleanup'), BUDGET.cleanup, ' s', how),
    ],
  };
}

function baseChapter(again: readonly Cost[]): Chapter {
  const runners = again.reduce((sum, one) => sum + one.stackRunners, 0);
  const rounds = `of ${again.length} runs`;
  return {
    title: '`ensure-base-stack` with nothing to do',
    note: 'The fingerprint in the outputs says that the base is current; the engine is not asked.',
    figures: [
      atMost('stack runners started', runners, 0, '', `sum ${rounds}`),
      atMost(
        'time',
        median(again.map((one) => one.seconds)),
        ENSURE_BASE_SECONDS,
        ' s',
        `median ${rounds}`,
      ),
      informal('AWS calls', String(median(again.map((one) => one.awsCalls))), `median ${rounds}`),
    ],
  };
}

function calls(lived: readonly Lived[]): Chapter {
  const most = (part: keyof Lived, kind: 'awsCalls' | 'awsWrites' | 'githubCalls') =>
    Math.max(...lived.map((one) => one[part][kind]));
  const aws = (name: string, part: keyof Lived): Figure =>
    informal(
      `AWS calls of ${name}`,
      `${most(part, 'awsCalls')}, ${most(part, 'awsWrites')} of them writing`,
      "the most of all lives; the plugin's calls are the stand-in's",
    );
  const how = 'the most of all lives';
  return {
    title: 'Calls',
    note: "Counted by the gateway's and the local GitHub's own logs.",
    figures: [
      atMost(
        'GitHub API calls of a first deploy',
        most('first', 'githubCalls'),
        GITHUB_CALLS.deploy,
        '',
        how,
      ),
      atMost(
        'GitHub API calls of an update',
        most('update', 'githubCalls'),
        GITHUB_CALLS.deploy,
        '',
        how,
      ),
      atMost(
        'GitHub API calls of a no-op',
        most('noop', 'githubCalls'),
        GITHUB_CALLS.noop,
        '',
        how,
      ),
      informal('GitHub API calls of a cleanup', String(most('cleanup', 'githubCalls')), how),
      aws('a first deploy', 'first'),
      aws('an update', 'update'),
      aws('a no-op', 'noop'),
      aws('a cleanup', 'cleanup'),
    ],
  };
}

function mib(value: number): string {
  return `${Math.round(value)} MiB`;
}
