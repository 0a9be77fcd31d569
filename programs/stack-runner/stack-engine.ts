import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PulumiCommand } from '@pulumi/pulumi/automation/cmd.js';
import { StackNotFoundError } from '@pulumi/pulumi/automation/errors.js';
import type { EngineEvent } from '@pulumi/pulumi/automation/events.js';
import { LocalWorkspace } from '@pulumi/pulumi/automation/localWorkspace.js';
import { Stack } from '@pulumi/pulumi/automation/stack.js';
import type { PulumiFn } from '@pulumi/pulumi/automation/workspace.js';
import type { StackAddress } from '../../action-shared/engine/protocol.ts';
import { errorMessage } from '../../action-shared/errors.ts';
import type { ExportedStack } from './deployment-state.ts';
import { exportedStack } from './deployment-state.ts';
import { runCli } from './engine-cli.ts';
import { listedStacks, plainOutputs, writeScratchStack } from './other-stacks.ts';
import type { ListedStack } from './other-stacks.ts';

/** How the engine is watched and stopped while an operation runs. */
export interface Watch {
  readonly onEvent: (event: EngineEvent) => void;
  /** Aborting interrupts the engine once: it finishes what is in flight, saves, and ends. */
  readonly signal: AbortSignal;
}

/** One stack in one backend, driven through the Automation API with the fewest CLI calls. */
export interface StackEngine {
  export(): Promise<ExportedStack | null>;
  import(state: ExportedStack): Promise<void>;
  up(program: PulumiFn, refresh: boolean, watch: Watch): Promise<void>;
  /** Takes no lock and writes nothing. @throws StackNotFoundError when there is no such stack */
  preview(program: PulumiFn, watch: Watch): Promise<void>;
  /** Every stack of the project. */
  list(): Promise<readonly ListedStack[]>;
  /** Plain outputs of another stack of the backend. @param reference `organization/project/stack` */
  outputsOf(reference: string): Promise<Record<string, unknown>>;
  /** @param target Only these URNs; empty means everything. */
  refresh(target: readonly string[], watch: Watch): Promise<void>;
  destroy(watch: Watch): Promise<void>;
  remove(): Promise<void>;
  breakLock(): Promise<void>;
}

/** Temporary folders and the engine's version are shared by all stacks of one process. */
export interface Engines {
  of(address: StackAddress): Promise<StackEngine>;
  /**
   * An empty stack of the same name in a backend of its own, for a preview of what does not exist yet:
   * the real backend stays as it is.
   *
   * @param needed outputs of the stacks that the program refers to, by `organization/project/stack`
   */
  scratch(
    address: StackAddress,
    needed: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  ): Promise<StackEngine>;
  dispose(): void;
}

/** Nothing secret is kept in a scratch backend, but the engine wants a passphrase. */
const SCRATCH_PASSPHRASE = { PULUMI_CONFIG_PASSPHRASE: 'scratch' };

type Env = Readonly<Record<string, string | undefined>>;

/** @param env What the engine runs with; the address adds backend and region. */
export function createEngines(env: Env): Engines {
  const root = mkdtempSync(join(tmpdir(), 'macro-infra-engine-'));
  // Asked once and early: it takes a third of a second, which passes while the plan is being made.
  const command = PulumiCommand.get({ skipVersionCheck: true });
  command.catch(() => undefined);
  const engines = new Map<string, Promise<StackEngine>>();
  return {
    of: (address) => {
      const key = JSON.stringify(address);
      const known = engines.get(key) ?? createEngine(address, env, root, command);
      engines.set(key, known);
      return known;
    },
    scratch: async (address, needed) => {
      const folder = mkdtempSync(join(root, 'scratch-'));
      const own = { ...address, backendUrl: `file://${folder}`, secretsProvider: 'passphrase' };
      const engine = await createEngine(own, env, root, command, { create: true });
      for (const [reference, outputs] of Object.entries(needed)) {
        writeScratchStack(folder, reference, outputs);
      }
      return engine;
    },
    dispose: () => rmSync(root, { recursive: true, force: true }),
  };
}

async function createEngine(
  address: StackAddress,
  env: Env,
  root: string,
  command: Promise<PulumiCommand>,
  { create = false } = {},
): Promise<StackEngine> {
  const workDir = mkdtempSync(join(root, `${address.project}-`));
  const own = { ...engineEnvironment(address), ...(create ? SCRATCH_PASSPHRASE : {}) };
  const workspace = await LocalWorkspace.create({
    workDir,
    pulumiCommand: await command,
    projectSettings: { name: address.project, runtime: 'nodejs' },
    secretsProvider: address.secretsProvider,
    envVars: own,
  });
  if (create) await workspace.createStack(address.stack);
  const stack = await leanStack(address.stack, workspace);
  const place = { workDir, env: { ...env, ...own } };
  const any = (...args: string[]) => runCli(args, place);
  const cli = (...args: string[]) => any(...args, '--stack', address.stack);
  return {
    export: () => exportState(cli),
    import: async (state) => {
      const file = join(workDir, 'import.json');
      writeFileSync(file, JSON.stringify(state), { mode: 0o600 });
      await cli('stack', 'import', '--file', file);
    },
    up: (program, refresh, watch) =>
      orCreate(workspace, address.stack, async () => {
        await stack.up({ program, refresh, color: 'never', ...watch });
      }),
    preview: async (program, watch) => {
      await stack.preview({ program, color: 'never', ...watch });
    },
    list: async () => listedStacks(await any('stack', 'ls', '--json')),
    outputsOf: async (reference) =>
      plainOutputs(await any('stack', 'output', '--json', '--stack', reference)),
    refresh: async (target, watch) => {
      const only = target.length === 0 ? {} : { target: [...target] };
      await stack.refresh({ ...only, color: 'never', ...watch });
    },
    destroy: async (watch) => {
      await stack.destroy({ color: 'never', ...watch });
    },
    remove: () => workspace.removeStack(address.stack),
    breakLock: async () => {
      await cli('cancel', '--yes');
    },
  };
}

/**
 * A `Stack` that asks the CLI for nothing it need not: `select` (every operation names its stack), and
 * the outputs and the history that `up` would fetch afterwards (the events told both). That is four
 * CLI calls, more than a second, in an `up` that has nothing to do.
 */
async function leanStack(name: string, workspace: LocalWorkspace): Promise<Stack> {
  workspace.selectStack = () => Promise.resolve();
  workspace.stackOutputs = () => Promise.resolve({});
  const stack = await Stack.select(name, workspace);
  stack.info = () => Promise.resolve(undefined);
  return stack;
}

function engineEnvironment(address: StackAddress): Record<string, string> {
  return {
    PULUMI_BACKEND_URL: address.backendUrl,
    PULUMI_SKIP_UPDATE_CHECK: 'true',
    AWS_REGION: address.region,
  };
}

/** Stacks nearly always exist: they are created when the engine says that they do not. */
async function orCreate(
  workspace: LocalWorkspace,
  stack: string,
  operation: () => Promise<void>,
): Promise<void> {
  try {
    await operation();
  } catch (error) {
    if (!(error instanceof StackNotFoundError)) throw error;
    await workspace.createStack(stack);
    await operation();
  }
}

async function exportState(
  cli: (...args: string[]) => Promise<string>,
): Promise<ExportedStack | null> {
  try {
    return exportedStack.parse(JSON.parse(await cli('stack', 'export')));
  } catch (error) {
    if (/no stack named .* found/.test(errorMessage(error))) return null;
    throw error;
  }
}
