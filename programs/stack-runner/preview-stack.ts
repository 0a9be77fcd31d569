import { StackNotFoundError } from '@pulumi/pulumi/automation/errors.js';
import type { PulumiFn } from '@pulumi/pulumi/automation/workspace.js';
import { z } from 'zod';
import type { ProgramCall } from '../../action-shared/engine/protocol.ts';
import { parsePreviewPlan } from '../preview/plan.ts';
import { partsOf } from './other-stacks.ts';
import type { StackEngine, Watch } from './stack-engine.ts';

type Outputs = Readonly<Record<string, unknown>>;

export interface PreviewDeps {
  readonly engine: Pick<StackEngine, 'preview' | 'outputsOf'>;
  readonly programOf: (call: ProgramCall) => Promise<PulumiFn>;
  /** Makes the stack of a backend of its own, given the outputs of the stacks that are referred to. */
  readonly scratch: (
    needed: Readonly<Record<string, Outputs>>,
  ) => Promise<Pick<StackEngine, 'preview'>>;
}

/**
 * Shows what an update would do, without a lock and without writing. A stack that does not exist yet is
 * previewed in a backend of its own that holds what the program reads: nothing is left behind.
 */
export async function previewStack(
  call: ProgramCall,
  watch: Watch,
  { engine, programOf, scratch }: PreviewDeps,
): Promise<void> {
  try {
    await engine.preview(await programOf(call), watch);
  } catch (error) {
    if (!(error instanceof StackNotFoundError)) throw error;
    const read = referencesOf(call).map(
      async (reference) => [reference, await engine.outputsOf(reference)] as const,
    );
    const needed = Object.fromEntries(await Promise.all(read));
    await (await scratch(needed)).preview(await programOf(inScratch(call)), watch);
  }
}

/** What an environment's values say about other stacks; the schema has looked at them by now. */
const referring = z.looseObject({
  base: z.string().nullish(),
  network: z
    .looseObject({ peers: z.array(z.looseObject({ stack: z.string().optional() })).optional() })
    .optional(),
});

/** Stacks whose outputs a program reads: `organization/project/stack`. */
function referencesOf(call: ProgramCall): readonly string[] {
  if (call.name === 'base') return [];
  if (call.name === 'preview') return [parsePreviewPlan(call.plan).base.stackReference];
  const { base, network } = referring.parse(call.source.values);
  const peers = (network?.peers ?? []).map(({ stack }) => stack);
  return [base, ...peers].filter((one) => one !== undefined && one !== null);
}

/** Such a backend knows a single organisation, by that very word. */
function inScratch(call: ProgramCall): ProgramCall {
  if (call.name === 'base') return call;
  if (call.name === 'environment') {
    const values = withScratchReferences(call.source.values);
    return { ...call, source: { ...call.source, values } };
  }
  const plan = parsePreviewPlan(call.plan);
  const stackReference = scratchReference(plan.base.stackReference);
  return { ...call, plan: { ...plan, base: { ...plan.base, stackReference } } };
}

function withScratchReferences(values: Outputs): Record<string, unknown> {
  const { base, network } = referring.parse(values);
  const peers = network?.peers?.map((peer) =>
    peer.stack === undefined ? peer : { ...peer, stack: scratchReference(peer.stack) },
  );
  return {
    ...values,
    ...(typeof base === 'string' ? { base: scratchReference(base) } : {}),
    ...(peers === undefined ? {} : { network: { ...network, peers } }),
  };
}

function scratchReference(reference: string): string {
  const { project, stack } = partsOf(reference);
  return `organization/${project}/${stack}`;
}
