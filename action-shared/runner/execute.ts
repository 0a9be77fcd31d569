import { getExecOutput } from '@actions/exec';

/** Seconds a program may take. */
const LONGEST_SECONDS = 120;

/**
 * Runs a program to its end without a line in the log.
 *
 * @param file path of the program, or its name on PATH
 * @returns what it wrote to its standard output
 * @throws Error when it cannot be started, ends with another code than 0 or takes over two minutes
 */
export async function execute(
  file: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<string> {
  const set = Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== undefined);
  // The library splits at spaces what is not quoted, and has no time limit.
  const ended = getExecOutput(`"${file}"`, [...args], {
    env: Object.fromEntries(set),
    ignoreReturnCode: true,
    silent: true,
  });
  const { exitCode, stdout, stderr } = await withinLimit(ended, file);
  if (exitCode === 0) return stdout;
  throw new Error(`${file} ended with code ${exitCode}: ${stderr.trim().slice(0, 500)}`);
}

async function withinLimit<T>(work: Promise<T>, file: string): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const late = new Error(`${file} did not end within ${LONGEST_SECONDS} s`);
  const timer = setTimeout(() => reject(late), LONGEST_SECONDS * 1000);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
