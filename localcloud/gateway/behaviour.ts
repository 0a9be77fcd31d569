import type { AwsError } from './aws-error.ts';
import type { AwsCall } from './call.ts';
import type { Emulator } from './emulator.ts';

interface Applies {
  /** Signing name of the service. */
  readonly service: string;
  readonly actions: readonly string[];
}

/** A refusal of AWS's that the emulator lacks: looks before the call is sent on. */
export interface Rule extends Applies {
  /** The error AWS would answer with; undefined when it would go on. */
  check(call: AwsCall, aws: Emulator): Promise<AwsError | undefined> | AwsError | undefined;
}

/** Corrects an answer of the emulator's to what AWS says. */
export interface Smoothing extends Applies {
  /** The body to send instead, or the same one. */
  rewrite(call: AwsCall, body: string, aws: Emulator): Promise<string> | string;
}

export interface Behaviour {
  readonly rules: readonly Rule[];
  readonly smoothings: readonly Smoothing[];
}

/** The entries that concern a call. */
export function concerning<T extends Applies>(entries: readonly T[], call: AwsCall): readonly T[] {
  return entries.filter((e) => e.service === call.service && e.actions.includes(call.action));
}
