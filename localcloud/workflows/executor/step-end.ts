import type { StepResult } from './ports.ts';

/** How a step ended. */
export interface StepEnd {
  readonly result: StepResult;
  readonly outputs: Readonly<Record<string, string>>;
}
