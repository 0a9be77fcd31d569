export interface CommandResult {
  readonly status: number;
  /** Standard output and error together, the last 2,000 characters. */
  readonly output: string;
}

/** What set-up needs of the world; tests give their own. */
export interface SetupDeps {
  readonly env: NodeJS.ProcessEnv;
  run(command: string, args: readonly string[], options?: { cwd?: string }): CommandResult;
  /** Runs `action` between a line that says what is being done and one that says how long it took. */
  step(what: string, action: () => void): void;
  /** Tries the official download to `target`; false when it cannot be had. */
  download(target: string): Promise<boolean>;
}
