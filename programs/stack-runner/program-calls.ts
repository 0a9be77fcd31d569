import type { PulumiFn } from '@pulumi/pulumi/automation/workspace.js';
import { parseBaseConfig } from '../../action-shared/config/base.ts';
import type { ProgramCall } from '../../action-shared/engine/protocol.ts';
import { baseProgram } from '../base/program.ts';
import { parsePreviewPlan } from '../preview/plan.ts';
import { previewProgram } from '../preview/program.ts';

/** The program a command asks for, its argument validated. @throws UserError */
export function programOf(call: ProgramCall): PulumiFn {
  if (call.name === 'base') {
    const config = parseBaseConfig(call.config, 'the base configuration');
    return () => Promise.resolve(baseProgram(config));
  }
  const plan = parsePreviewPlan(call.plan);
  return () => Promise.resolve(previewProgram(plan));
}
