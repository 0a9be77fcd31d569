import type { JsonObject } from '../expressions/evaluate.ts';
import type {
  Delivery,
  EnvironmentAnswer,
  FileReference,
  FoundFile,
  JobOutcome,
  JobRequest,
  JobResult,
  Settings,
} from './ports.ts';
import { createScheduler } from './scheduler.ts';
import type { Scheduler } from './scheduler.ts';

export interface SimulatedJob {
  readonly request: JobRequest;
  readonly cancelled: boolean;
  end(conclusion?: JobOutcome['conclusion'], outputs?: Readonly<Record<string, string>>): void;
}

export interface RecordedJob {
  readonly runId: number;
  readonly jobId: number;
  readonly key: string;
  name: string;
  readonly needs: readonly string[];
  status: string;
  conclusion: JobResult | null;
  log: string;
}

/** A GitHub in memory, a clock that stands still, jobs that end when they are told to. */
export interface SimulatedWorld {
  readonly scheduler: Scheduler;
  /** Jobs that run now, by key. */
  readonly running: () => readonly string[];
  readonly job: (key: string, runId?: number) => SimulatedJob;
  /** All jobs that were recorded, newest attempt last. */
  readonly jobs: readonly RecordedJob[];
  readonly runs: readonly {
    readonly runId: number;
    readonly title: string;
    conclusion: JobResult | null;
  }[];
  readonly conclusions: (runId: number) => Readonly<Record<string, JobResult | null>>;
  readonly answer: (environment: string, state: EnvironmentAnswer['state']) => void;
  /** Lets time pass. */
  readonly pass: (milliseconds: number) => void;
  /** Lets everything happen that follows from what has happened. */
  readonly settle: () => Promise<void>;
  readonly deliver: (event: string, over?: Partial<Delivery>) => Promise<readonly number[]>;
}

export interface SimulationOptions {
  /** Text of `.github/workflows/test.yml`, or files by path. */
  readonly files: string | Readonly<Record<string, string>>;
  /** Files of other repositories: `owner/repo/path@ref` to text. */
  readonly others?: Readonly<Record<string, string>>;
  readonly settings?: Settings;
  /** Environments that ask a person. */
  readonly guarded?: readonly string[];
  readonly jobsAtOnce?: number;
}

interface Rig {
  readonly jobs: RecordedJob[];
  readonly runs: { readonly runId: number; readonly title: string; conclusion: JobResult | null }[];
  readonly live: Map<number, SimulatedJob & { cancelled: boolean }>;
  readonly asked: { environment: string; answer: (answer: EnvironmentAnswer) => void }[];
  readonly timers: Set<{ readonly at: number; readonly callback: () => void }>;
  now: number;
}

export function simulate(options: SimulationOptions): SimulatedWorld {
  const rig: Rig = { jobs: [], runs: [], live: new Map(), asked: [], timers: new Set(), now: 0 };
  const scheduler = createScheduler({ ...recording(rig), ...outside(options, rig) });
  const settle = async (): Promise<void> => {
    for (let round = 0; round < 5; round += 1) await new Promise((done) => setImmediate(done));
  };
  return {
    scheduler,
    jobs: rig.jobs,
    runs: rig.runs,
    running: () => [...rig.live.values()].map(({ request }) => request.key),
    job: (key, runId) => {
      const found = [...rig.live.values()].find(
        ({ request }) => request.key === key && (runId ?? request.runId) === request.runId,
      );
      if (found === undefined) {
        const keys = [...rig.live.values()].map(({ request }) => request.key);
        throw new Error(`${key} does not run; these do: ${keys.join(', ')}`);
      }
      return found;
    },
    conclusions: (runId) => {
      const own = rig.jobs.filter((job) => job.runId === runId);
      return Object.fromEntries(own.map(({ key, conclusion }) => [key, conclusion]));
    },
    answer: (environment, state) => {
      const at = rig.asked.findIndex((one) => one.environment === environment);
      const [found] = rig.asked.splice(at, at < 0 ? 0 : 1);
      if (found === undefined) throw new Error(`nobody asked for ${environment}`);
      found.answer({ state, by: 'mona', comment: '' });
    },
    pass: (milliseconds) => {
      rig.now += milliseconds;
      for (const timer of [...rig.timers].filter(({ at }) => at <= rig.now)) {
        rig.timers.delete(timer);
        timer.callback();
      }
    },
    settle,
    deliver: async (event, over = {}) => {
      const ids = scheduler.deliver(delivery(event, over));
      await settle();
      return ids;
    },
  };
}

