import { systemClock } from '../runner/clock.ts';
import type { Runner } from '../runner/runner.ts';
import type { Connection } from './connect.ts';
import type { PhaseDeps } from './progress.ts';

/** What every run on a stack needs of the job around it. */
export interface SessionWorld extends PhaseDeps {
  log(line: string): void;
  warn(line: string): void;
  readonly signal: AbortSignal;
}

/** The real job. */
export function sessionWorld(runner: Runner, connection: Connection): SessionWorld {
  return {
    now: () => systemClock.now(),
    group: (title, body) => runner.group(title, body),
    log: (line) => runner.info(line),
    warn: (line) => runner.warning(line),
    signal: connection.signal,
  };
}
