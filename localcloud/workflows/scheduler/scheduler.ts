import { errorMessage } from '../../../action-shared/errors.ts';
import type { JsonObject } from '../expressions/evaluate.ts';
import type { GithubFacts } from '../plan/github-context.ts';
import { at, githubContext, isUntrusted } from '../plan/github-context.ts';
import { createCancellation } from './cancellation.ts';
import type { Cancellation } from './cancellation.ts';
import { createConcurrencyGroups } from './concurrency-groups.ts';
import type { ConcurrencyGroups } from './concurrency-groups.ts';
import { recordKnownJobs } from './job-record.ts';
import { runOf, startedBy } from './new-run.ts';
import type { Started } from './new-run.ts';
import type { Delivery, JobResult, RunControl, SchedulerDeps } from './ports.ts';
import type { LeafResult, RunContext, ScopeResult } from './run-context.ts';
import { asJson } from './run-context.ts';
import { runScope } from './run-scope.ts';
import { createSlots } from './slots.ts';
import type { Slots } from './slots.ts';

export interface Scheduler {
  /** Starts the workflows that an event means; gives the ids of their runs. */
  deliver(delivery: Delivery): readonly number[];
  /** Cancels a run or runs it again. A run that it does not know is none of its. */
  control(control: RunControl): void;
  /** Waits until no job runs or waits for a runner. Jobs that wait for a person may remain. */
  idle(): Promise<void>;
  /** Runs whose attempt has not ended, also those that wait for a person. */
  active(): readonly number[];
  /** Takes no more events and begins no more jobs; waits for the jobs that run. */
  stop(): Promise<void>;
}

interface KnownRun {
  readonly delivery: Delivery;
  readonly started: Started;
  readonly runId: number;
  readonly runNumber: number;
  attempt: number;
  triggeringActor: string;
  cancellation: Cancellation;
  results: ReadonlyMap<string, LeafResult>;
  active: boolean;
}

interface World {
  readonly deps: SchedulerDeps;
  readonly groups: ConcurrencyGroups;
  readonly slots: Slots;
  readonly runs: Map<number, KnownRun>;
}

/**
 * Decides what runs when: events, needs, concurrency, environments, re-runs, cancellations. All that
 * happens outside is injected; with an executor and a clock that are simulated it does the same
 * every time.
 */
