import { z } from 'zod';
import type { TaggedResource } from '../../action-shared/aws/tagged-previews.ts';
import { deployedPlan } from '../../action-shared/preview/deployed-plan.ts';
import type { StackSnapshot } from '../../action-shared/engine/protocol.ts';
import type { ListedStack } from '../../action-shared/engine/stack-list.ts';
import { previewOfStack } from '../../action-shared/sweep/candidate.ts';
import type { Candidate } from '../../action-shared/sweep/candidate.ts';
import type { SweepInputs } from './inputs.ts';
import type { SweepDeps } from './ports.ts';

/** Previews of this repository, and what was left out although it may be of this repository. */
export interface Candidates {
  readonly candidates: readonly Candidate[];
  readonly notes: readonly string[];
}

/** Stacks read at the same time. */
const PARALLEL_READS = 10;

/** The state of a stack that holds nothing: at most the stack's own resource. */
const EMPTY_RESOURCES = 1;

/**
 * The previews that this pass is about: of this repository, app, base and region. Whose a stack is, its
 * plan says, or its resources' tags; an empty stack of this app is ours too.
 */
export async function findCandidates(
  stacks: readonly ListedStack[],
  tagged: readonly TaggedResource[],
  scope: { readonly inputs: SweepInputs; readonly app: string },
  deps: Pick<SweepDeps, 'snapshot'>,
): Promise<Candidates> {
  const byStack = Map.groupBy(tagged, ({ stack }) => stack);
  const candidates: Candidate[] = [];
  const notes: string[] = [];
  for (let at = 0; at < stacks.length; at += PARALLEL_READS) {
    const some = stacks.slice(at, at + PARALLEL_READS);
    const read = await Promise.all(
      some.map((one) => readCandidate(one, byStack.get(one.stack) ?? [], deps)),
    );
    for (const candidate of read.filter((one) => one !== null)) {
      const note = leftOut(candidate, byStack.get(candidate.stack) ?? [], scope);
      if (note === null) candidates.push(candidate);
      else if (note !== OTHERS) notes.push(`${candidate.stack}: ${note}`);
    }
  }
  return { candidates, notes };
}

async function readCandidate(
  { stack, updatedAt }: ListedStack,
  tagged: readonly TaggedResource[],
  deps: Pick<SweepDeps, 'snapshot'>,
): Promise<Candidate | null> {
  const named = previewOfStack(stack);
  if (named === null) return null;
  const snapshot = await deps.snapshot(stack);
  if (!snapshot.exists) return null; // removed meanwhile
  const targetGroups = targetGroupsOf(snapshot, tagged);
  const plan = deployedPlan(snapshot);
  return { stack, ...named, plan, resources: snapshot.resourceCount, updatedAt, targetGroups };
}

const outputs = z.object({ targetGroupArns: z.record(z.string(), z.string()) });

/** As the stack tells them; while it does not, as AWS lists them by tag. */
function targetGroupsOf(
  snapshot: StackSnapshot,
  tagged: readonly TaggedResource[],
): readonly string[] {
  const told = outputs.safeParse(snapshot.outputs);
  if (told.success) return Object.values(told.data.targetGroupArns);
  return tagged.map(({ arn }) => arn).filter((arn) => arn.includes(':targetgroup/'));
}

/** Of others: not worth a word. */
const OTHERS = '';

/** Why this pass is not about a preview; null: it is. */
function leftOut(
  candidate: Candidate,
  tagged: readonly TaggedResource[],
  { inputs, app }: { readonly inputs: SweepInputs; readonly app: string },
): string | null {
  const { plan } = candidate;
  const owner = plan?.repository ?? tagged.find(({ repository }) => repository !== '')?.repository;
  if (owner !== undefined && !sameName(owner, inputs.repository)) return OTHERS;
  if (inputs.app !== null && candidate.app !== inputs.app) return OTHERS;
  if (inputs.base !== null && plan !== null && plan.base.name !== inputs.base) return OTHERS;
  if (plan !== null && plan.region !== inputs.region) {
    return `it is in ${plan.region}; sweep it with \`region: ${plan.region}\`.`;
  }
  if (owner !== undefined) return null;
  if (candidate.app !== app) return OTHERS;
  if (candidate.resources <= EMPTY_RESOURCES) return null;
  return 'whose it is cannot be told yet: neither a plan nor the tags of its resources say it.';
}

/** GitHub's names do not tell capitals apart. */
function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
