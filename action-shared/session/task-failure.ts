/** What is told of a one-off task that failed a deployment. */
export interface TaskFailure {
  /** `migrate ended with exit code 4: Essential container in task exited` */
  readonly cause: string;
  /** Null where it did not start. */
  readonly exitCode: number | null;
  /** The last ones that it wrote, oldest first. */
  readonly logLines: readonly string[];
}

const FAILURE = /^((?:migrate|seed) (?:ended with exit code (\d+)|did not start|still runs).*)$/m;
const LINES = /\nLast log lines:\n((?: {2}.*(?:\n|$))+)/;

/** The failure of `migrate` or `seed` in the engine's message; null when it is another one. */
export function taskFailure(message: string): TaskFailure | null {
  const [, cause, code] = FAILURE.exec(message) ?? [];
  if (cause === undefined) return null;
  const lines = LINES.exec(message)?.[1]?.trimEnd().split('\n') ?? [];
  return {
    cause,
    exitCode: code === undefined ? null : Number(code),
    logLines: lines.map((line) => line.slice(2)),
  };
}