function recording(rig: Rig) {
  return {
    runs: {
      createRun: ({ title }: { readonly title: string }) => {
        const runId = rig.runs.length + 1;
        rig.runs.push({ runId, title, conclusion: null });
        return { runId, runNumber: runId };
      },
      addJob: (job: { runId: number; key: string; name: string; needs: readonly string[] }) => {
        const jobId = rig.jobs.length + 1;
        rig.jobs.push({ ...job, jobId, status: 'queued', conclusion: null, log: '' });
        return { jobId };
      },
      updateJob: ({
        jobId,
        conclusion,
        ...over
      }: {
        jobId: number;
        name?: string;
        status?: string;
        conclusion?: JobResult;
      }) => {
        const job = jobOf(rig, jobId);
        if (job.conclusion !== null) throw new Error(`${job.key} has ended already`);
        Object.assign(
          job,
          over,
          conclusion === undefined ? {} : { conclusion, status: 'completed' },
        );
      },
      appendJobLog: ({ jobId, text }: { jobId: number; text: string }) => {
        jobOf(rig, jobId).log += text;
      },
      completeRun: ({ runId, conclusion }: { runId: number; conclusion: JobResult }) => {
        Object.assign(rig.runs[runId - 1] ?? {}, { conclusion });
      },
    },
    executeJob: (request: JobRequest, signal: AbortSignal) =>
      new Promise<JobOutcome>((resolve) => {
        const job = {
          request,
          cancelled: signal.aborted,
          end: (conclusion: JobOutcome['conclusion'] = 'success', outputs = {}) => {
            rig.live.delete(request.jobId);
            resolve({ conclusion, outputs });
          },
        };
        rig.live.set(request.jobId, job);
        signal.addEventListener('abort', () => (job.cancelled = true));
      }),
  };
}

function outside(options: SimulationOptions, rig: Rig) {
  const { files, others = {}, settings, guarded = [], jobsAtOnce = 10 } = options;
  const own = typeof files === 'string' ? { '.github/workflows/test.yml': files } : files;
  return {
    requestEnvironment: ({ environment }: { environment: string }) =>
      guarded.includes(environment)
        ? new Promise<EnvironmentAnswer>((answer) => rig.asked.push({ environment, answer }))
        : Promise.resolve({ state: 'approved', by: null, comment: '' } as const),
    after: (milliseconds: number, callback: () => void) => {
      const timer = { at: rig.now + milliseconds, callback };
      rig.timers.add(timer);
      return () => void rig.timers.delete(timer);
    },
    repository: () => ({ id: 7, ownerId: 3, defaultBranch: 'main' }),
    settings: () => settings ?? { secrets: {}, variables: {} },
    filesAt: () => own,
    findFile: ({ repository, ref, path }: FileReference): FoundFile | null => {
      const text = repository === 'acme/shop' ? own[path] : others[`${repository}/${path}@${ref}`];
      return text === undefined ? null : { text, ref: `refs/tags/${ref}`, sha: 'b'.repeat(40) };
    },
    urls: { api: 'http://api', server: 'http://server' },
    jobsAtOnce,
  };
}

function jobOf(rig: Rig, jobId: number): RecordedJob {
  const job = rig.jobs[jobId - 1];
  if (job === undefined) throw new Error(`no job ${jobId}`);
  return job;
}

/** An event as the local GitHub delivers it. */
export function delivery(event: string, over: Partial<Delivery> = {}): Delivery {
  const pull = event === 'pull_request';
  return {
    id: '1',
    event,
    action: pull ? 'opened' : null,
    repository: 'acme/shop',
    ref: pull ? 'refs/pull/42/merge' : 'refs/heads/main',
    sha: 'a'.repeat(40),
    actor: 'ada',
    payload: pull ? pullPayload('acme/shop') : {},
    ...over,
  };
}

/** Payload of a pull request whose head is in this repository. */
export function pullPayload(head: string): JsonObject {
  return {
    action: 'opened',
    number: 42,
    pull_request: {
      number: 42,
      title: 'Add a basket',
      head: { ref: 'basket', sha: 'c'.repeat(40), repo: { full_name: head } },
      base: { ref: 'main', sha: 'd'.repeat(40), repo: { full_name: 'acme/shop' } },
    },
  };
}
