import type { PulumiFn } from '@pulumi/pulumi/automation/workspace.js';
import { parseBaseConfig } from '../../action-shared/config/base.ts';
import type { ProgramCall } from '../../action-shared/engine/protocol.ts';
import { baseProgram } from '../base/program.ts';
import { parsePreviewPlan } from '../preview/plan.ts';
import { previewProgram } from '../preview/program.ts';
import type { ProgramPlace } from './program-place.ts';

/** The program a command asks for, its argument validated. @throws UserError */
export async function programOf(call: ProgramCall, place: ProgramPlace): Promise<PulumiFn> {
  if (call.name === 'base') {
    const config = parseBaseConfig(call.config, 'the base configuration');
    return () => Promise.resolve(baseProgram(config));
  }
  if (call.name === 'environment') {
    // Loaded only here: a preview does not wait for the rules over an environment's values.
    const { environmentOfCall } = await import('./environment-call.ts');
    return environmentOfCall(call, place);
  }
  const plan = parsePreviewPlan(call.plan);
  return () => Promise.resolve(previewProgram(plan));
}
