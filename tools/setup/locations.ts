import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Version of the Pulumi engine everything here is built and tested with. */
export const ENGINE_VERSION = '3.259.0';

/** Where set-up keeps what it downloads or builds; never inside the repository. */
export function cacheRoot(env: NodeJS.ProcessEnv = process.env): string {
  return join(env['XDG_CACHE_HOME'] ?? join(env['HOME'] ?? homedir(), '.cache'), 'macro-infra');
}

/** The engine's executable, by version. */
export function enginePath(env?: NodeJS.ProcessEnv): string {
  return join(cacheRoot(env), 'engine', ENGINE_VERSION, 'pulumi');
}

/** The Python of the virtual environment that holds tools/requirements.txt exactly. */
export function pythonPath(env?: NodeJS.ProcessEnv): string {
  return join(pythonHome(EMULATOR_REQUIREMENTS, env), 'bin', 'python');
}

/** Packages of the local AWS. */
export const EMULATOR_REQUIREMENTS = 'tools/requirements.txt';

/** Folder of the virtual environment of a requirements file, named after the file's content. */
export function pythonHome(requirements: string, env?: NodeJS.ProcessEnv): string {
  const content = readFileSync(join(REPOSITORY_ROOT, requirements));
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 8);
  return join(cacheRoot(env), 'python', hash);
}

/** Root of this checkout. */
export const REPOSITORY_ROOT = new URL('../..', import.meta.url).pathname.replace(/\/$/, '');
