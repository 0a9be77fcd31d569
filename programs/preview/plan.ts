import { createHash } from 'node:crypto';
import type {
  BaseOutputs,
  LoadBalancerOutputs,
} from '../../action-shared/documents/base-outputs.ts';
import { baseOutputsSchema } from '../../action-shared/documents/base-outputs.ts';
import type { PreviewPlan, ServicePlan } from '../../action-shared/documents/plan.ts';
import { previewPlanSchema } from '../../action-shared/documents/plan.ts';
import { UserError } from '../../action-shared/errors.ts';

/** Pulumi project of every preview. */
export const PREVIEW_PROJECT = 'macro-infra-preview';

/** Raised with every change of the preview program that an unchanged plan would not show. */
export const PREVIEW_PROGRAM_VERSION = 1;

/** @throws UserError that lists every problem of a plan that came from outside. */
export function parsePreviewPlan(value: unknown): PreviewPlan {
  const parsed = previewPlanSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((one) => `  ${one.path.join('.')}: ${one.message}`);
  throw new UserError(`The preview's plan is not valid:\n${problems.join('\n')}`);
}

/** @throws UserError when the stack reference leads to something that is no base of this contract. */
export function parseBaseOutputs(plan: PreviewPlan, outputs: unknown): BaseOutputs {
  const parsed = baseOutputsSchema.safeParse(outputs);
  if (parsed.success) return parsed.data;
  const missing = parsed.error.issues.map((one) => one.path.join('.')).join(', ');
  throw new UserError(
    `Base ${plan.base.name} does not export what a preview needs (${missing}); run ensure-base-stack with this version.`,
  );
}

/** The load balancer the plan chose. @throws UserError when the base has been rebuilt since. */
export function chosenLoadBalancer(plan: PreviewPlan, base: BaseOutputs): LoadBalancerOutputs {
  const { index, arn } = plan.loadBalancer;
  const found = base.loadBalancers[index];
  if (found?.arn === arn) return found;
  throw new UserError(
    `Base ${plan.base.name} changed after the plan was made: load balancer ${index} is ${found?.arn ?? 'gone'}, not ${arn}. Run the deployment again.`,
  );
}

/** Listener that previews add their rules to: HTTPS where there is a certificate. */
export function listenerArn(balancer: LoadBalancerOutputs): string {
  return balancer.httpsListenerArn ?? balancer.httpListenerArn;
}

/** Hosts the base's wildcard record does not lead to this preview's load balancer. */
export function ownHosts(plan: PreviewPlan): readonly string[] {
  if (plan.loadBalancer.index === 0) return [];
  const hosts = plan.services.map((service) => service.host).filter((host) => host !== null);
  return [...new Set(hosts)];
}

/** One value per service, by the service's name. */
export function byService<T>(
  plan: PreviewPlan,
  value: (service: ServicePlan, index: number) => T,
): Record<string, T> {
  return Object.fromEntries(plan.services.map((one, index) => [one.name, value(one, index)]));
}

/** Changes exactly when the preview would be built differently. */
export function previewFingerprint(plan: PreviewPlan): string {
  const hash = createHash('sha256').update(JSON.stringify(plan)).digest('hex').slice(0, 16);
  return `preview-${PREVIEW_PROGRAM_VERSION}-${hash}`;
}
