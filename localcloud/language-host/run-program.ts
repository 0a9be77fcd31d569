import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** A program as the engine wants it to be run. */
export interface Program {
  readonly project: string;
  readonly stack: string;
  readonly organization: string;
  /** Folder of Pulumi.yaml. */
  readonly rootDirectory: string;
  /** Folder the program is run in. */
  readonly pwd: string;
  /** File or folder, relative to `pwd`; `.` when Pulumi.yaml names no `main`. */
  readonly entryPoint: string;
  readonly args: readonly string[];
  readonly dryRun: boolean;
  /** Operations at once; 0 leaves the number to the program's runtime. */
  readonly parallel: number;
  readonly monitorAddress: string;
  readonly engineAddress: string;
  /** Values by `project:key`, secrets opened. */
  readonly config: Readonly<Record<string, string>>;
  readonly secretKeys: readonly string[];
  /** `runtime.options` of Pulumi.yaml. */
  readonly options: ProgramOptions;
}

export interface ProgramOptions {
  /** Compile TypeScript by ts-node. @default true, as with the official plugin */
  readonly typescript: boolean;
  /** Arguments of `node` itself. */
  readonly nodeArguments: readonly string[];
}

export interface Outcome {
  /** What to show; empty when the program ended well or has told its failure itself. */
  readonly error: string;
  /** The program has told its failure to the engine; nothing is to be added. */
  readonly bail: boolean;
}

/** Exit status of @pulumi/pulumi/cmd/run when the failure has been logged (its index.js). */
const STATUS_TOLD = 32;

/**
 * Runs a program in a process of its own under @pulumi/pulumi's starter, the program's own copy of it;
 * its output is ours, which the engine shows.
 *
 * @param signal Ends the program: SIGTERM, at which Node ends at once.
 */
export function runProgram(
  program: Program,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Outcome> {
  const starter = starterOf(program.pwd);
  if (starter === undefined) return Promise.resolve({ error: MISSING_SDK, bail: false });
  const { nodeArguments } = program.options;
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [...nodeArguments, starter, ...starterArguments(program)],
      {
        cwd: program.pwd,
        env: { ...env, ...starterEnvironment(program) },
        stdio: ['ignore', 'inherit', 'inherit'],
      },
    );
    const end = (): void => void child.kill('SIGTERM');
    signal.addEventListener('abort', end, { once: true });
    child.once('error', reject);
    child.once('close', (status, endedBy) => {
      signal.removeEventListener('abort', end);
      resolve(outcomeOf(status, endedBy));
    });
    if (signal.aborted) end();
  });
}

const MISSING_SDK =
  'The program needs @pulumi/pulumi, which is not installed. Run "npm ci" in the repository.';

/** The starter of the copy of @pulumi/pulumi that the program imports; undefined when it is not installed. */
export function starterOf(folder: string): string | undefined {
  try {
    return createRequire(join(folder, 'index.js')).resolve('@pulumi/pulumi/cmd/run');
  } catch (error) {
    const hasCode = typeof error === 'object' && error !== null && 'code' in error;
    if (hasCode && error.code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

/** Arguments of @pulumi/pulumi/cmd/run; its `usage` lists them. */
export function starterArguments(program: Program): string[] {
  const flags: readonly (readonly [string, string])[] = [
    ['monitor', program.monitorAddress],
    ['engine', program.engineAddress],
    ['organization', program.organization],
    ['project', program.project],
    ['root-directory', program.rootDirectory],
    ['stack', program.stack],
    ['pwd', program.pwd],
    ['parallel', program.parallel > 0 ? String(program.parallel) : ''],
  ];
  const given = flags
    .filter(([, value]) => value !== '')
    .flatMap(([key, value]) => [`--${key}`, value]);
  return [...given, ...(program.dryRun ? ['--dry-run'] : []), program.entryPoint, ...program.args];
}

/** What the starter and the program's runtime read from the environment (runtime/config.js). */
export function starterEnvironment(program: Program): Record<string, string> {
  return {
    PULUMI_CONFIG: JSON.stringify(program.config),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(program.secretKeys),
    PULUMI_NODEJS_TYPESCRIPT: String(program.options.typescript),
  };
}

/** How the end of the starter's process is told to the engine. */
export function outcomeOf(status: number | null, endedBy: NodeJS.Signals | null): Outcome {
  if (status === 0) return { error: '', bail: false };
  if (status === STATUS_TOLD) return { error: '', bail: true };
  const how =
    status === null ? `was ended by ${endedBy ?? 'a signal'}` : `ended with status ${status}`;
  return { error: `The program ${how}.`, bail: false };
}
