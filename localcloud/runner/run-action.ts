import { readActionFile, resolveInputs } from './action-file.ts';
import type { ActionFile } from './action-file.ts';
import { prepareJob, stepEnvironment, stepFiles } from './job.ts';
import type { Job, RunIdentity } from './job.ts';
import { killTracked } from './processes.ts';
import { runStep } from './step.ts';
import type { StepResult } from './step.ts';
import { startLog } from './step-log.ts';
import type { Annotation, StepLog } from './step-log.ts';
import { readTold } from './told.ts';
import type { Told } from './told.ts';

export interface RunOptions {
  /** Folder with the `action.yml`. */
  readonly actionDir: string;
  readonly inputs?: Readonly<Record<string, string>>;
  /** The webhook's payload. */
  readonly event?: unknown;
  readonly github: RunIdentity;
  /** The job's `env:`; of this process only PATH, HOME and the like are passed besides. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Values of `secrets`, masked in the log besides the token. */
  readonly secrets?: readonly string[];
  /** Cancels the run as GitHub's button does. */
  readonly cancel?: AbortSignal;
  /** Loses the machine: everything is killed at once, there is no post. */
  readonly kill?: AbortSignal;
  /** `main-only` leaves out the post step. @default 'all' */
  readonly phases?: 'all' | 'main-only';
  /** @default a new folder below the system's temp folder, which the caller removes */
  readonly tempDir?: string;
  /** Where the repository is checked out. @default an empty folder in tempDir */
  readonly workspace?: string;
  /** Scripts instead of those of `action.yml`, to run sources before they are bundled. */
  readonly scripts?: { readonly main: string; readonly post?: string };
  /** Seconds that post has after a cancellation. @default 300, GitHub's own */
  readonly postTimeoutSeconds?: number;
  /** Gets each line of the masked log as it comes. */
  readonly onLine?: (line: string) => void;
  /** Executable of Node 24. @default the one this runs in */
  readonly node?: string;
}

export interface RunResult {
  readonly conclusion: 'success' | 'failure' | 'cancelled' | 'killed';
  readonly main: StepResult;
  readonly post: StepResult | null;
  readonly outputs: Readonly<Record<string, string>>;
  /** What main kept for post. */
  readonly state: Readonly<Record<string, string>>;
  /** Variables the action set for later steps (GITHUB_ENV). */
  readonly env: Readonly<Record<string, string>>;
  /** The job's summary, masked. */
  readonly summary: string;
  /** The log as a person sees it. */
  readonly log: string;
  /** What the processes wrote, before masking: to look for leaks in tests, never to be kept. */
  readonly rawLog: string;
  readonly annotations: readonly Annotation[];
  /** Processes that were still there after post and had to be killed. */
  readonly orphans: readonly string[];
  readonly tempDir: string;
}

/** Runs an action's main and post as GitHub's runner does, and cleans up after it. */
export async function runAction(options: RunOptions): Promise<RunResult> {
  const action = withScripts(readActionFile(options.actionDir), options);
  const job = prepareJob(options.github, options.event, options);
  const log = startLog(options.onLine ?? (() => undefined), options.env?.['RUNNER_DEBUG'] === '1');
  for (const secret of [options.github.token, ...(options.secrets ?? [])]) log.mask(secret);
  const inputs = resolveInputs(action, options.inputs ?? {}, githubValues(options.github));
  for (const warning of inputs.warnings) log.annotate('warning', warning);
  const run: Run = { options, job, log, kill: options.kill ?? never(), inputs: inputs.env };
  const main = await runMain(run, action);
  const post = await runPost(run, action, main);
  const orphans = await killTracked(job.trackingId);
  for (const { pid, name } of orphans) log.own(`Terminate orphan process: pid (${pid}) (${name})`);
  return {
    conclusion: conclusionOf(run, main, post),
    main: main.result,
    post: post?.result ?? null,
    outputs: main.told.outputs,
    state: main.told.state,
    env: main.told.env,
    summary: [main, post].map((phase) => phase?.told.summary ?? '').join(''),
    log: log.text,
    rawLog: log.raw,
    annotations: log.annotations,
    orphans: orphans.map(({ name }) => name),
    tempDir: job.tempDir,
  };
}

