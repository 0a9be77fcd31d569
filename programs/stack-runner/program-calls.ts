import type { PulumiFn } from '@pulumi/pulumi/automation/workspace.js';
import { parseBaseConfig } from '../../action-shared/config/base.ts';
import type { ProgramCall, StackAddress } from '../../action-shared/engine/protocol.ts';
import { baseProgram } from '../base/program.ts';
import { parsePreviewPlan } from '../preview/plan.ts';
import { previewProgram } from '../preview/program.ts';

/** Variables of a process. */
export type Env = Readonly<Record<string, string | undefined>>;

/** Where a program runs, and what only the stack runner's process knows. */
export interface ProgramPlace {
  readonly address: Pick<StackAddress, 'stack' | 'region'>;
  /** Holds the values of secrets that come from outside AWS. */
  readonly env: Env;
}

/** The program a command asks for, its argument validated. @throws UserError */
export async function programOf(call: ProgramCall, place: ProgramPlace): Promise<PulumiFn> {
  if (call.name === 'base') {
    const config = parseBaseConfig(call.config, 'the base configuration');
    return () => Promise.resolve(baseProgram(config));
  }
  if (call.name === 'environment') {
    // Loaded only here: a preview does not wait for the modules of all of an environment's types.
    const { environmentOfCall } = await import('./environment-call.ts');
    return environmentOfCall(call, place);
  }
  const plan = parsePreviewPlan(call.plan);
  return () => Promise.resolve(previewProgram(plan));
}
