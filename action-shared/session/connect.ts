import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { delimiter, join } from 'node:path';
import { awsClients } from '../aws/clients.ts';
import type { AwsClients } from '../aws/clients.ts';
import type { Healing } from '../documents/report.ts';
import type { PendingLookup } from '../engine/heal.ts';
import { holderState } from '../engine/holder.ts';
import type { Holder, HolderState } from '../engine/holder.ts';
import { installEngine } from '../engine/install-engine.ts';
import { processStart } from '../engine/process-identity.ts';
import type { PendingOperation, StackAddress, StackSnapshot } from '../engine/protocol.ts';
import {
  attachStackRunner,
  retireStackRunner,
  startStackRunner,
} from '../engine/stack-runner-client.ts';
import type { StackRunner } from '../engine/stack-runner-session.ts';
import { listStacks } from '../engine/stack-list.ts';
import type { ListedStack } from '../engine/stack-list.ts';
import { readStack } from '../engine/state-reader.ts';
import { openStateStore } from '../engine/state-store.ts';
import { createGitHub } from '../github/client.ts';
import type { GitHub } from '../github/client.ts';
import { attemptState } from '../github/runs.ts';
import { systemClock } from '../runner/clock.ts';
import { execute } from '../runner/execute.ts';
import type { Runner } from '../runner/runner.ts';
import type { CommonInputs } from './common-inputs.ts';
import { openStackSession } from './stack-session.ts';
import type { HeldSession, StackSession } from './stack-session.ts';

/** Longest wait for a living holder of a stack, in seconds; half of the time limit if that is less. */
const LONGEST_WAIT_SECONDS = 900;

/** Seconds in which a stack runner that has nothing more to do ends. */
const END_SECONDS = 3;

/** `pulumi version` takes some tenths of a second; a download is not worth waiting for. */
const LONGEST_SETTLING_MILLISECONDS = 4_000;

/** What of the inputs a connection needs. */
export type ConnectInputs = Omit<CommonInputs, 'app' | 'base' | 'configFile' | 'links'>;

/** Everything real that an action on a stack works with. */
export interface Connection {
  readonly gh: GitHub;
  readonly aws: AwsClients;
  /** Aborted when the job is cancelled or the action's own time limit is over. */
  readonly signal: AbortSignal;
  address(project: string, stack: string): StackAddress;
  snapshot(address: StackAddress): Promise<StackSnapshot>;
  open(address: StackAddress, healed: Healing[]): Promise<StackSession>;
  /** Every stack of a project. */
  stacks(project: string): Promise<readonly ListedStack[]>;
  /** Starts a stack runner for what needs no lease, and ends it. */
  withRunner<T>(use: (runner: StackRunner) => Promise<T>): Promise<T>;
  /** Waits, for a moment, for what was begun ahead of its need: nothing may outlive this process. */
  settled(): Promise<void>;
}

export interface ConnectOptions {
  readonly runner: Runner;
  readonly env: NodeJS.ProcessEnv;
  /** `dist/` of this repository: the stack runner is found there. */
  readonly distFolder: string;
  /** Called whenever what `post` needs of a held session changes. */
  readonly onHeld: (held: HeldSession) => void;
}

