import { getExecOutput } from '@actions/exec';

/** Seconds a program may take, unless told otherwise. */
const LONGEST_SECONDS = 120;

/**
 * Runs a program to its end without a line in the log.
 *
 * @param file path of the program, or its name on PATH
 * @param seconds how long it may take. @default 120
 * @returns what it wrote to its standard output
 * @throws Error when it cannot be started, ends with another code than 0 or takes longer
 */
export async function execute(
  file: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  seconds = LONGEST_SECONDS,
): Promise<string> {
  const set = Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== undefined);
  // The library splits at spaces what is not quoted, and has no time limit.
  const ended = getExecOutput(`"${file}"`, [...args], {
    env: Object.fromEntries(set),
    ignoreReturnCode: true,
    silent: true,
  });
  const { exitCode, stdout, stderr } = await withinLimit(ended, file, seconds);
  if (exitCode === 0) return stdout;
  throw new Error(`${file} ended with code ${exitCode}: ${stderr.trim().slice(0, 500)}`);
}

async function withinLimit<T>(work: Promise<T>, file: string, seconds: number): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const late = new Error(`${file} did not end within ${seconds} s`);
  const timer = setTimeout(() => reject(late), seconds * 1000);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
