import { StackNotFoundError } from '@pulumi/pulumi/automation/errors.js';
import type { ProgramCall } from '../../action-shared/engine/protocol.ts';
import { parsePreviewPlan } from '../preview/plan.ts';
import { partsOf } from './other-stacks.ts';
import { programOf } from './program-calls.ts';
import type { StackEngine, Watch } from './stack-engine.ts';

type Outputs = Readonly<Record<string, unknown>>;

/**
 * Shows what an update would do, without a lock and without writing. A stack that does not exist yet is
 * previewed in a backend of its own that holds what the program reads: nothing is left behind.
 *
 * @param scratch makes that backend's stack, given the outputs of the stacks that are referred to
 */
export async function previewStack(
  call: ProgramCall,
  engine: Pick<StackEngine, 'preview' | 'outputsOf'>,
  watch: Watch,
  scratch: (needed: Readonly<Record<string, Outputs>>) => Promise<Pick<StackEngine, 'preview'>>,
): Promise<void> {
  try {
    await engine.preview(programOf(call), watch);
  } catch (error) {
    if (!(error instanceof StackNotFoundError)) throw error;
    const needed = call.name === 'preview' ? await baseOutputs(call, engine) : {};
    await (await scratch(needed)).preview(programOf(inScratch(call)), watch);
  }
}

async function baseOutputs(
  call: Extract<ProgramCall, { name: 'preview' }>,
  engine: Pick<StackEngine, 'outputsOf'>,
): Promise<Readonly<Record<string, Outputs>>> {
  const { stackReference } = parsePreviewPlan(call.plan).base;
  return { [stackReference]: await engine.outputsOf(stackReference) };
}

/** Such a backend knows a single organisation, by that very word. */
function inScratch(call: ProgramCall): ProgramCall {
  if (call.name !== 'preview') return call;
  const plan = parsePreviewPlan(call.plan);
  const { project, stack } = partsOf(plan.base.stackReference);
  const stackReference = `organization/${project}/${stack}`;
  return { ...call, plan: { ...plan, base: { ...plan.base, stackReference } } };
}
