import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY_ROOT } from '../../../tools/setup/locations.ts';
import type { Delivery, JobResult, RunsPort } from '../scheduler/ports.ts';
import { createScheduler } from '../scheduler/scheduler.ts';
import { simulatedGitHub } from './simulated-github.ts';
import type { SimulatedGitHub } from './simulated-github.ts';
import { simulatedJob } from './simulated-jobs.ts';
import type { SimulatedPreviews } from './simulated-jobs.ts';
import { virtualTime } from './virtual-time.ts';

/** What happens to a pull request, or to what GitHub tells of it. */
export interface Happening {
  readonly what: 'open' | 'push' | 'close' | 'merge' | 'reopen' | 'rerun' | 'duplicate';
  readonly number: number;
  /** Seconds since what happened before. */
  readonly afterSeconds: number;
  /** GitHub loses the event. */
  readonly lost: boolean;
  /** Which of the runs or deliveries so far is repeated; any number. */
  readonly which: number;
}

export interface Story {
  readonly happenings: readonly Happening[];
  /** Between 0 and 1, over and over: how long pieces of work take, of their longest time. */
  readonly speeds: readonly number[];
}

export interface Ending {
  readonly github: SimulatedGitHub;
  readonly previews: SimulatedPreviews;
  /** The previews before the sweep came. */
  readonly unswept: SimulatedPreviews;
  /** Runs that never ended. */
  readonly unfinished: number;
  /** Conclusions of all runs, oldest first. */
  readonly conclusions: readonly (JobResult | null)[];
}

const HOUR = 3_600_000;
/** Longer than all queues of a story together. */
const LIMIT = 1000 * HOUR;

/** Lives a story through the workflow files of this repository and those of the example's callers. */
export async function live(story: Story): Promise<Ending> {
  const github = simulatedGitHub();
  const previews: SimulatedPreviews = new Map();
  const time = virtualTime();
  const conclusions: (JobResult | null)[] = [];
  let pieces = 0;
  const takes = (most: number): number => {
    const speed = story.speeds[pieces % story.speeds.length] ?? 1;
    pieces += 1;
    return Math.round(speed * most);
  };
  const scheduler = createScheduler({
    runs: recordedRuns(conclusions),
    requestEnvironment: () => Promise.resolve({ state: 'approved', by: 'mona', comment: '' }),
    executeJob: (request) => simulatedJob(request, { github, previews, time, takes }),
    after: (milliseconds, callback) => time.after(milliseconds, callback),
    repository: () => ({ id: 1, ownerId: 2, defaultBranch: 'main' }),
    settings: () => ({ secrets: {}, variables: {} }),
    filesAt: () => callers,
    findFile: ({ ref, path }) => {
      const text = called[path];
      return text === undefined ? null : { text, ref: `refs/tags/${ref}`, sha: 'b'.repeat(40) };
    },
    urls: { api: 'http://api', server: 'http://server' },
    jobsAtOnce: 20,
  });
  const delivered: Delivery[] = [];
  const deliver = (delivery: Delivery | null, lost: boolean): void => {
    if (delivery === null) return;
    delivered.push(delivery);
    if (!lost) scheduler.deliver(delivery);
  };
  for (const happening of story.happenings) {
    await time.until(time.now() + happening.afterSeconds * 1000);
    const { what, which, number, lost } = happening;
    if (what === 'rerun') {
      const runId = 1 + (which % Math.max(1, conclusions.length));
      scheduler.control({ type: 'rerun', runId, actor: 'ada' });
    } else if (what === 'duplicate') {
      const again = delivered[which % Math.max(1, delivered.length)];
      if (again !== undefined) scheduler.deliver(again);
    } else deliver(happens(github, what, number), lost && (what === 'close' || what === 'merge'));
  }
  await time.rest(time.now() + LIMIT);
  const unswept = new Map(previews);
  scheduler.deliver(github.schedule());
  await time.rest(time.now() + LIMIT);
  const unfinished = scheduler.active().length;
  const ending = { github, previews, unswept, conclusions, unfinished };
  await scheduler.stop();
  return ending;
}

/** Runs of which only the conclusions are kept, oldest first. */
function recordedRuns(conclusions: (JobResult | null)[]): RunsPort {
  let jobs = 0;
  return {
    createRun: () => {
      conclusions.push(null);
      return { runId: conclusions.length, runNumber: conclusions.length };
    },
    addJob: () => ({ jobId: (jobs += 1) }),
    updateJob: () => undefined,
    appendJobLog: () => undefined,
    completeRun: ({ runId, conclusion }) => {
      conclusions[runId - 1] = conclusion;
    },
  };
}

function happens(
  github: SimulatedGitHub,
  what: Exclude<Happening['what'], 'rerun' | 'duplicate'>,
  number: number,
): Delivery | null {
  switch (what) {
    case 'open':
      return github.pull(number) === null ? github.open(number) : null;
    case 'push':
      return github.push(number);
    case 'close':
      return github.close(number, false);
    case 'merge':
      return github.close(number, true);
    case 'reopen':
      return github.reopen(number);
  }
}

const WORKFLOWS = '.github/workflows';
const callers = workflowFiles(join(REPOSITORY_ROOT, 'examples/shop'));
const called = workflowFiles(REPOSITORY_ROOT);

/** Path below the repository to text; `acme/shop` is the example, and names this repository `org/macro-infra`. */
function workflowFiles(root: string): Readonly<Record<string, string>> {
  const names = readdirSync(join(root, WORKFLOWS));
  const files = names.map(
    (name) => [`${WORKFLOWS}/${name}`, readFileSync(join(root, WORKFLOWS, name), 'utf8')] as const,
  );
  return Object.fromEntries(files);
}
