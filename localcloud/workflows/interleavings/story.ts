import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY_ROOT } from '../../../tools/setup/locations.ts';
import type { AdmissionMemory } from '../../../action-shared/comment/admission.ts';
import type { Delivery, JobResult } from '../scheduler/ports.ts';
import { createScheduler } from '../scheduler/scheduler.ts';
import type { Scheduler } from '../scheduler/scheduler.ts';
import { simulatedGitHub } from './simulated-github.ts';
import type { SimulatedGitHub } from './simulated-github.ts';
import { simulatedJob } from './simulated-jobs.ts';
import type { SimulatedPreviews, SimulatedWorld } from './simulated-world.ts';
import { simulatedRuns } from './simulated-runs.ts';
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
  /** `previews.max`, with `whenFull: queue`; null: no limit. */
  readonly max: number | null;
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
  /** Pull requests that wait for a place, at their head. */
  readonly queued: readonly number[];
  /** With a limit: the previews after all that had one were closed and the sweep came. */
  readonly afterwards: SimulatedPreviews | null;
}

const HOUR = 3_600_000;
/** Longer than all queues of a story together. */
const LIMIT = 1000 * HOUR;
/** So often the sweep comes at the end at most; it has made good everything by then. */
const SWEEPS = 3;

/** Lives a story through the workflow files of this repository and those of the example's callers. */
export async function live(story: Story): Promise<Ending> {
  const stage = stageOf(story);
  const { world, scheduler } = stage;
  const { github, previews, runs, time } = world;
  const deliver = await tell(story, stage);
  await time.rest(time.now() + LIMIT);
  const unswept = new Map(previews);
  await sweepWhileNeeded(stage);
  const swept = new Map(previews);
  const queued = waitingFor(world);
  let afterwards: SimulatedPreviews | null = null;
  if (story.max !== null) {
    for (const number of swept.keys()) deliver(github.close(number, false), false);
    await time.rest(time.now() + LIMIT);
    await sweepWhileNeeded(stage);
    afterwards = previews;
  }
  const unfinished = scheduler.active().length;
  const conclusions = runs.all.map(({ conclusion }) => conclusion);
  const ending = { github, previews: swept, unswept, queued, afterwards, conclusions, unfinished };
  await scheduler.stop();
  return ending;
}

interface Stage {
  readonly world: SimulatedWorld;
  readonly scheduler: Scheduler;
  /** What the sweep has started so far. */
  readonly starts: () => number;
}

function stageOf(story: Story): Stage {
  const time = virtualTime();
  const github = simulatedGitHub(() => time.now());
  const previews: SimulatedPreviews = new Map();
  const notes = new Map<number, AdmissionMemory>();
  const runs = simulatedRuns(() => time.now());
  let pieces = 0;
  const takes = (most: number): number => {
    const speed = story.speeds[pieces % story.speeds.length] ?? 1;
    pieces += 1;
    return Math.round(speed * most);
  };
  const world = {
    ...{ github, previews, notes, runs, time, takes, max: story.max },
    deploying: new Map<number, string>(),
  };
  const scheduler = createScheduler({
    runs: runs.port,
    requestEnvironment: () => Promise.resolve({ state: 'approved', by: 'mona', comment: '' }),
    executeJob: (request) => simulatedJob(request, world),
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
  let starts = 0;
  runs.rerun = (runId) => {
    starts += 1;
    scheduler.control({ type: 'rerun', runId, actor: 'github-actions[bot]' });
  };
  runs.dispatch = (workflow, inputs) => {
    starts += 1;
    scheduler.deliver(github.dispatch(workflow, inputs));
  };
  return { world, scheduler, starts: () => starts };
}

type Deliver = (delivery: Delivery | null, lost: boolean) => void;

/** Lets everything happen; gives what tells the scheduler of more. */
async function tell(
  story: Story,
  { world: { github, runs, time }, scheduler }: Stage,
): Promise<Deliver> {
  const delivered: Delivery[] = [];
  // A late copy of a `closed` looks like the run that the lost `reopened` would have made.
  const reopenedUnseen = new Set<unknown>();
  const deliver: Deliver = (delivery, lost) => {
    if (delivery === null) return;
    delivered.push(delivery);
    if (!lost) scheduler.deliver(delivery);
    else if (delivery.action === 'reopened') reopenedUnseen.add(delivery.payload['number']);
  };
  for (const happening of story.happenings) {
    await time.until(time.now() + happening.afterSeconds * 1000);
    const { what, which, number, lost } = happening;
    if (what === 'rerun') {
      const runId = 1 + (which % Math.max(1, runs.all.length));
      scheduler.control({ type: 'rerun', runId, actor: 'ada' });
    } else if (what === 'duplicate') {
      const again = delivered[which % Math.max(1, delivered.length)];
      const late = again?.action === 'closed' && reopenedUnseen.has(again.payload['number']);
      if (again !== undefined && !late) scheduler.deliver(again);
    } else deliver(happens(github, what, number), lost);
  }
  return deliver;
}

async function sweepWhileNeeded({ world, scheduler, starts }: Stage): Promise<void> {
  const { github, time } = world;
  for (let nth = 0; nth < SWEEPS; nth += 1) {
    await time.until(time.now() + HOUR);
    const before = starts();
    scheduler.deliver(github.schedule());
    await time.rest(time.now() + LIMIT);
    // What it removes, it removes before it starts anything.
    if (starts() === before) return;
  }
}

/** Open pull requests whose comment says that their head waits for a place. */
function waitingFor({ github, notes }: SimulatedWorld): readonly number[] {
  return github
    .pulls()
    .filter(({ number, headSha, state }) => {
      const note = notes.get(number);
      return state === 'open' && note?.queued === true && note.sha === headSha;
    })
    .map(({ number }) => number);
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