interface Run {
  readonly options: RunOptions;
  readonly job: Job;
  readonly log: StepLog;
  readonly kill: AbortSignal;
  /** `INPUT_*`. */
  readonly inputs: Readonly<Record<string, string>>;
}

interface Phase {
  readonly result: StepResult;
  readonly told: Told;
}

function runMain(run: Run, action: ActionFile): Promise<Phase> {
  run.log.own(`Run ${action.name}`);
  return runPhase(run, action.main, run.inputs, [], run.options.cancel ?? never());
}

async function runPost(run: Run, action: ActionFile, main: Phase): Promise<Phase | null> {
  const cancelled = run.options.cancel?.aborted === true;
  if (action.post === null || run.options.phases === 'main-only' || run.kill.aborted) return null;
  if (!holds(action.postIf, main, cancelled)) return null;
  run.log.own(`Post ${action.name}`);
  run.log.newStep();
  const state = Object.entries(main.told.state).map(
    ([name, value]) => [`STATE_${name}`, value] as const,
  );
  const own: Record<string, string> = {
    ...main.told.env,
    ...run.inputs,
    ...Object.fromEntries(state),
  };
  const { signal, clear } = postLimit(run, cancelled);
  try {
    return await runPhase(run, action.post, own, main.told.paths, signal);
  } finally {
    clear();
  }
}

/** After a cancellation post has its own minutes; otherwise a later cancellation reaches it. */
function postLimit(run: Run, cancelled: boolean): { signal: AbortSignal; clear: () => void } {
  const { cancel, postTimeoutSeconds = 300 } = run.options;
  if (!cancelled) return { signal: cancel ?? never(), clear: () => undefined };
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), postTimeoutSeconds * 1000);
  return { signal: controller.signal, clear: () => clearTimeout(timer) };
}

function holds(condition: string, main: Phase, cancelled: boolean): boolean {
  const succeeded = main.result.exitCode === 0 && main.told.valid;
  const conditions: Readonly<Record<string, boolean>> = {
    'always()': true,
    'success()': succeeded && !cancelled,
    'failure()': !succeeded && !cancelled,
    'cancelled()': cancelled,
    '!cancelled()': !cancelled,
  };
  const value = conditions[condition.replaceAll(' ', '')];
  if (value === undefined)
    throw new Error(`The local runner cannot evaluate post-if: ${condition}`);
  return value;
}

async function runPhase(
  run: Run,
  script: string,
  own: Readonly<Record<string, string>>,
  paths: readonly string[],
  cancel: AbortSignal,
): Promise<Phase> {
  const { options, job, log, kill } = run;
  const files = stepFiles(job);
  const result = await runStep({
    command: [options.node ?? process.execPath, script],
    cwd: job.workspace,
    env: stepEnvironment(job, files, process.env, { ...options.env, ...own }, paths),
    cancel,
    kill,
    onLine: (line) => log.line(line),
    killAll: () => killTracked(job.trackingId),
  });
  const told = readTold(files, log);
  const failed = result.exitCode !== 0 && !cancel.aborted && !kill.aborted;
  if (failed) log.own(`##[error]The process ended with ${result.exitCode ?? result.signal ?? ''}`);
  return { result, told };
}

function conclusionOf(run: Run, main: Phase, post: Phase | null): RunResult['conclusion'] {
  if (run.kill.aborted) return 'killed';
  if (run.options.cancel?.aborted) return 'cancelled';
  const good = (phase: Phase): boolean => phase.result.exitCode === 0 && phase.told.valid;
  return good(main) && (post === null || good(post)) ? 'success' : 'failure';
}

function withScripts(action: ActionFile, { scripts }: RunOptions): ActionFile {
  return scripts ? { ...action, main: scripts.main, post: scripts.post ?? null } : action;
}

/** The `github` context, as far as defaults of inputs name it. */
function githubValues(github: RunIdentity): Readonly<Record<string, string>> {
  return {
    token: github.token,
    repository: github.repository,
    sha: github.sha,
    run_id: String(github.runId),
    actor: github.actor,
    event_name: github.eventName,
    server_url: github.serverUrl,
    api_url: github.apiUrl,
  };
}

function never(): AbortSignal {
  return new AbortController().signal;
}
