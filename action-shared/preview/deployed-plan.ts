import { previewPlanSchema } from '../documents/plan.ts';
import type { PreviewPlan } from '../documents/plan.ts';
import type { StackSnapshot } from '../engine/protocol.ts';

/**
 * The plan that the stack was last brought to; null for a stack that is new, or holds a plan of another
 * contract, which is as good as none: it cannot be gone back to.
 */
export function deployedPlan(snapshot: StackSnapshot): PreviewPlan | null {
  const parsed = previewPlanSchema.safeParse(snapshot.outputs['plan']);
  return parsed.success ? parsed.data : null;
}
