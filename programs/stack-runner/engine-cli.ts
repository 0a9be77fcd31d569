import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { errorMessage } from '../../action-shared/errors.ts';

/** State of a large stack; the largest seen in practice are some ten megabytes. */
const MAX_OUTPUT_BYTES = 256 * 1024 * 1024;

export interface CliPlace {
  readonly workDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Runs one command of the engine's CLI and gives its stdout. For what the Automation API would only do
 * with secrets in the clear (`stack export --show-secrets`) or with more calls.
 */
export async function runCli(args: readonly string[], place: CliPlace): Promise<string> {
  try {
    const options = { cwd: place.workDir, env: place.env, maxBuffer: MAX_OUTPUT_BYTES };
    const { stdout } = await promisify(execFile)('pulumi', [...args, '--non-interactive'], options);
    return stdout;
  } catch (cause) {
    throw new Error(`\n stderr: ${stderrOf(cause)}\n err?: `, { cause });
  }
}

function stderrOf(error: unknown): string {
  const isOutput = error instanceof Error && 'stderr' in error && typeof error.stderr === 'string';
  return isOutput && error.stderr !== '' ? String(error.stderr) : errorMessage(error);
}
