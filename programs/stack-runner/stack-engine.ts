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
  preview(program: PulumiFn, watch: Watch): Promise<void>;
  /** @param target Only these URNs; empty means everything. */
  refresh(target: readonly string[], watch: Watch): Promise<void>;
  destroy(watch: Watch): Promise<void>;
  remove(): Promise<void>;
  breakLock(): Promise<void>;
}

/** Temporary folders and the engine's version are shared by all stacks of one process. */
export interface Engines {
  of(address: StackAddress): Promise<StackEngine>;
  dispose(): void;
}

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
    dispose: () => rmSync(root, { recursive: true, force: true }),
  };
}

async function createEngine(
  address: StackAddress,
  env: Env,
  root: string,
  command: Promise<PulumiCommand>,
): Promise<StackEngine> {
  const workDir = mkdtempSync(join(root, `${address.project}-`));
  const own = engineEnvironment(address);
  const workspace = await LocalWorkspace.create({
    workDir,
    pulumiCommand: await command,
    projectSettings: { name: address.project, runtime: 'nodejs' },
    secretsProvider: address.secretsProvider,
    envVars: own,
  });
  const stack = await leanStack(address.stack, workspace);
  const place = { workDir, env: { ...env, ...own } };
  const cli = (...args: string[]) => runCli([...args, '--stack', address.stack], place);
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
    preview: (program, watch) =>
      orCreate(workspace, address.stack, async () => {
        await stack.preview({ program, color: 'never', ...watch });
      }),
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
