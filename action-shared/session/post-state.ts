import { z } from 'zod';
import { previewReportSchema } from '../documents/report.ts';
import type { PreviewReport } from '../documents/report.ts';
import type { Runner } from '../runner/runner.ts';
import type { HeldSession } from './stack-session.ts';

/**
 * What main leaves for `post`: that it began, what it holds, the last true report, and whether it came
 * to its own end. Saved as it happens, because a cancelled main has no time to save anything later.
 */
const STARTED = 'started';
const HELD = 'held';
const REPORT = 'report';
const DONE = 'done';

const heldSchema = z.object({ lease: z.string(), folder: z.string().nullable() });

export interface PostState {
  /** Null: main held no stack. */
  readonly held: HeldSession | null;
  /** Null: main had announced nothing. */
  readonly report: PreviewReport | null;
  /** True: main ended by itself, there is nothing to do. */
  readonly done: boolean;
}

type StateStore = Pick<Runner, 'saveState' | 'getState'>;

/** True in the `post` step, false in main, which calls this first. */
export function beginOrResume(runner: StateStore): boolean {
  if (runner.getState(STARTED) !== '') return true;
  runner.saveState(STARTED, 'true');
  return false;
}

export function saveHeld(runner: StateStore, held: HeldSession): void {
  runner.saveState(HELD, JSON.stringify(held));
}

export function saveReport(runner: StateStore, report: PreviewReport): void {
  runner.saveState(REPORT, JSON.stringify(report));
}

/** Main came to its own end: what it published stands, what it held was released. */
export function saveDone(runner: StateStore): void {
  runner.saveState(DONE, 'true');
}

/** What was held and told so far came to its end; the run goes on with another stack. */
export function saveNothingHeld(runner: StateStore): void {
  runner.saveState(HELD, '');
  runner.saveState(REPORT, '');
}

export function readPostState(runner: StateStore): PostState {
  const held = runner.getState(HELD);
  const report = runner.getState(REPORT);
  return {
    held: held === '' ? null : heldSchema.parse(JSON.parse(held)),
    report: report === '' ? null : previewReportSchema.parse(JSON.parse(report)),
    done: runner.getState(DONE) !== '',
  };
}