export function createScheduler(given: SchedulerDeps): Scheduler {
  let stopped = false;
  let waiters: (() => void)[] = [];
  const onIdle = (): void => {
    const ready = waiters;
    waiters = [];
    for (const resolve of ready) resolve();
  };
  const cancelled = { conclusion: 'cancelled', outputs: {} } as const;
  const deps: SchedulerDeps = {
    ...given,
    executeJob: (request, signal) =>
      stopped ? Promise.resolve(cancelled) : given.executeJob(request, signal),
  };
  const slots = createSlots(deps.jobsAtOnce, onIdle);
  const world: World = { deps, groups: createConcurrencyGroups(), slots, runs: new Map() };
  const idle = async (): Promise<void> => {
    // A macrotask: what follows from an end is under way by then.
    await new Promise((resolve) => setImmediate(resolve));
    while (slots.busy > 0) {
      await new Promise<void>((resolve) => void waiters.push(resolve));
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return {
    deliver: (delivery) =>
      stopped ? [] : startedBy(deps, delivery).map((one) => begin(world, delivery, one)),
    control: (control) => obey(world, control),
    idle,
    active: () => [...world.runs.values()].filter((run) => run.active).map((run) => run.runId),
    stop: async () => {
      stopped = true;
      for (const { cancellation } of world.runs.values()) cancellation.cancel('The runner stops.');
      await idle();
    },
  };
}

function begin(world: World, delivery: Delivery, started: Started): number {
  const { deps, runs } = world;
  // The title may name anything of the context but the run itself.
  const unnumbered = contextOf(deps, {
    delivery,
    started,
    runId: 0,
    runNumber: 0,
    attempt: 1,
    triggeringActor: delivery.actor,
  });
  const made = deps.runs.createRun(runOf(deps, delivery, started, unnumbered));
  const run: KnownRun = {
    ...made,
    delivery,
    started,
    attempt: 1,
    triggeringActor: delivery.actor,
    cancellation: createCancellation(),
    results: new Map(),
    active: true,
  };
  runs.set(run.runId, run);
  attempt(world, run, new Map());
  return run.runId;
}

function obey(world: World, { type, runId, actor }: RunControl): void {
  const run = world.runs.get(runId);
  if (run === undefined) return;
  if (type === 'cancel') {
    run.cancellation.cancel('The run was canceled by @' + actor + '.');
    return;
  }
  if (run.active) return;
  const previous = type === 'rerun-failed' ? run.results : new Map<string, LeafResult>();
  Object.assign(run, {
    attempt: run.attempt + 1,
    triggeringActor: actor,
    cancellation: createCancellation(),
    results: new Map(),
    active: true,
  });
  attempt(world, run, previous);
}

/** Begins an attempt; it goes on by itself. */
function attempt(world: World, run: KnownRun, previous: ReadonlyMap<string, LeafResult>): void {
  const { runs } = world.deps;
  const end = (conclusion: JobResult): void => {
    run.active = false;
    runs.completeRun({ runId: run.runId, conclusion });
  };
  const { runId, started } = run;
  if (started.workflow === null) {
    refuse(world.deps, run, started.error);
    end('failure');
    return;
  }
  const context = runContextOf(world, run, started, previous);
  run.results = context.results;
  if (previous.size === 0) recordKnownJobs(context, started.workflow);
  runTop(context, started.inputs).then(
    ({ result }) => end(conclusionOf(run, result)),
    (error: unknown) => {
      refuse(world.deps, run, `The local workflow runner failed: ${errorMessage(error)}`);
      runs.completeRun({ runId, conclusion: 'failure' });
      run.active = false;
    },
  );
}

/** A run that was cancelled is cancelled, unless all its jobs had ended well. */
function conclusionOf({ cancellation }: KnownRun, result: JobResult): JobResult {
  return cancellation.cancelled && result !== 'success' ? 'cancelled' : result;
}

function runTop(run: RunContext, inputs: JsonObject): Promise<ScopeResult> {
  const { delivery, deps, workflow, cancellation, untrusted } = run;
  const secrets = untrusted ? {} : deps.settings(delivery.repository, null).secrets;
  const held: readonly string[] = [];
  return runScope({
    run,
    workflow,
    cancellation,
    inputs,
    secrets,
    prefix: '',
    held,
    reran: false,
    runScope,
  });
}

/** A run whose file is wrong says so in the only place that a person looks at: a job's log. */
function refuse(
  { runs }: SchedulerDeps,
  { runId, delivery, started }: KnownRun,
  why: string,
): void {
  const { jobId } = runs.addJob({
    runId,
    key: 'workflow-file',
    name: 'Workflow file',
    needs: [],
    workflowRef: `${delivery.repository}/${started.path}@${delivery.ref}`,
    workflowSha: delivery.sha,
  });
  const lines = why.split('\n').map((line) => `##[error]${line}\n`);
  runs.appendJobLog({ runId, jobId, text: lines.join('') });
  runs.updateJob({ runId, jobId, conclusion: 'failure' });
}

function runContextOf(
  { deps, groups, slots }: World,
  run: KnownRun,
  started: Started & { readonly error: null },
  previous: ReadonlyMap<string, LeafResult>,
): RunContext {
  const { delivery, cancellation, runId, attempt } = run;
  return {
    deps,
    groups,
    slots,
    runId,
    attempt,
    delivery,
    workflow: started.workflow,
    cancellation,
    github: contextOf(deps, run),
    vars: asJson(deps.settings(delivery.repository, null).variables),
    untrusted: isUntrusted(delivery),
    previous,
    results: new Map(),
    jobIds: new Map(),
  };
}

type Numbers = Pick<GithubFacts, 'runId' | 'runNumber' | 'attempt' | 'triggeringActor'>;

function contextOf(
  deps: SchedulerDeps,
  run: Numbers & { readonly delivery: Delivery; readonly started: Started },
): JsonObject {
  const { delivery, started } = run;
  const { repository, ref, sha } = delivery;
  const name = started.workflow?.file.name ?? started.path;
  return githubContext({
    ...run,
    actorId: Number(at(delivery.payload, 'sender', 'id') ?? 0),
    workflow: { repository, path: started.path, ref, sha, name },
    repository: deps.repository(repository),
    urls: deps.urls,
  });
}
