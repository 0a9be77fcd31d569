import type { Scope } from '../expressions/evaluate.ts';
import type { StepFile } from '../files/workflow-file.ts';
import type { Frame, Session } from './session.ts';

/** One use of an action. */
export interface ActionUse {
  readonly session: Session;
  readonly frame: Frame;
  readonly step: StepFile;
  readonly scope: Scope;
  /** The step's own `env:`. */
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Runs the steps of a composite action; handed in, because they may use actions again. */
  readonly runSteps: (
    frame: Frame,
    steps: readonly StepFile[],
    signal: AbortSignal,
  ) => Promise<void>;
}
