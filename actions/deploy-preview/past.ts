import type { PreviewPlan } from '../../action-shared/documents/plan.ts';
import type { StackSnapshot } from '../../action-shared/engine/protocol.ts';
import { deployedPlan } from '../../action-shared/preview/deployed-plan.ts';
import type { Subject } from '../../action-shared/preview/identify.ts';
import type { DeployDeps, DeploymentRecord } from './ports.ts';

/** What was deployed before this run. */
export interface Past {
  readonly snapshot: StackSnapshot;
  /** The plan the stack was last brought to; null for a new stack. */
  readonly plan: PreviewPlan | null;
  /** The deployment that serves, as GitHub knows it. */
  readonly serving: DeploymentRecord | null;
  /** The plan of what serves, when the stack still holds it: what a rollback goes back to. */
  readonly lastGood: PreviewPlan | null;
}

export async function readPast(
  deps: Pick<DeployDeps, 'snapshot' | 'deployments'>,
  subject: Pick<Subject, 'stack' | 'githubEnvironment'>,
): Promise<Past> {
  const [snapshot, serving] = await Promise.all([
    deps.snapshot(subject.stack),
    deps.deployments.serving(subject.githubEnvironment),
  ]);
  const plan = deployedPlan(snapshot);
  return { snapshot, plan, serving, lastGood: goodPlan(plan, serving) };
}

/**
 * The stack's plan, if it is the one that GitHub's successful deployment recorded. A run that was killed
 * between its update and its health check leaves a plan that nobody saw serve.
 */
export function goodPlan(
  plan: PreviewPlan | null,
  serving: DeploymentRecord | null,
): PreviewPlan | null {
  if (plan === null || serving?.sha !== plan.sha) return null;
  const same = plan.services.every((service) => serving.images[service.name] === service.image);
  return same ? plan : null;
}
