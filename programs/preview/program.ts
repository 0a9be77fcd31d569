import type { PreviewPlan } from '../../action-shared/documents/plan.ts';
import { createEnvironment } from '../factory/create-environment.ts';
import { previewEnvironment } from './plan.ts';

/** Everything one pull request owns on a base, exactly as planned. Returns the stack's outputs. */
export function previewProgram(plan: PreviewPlan): Record<string, unknown> {
  return { ...createEnvironment(previewEnvironment(plan)), plan };
}
