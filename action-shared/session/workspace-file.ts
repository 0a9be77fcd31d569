import { readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { UserError } from '../errors.ts';
import type { Runner } from '../runner/runner.ts';

/** Text of a file in the workspace; null when it is not there. */
export async function workspaceFile(runner: Runner, file: string): Promise<string | null> {
  const path = isAbsolute(file) ? file : join(runner.context.workspace, file);
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new UserError(`${file} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}