/** Connects to GitHub, AWS, the state backend and the engine. Nothing is written yet. */
export function connect(inputs: ConnectInputs, options: ConnectOptions): Connection {
  const { runner } = options;
  const timeout = AbortSignal.timeout(inputs.timeoutSeconds * 1000);
  const signal = AbortSignal.any([runner.cancelled, timeout]);
  const gh = createGitHub({
    token: inputs.token,
    apiUrl: runner.context.apiUrl,
    repository: inputs.repository,
    log: (line) => runner.info(line),
  });
  const aws = awsClients(inputs.region);
  const env = engineEnvironment(inputs, runner, options.env);
  // Known long before it is needed: looking for the engine must not cost time of its own.
  const engine = once(() => findEngine(inputs, runner, env));
  const store = once(() => openStateStore(inputs.backend.url, env));
  const { url: backendUrl, secretsProvider } = inputs.backend;
  const place = { backendUrl, secretsProvider, region: inputs.region };
  const startRunner = async (): Promise<StackRunner> => {
    const { folder } = await engine();
    const path = `${folder}${delimiter}${env['PATH'] ?? ''}`;
    return startStackRunner({
      folder: join(runner.tempDir, 'macro-infra', randomUUID()),
      entry: join(options.distFolder, 'stack-runner', 'index.js'),
      env: { ...env, PATH: path },
      onWarning: (text) => runner.warning(text),
    });
  };
  const withRunner = endedRunners(startRunner);
  return {
    gh,
    aws,
    signal,
    address: (project, stack) => ({ project, stack, ...place }),
    stacks: async (project) =>
      listStacks({ project, stack: '', ...place }, await store(), withRunner),
    withRunner,
    settled: async () => {
      const asked = engine.asked()?.then(noop, noop);
      await Promise.race([asked, systemClock.sleep(LONGEST_SETTLING_MILLISECONDS)]);
    },
    snapshot: async (address) => readWithRunner(address, await store(), withRunner),
    async open(address, healed) {
      void engine().catch(() => undefined); // awaited, with its error, where it is used
      const deps = {
        store: await store(),
        clock: systemClock,
        signal,
        holder: holderOf(runner),
        waitSeconds: Math.min(LONGEST_WAIT_SECONDS, inputs.timeoutSeconds / 2),
        holderState: (holder: Holder) => stateOfHolder(holder, gh),
        startRunner,
        lookup: (operation: PendingOperation) => lookup(operation, aws),
        log: (line: string) => runner.info(line),
        warn: (line: string) => runner.warning(line),
        remember: options.onHeld,
      };
      return openStackSession(address, deps, healed);
    },
  };
}

/** Starts a stack runner for one use, and ends it afterwards. */
function endedRunners(start: () => Promise<StackRunner>): Connection['withRunner'] {
  return async (use) => {
    const started = await start();
    try {
      return await use(started);
    } finally {
      await started.end(END_SECONDS);
    }
  };
}

/** Takes the stack runner up again, in `post`. */
export function attach(folder: string, runner: Runner): StackRunner {
  return attachStackRunner(folder, (text) => runner.warning(text));
}

function stateOfHolder(holder: Holder, gh: GitHub): Promise<HolderState> {
  return holderState(holder, {
    host: hostname(),
    attemptState: (attempt) => attemptState(gh, attempt),
    retire: retireStackRunner,
  });
}

async function readWithRunner(
  address: StackAddress,
  store: Awaited<ReturnType<typeof openStateStore>>,
  withRunner: Connection['withRunner'],
): Promise<StackSnapshot> {
  if (store === null)
    return withRunner(async (runner) => (await readStack(address, null, () => runner)).snapshot);
  const state = await readStack(address, store, () => {
    throw new Error('not needed');
  });
  return state.snapshot;
}

function holderOf(runner: Runner): Holder {
  const { context } = runner;
  return {
    repository: context.repository,
    runId: context.runId,
    attempt: context.runAttempt,
    job: context.job,
    runUrl: context.runUrl,
    host: hostname(),
    pid: process.pid,
    processStarted: processStart(process.pid),
    stackRunner: null,
  };
}

function engineEnvironment(
  inputs: ConnectInputs,
  runner: Runner,
  env: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  const token = runner.input('pulumi-access-token');
  const own = Object.entries(env).filter(([name]) => !/^(INPUT_|GITHUB_TOKEN|STATE_)/.test(name));
  return {
    ...Object.fromEntries(own),
    AWS_REGION: inputs.region,
    PULUMI_SKIP_UPDATE_CHECK: 'true',
    ...(token === '' ? {} : { PULUMI_ACCESS_TOKEN: token }),
  };
}

async function findEngine(
  inputs: ConnectInputs,
  runner: Runner,
  env: NodeJS.ProcessEnv,
): Promise<{ folder: string }> {
  return installEngine({
    version: inputs.pulumiVersion,
    env,
    cacheFolder: join(runner.tempDir, 'macro-infra', 'tools'),
    fetch: globalThis.fetch,
    execute,
    log: (line) => runner.info(line),
  });
}

/** Loaded only to heal: it brings half of the AWS clients with it, which every start would pay for. */
async function lookup(operation: PendingOperation, aws: AwsClients): Promise<PendingLookup> {
  const { lookupPending } = await import('../aws/pending-lookup.ts');
  return lookupPending(operation, aws);
}

interface Once<T> {
  (): Promise<T>;
  /** The promise, if it was asked for. */
  asked(): Promise<T> | undefined;
}

function once<T>(make: () => Promise<T>): Once<T> {
  let made: Promise<T> | undefined;
  return Object.assign(() => (made ??= make()), { asked: () => made });
}

function noop(): void {
  // what it came to is told where it is needed
}
