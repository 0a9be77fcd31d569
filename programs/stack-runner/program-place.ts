import type { StackAddress } from '../../action-shared/engine/protocol.ts';

/** Variables of a process. */
export type Env = Readonly<Record<string, string | undefined>>;

/** Where a program runs, and what only the stack runner's process knows. */
export interface ProgramPlace {
  readonly address: Pick<StackAddress, 'stack' | 'region'>;
  /** Holds the values of secrets that come from outside AWS. */
  readonly env: Env;
}
