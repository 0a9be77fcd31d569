import { PLAN_CONTRACT } from '../documents/plan.ts';
import type { PreviewPlan } from '../documents/plan.ts';
import { planDatabase } from './plan-database.ts';
import { PREVIEW_PROJECT, clusterName } from '../naming/preview-names.ts';
import { previewEnvironment, previewStack } from '../naming/preview-names.ts';
import { resourceTags } from '../naming/tags.ts';
import { resolveLifetime } from './lifetime.ts';
import { chooseLoadBalancer } from './load-balancer-room.ts';
import type { ChosenLoadBalancer } from './load-balancer-room.ts';
import { policyProblems } from './policy.ts';
import { problemsError } from './problems.ts';
import { planAddresses } from './plan-addresses.ts';
import { planServices } from './plan-services.ts';
import type { ResolveInput } from './resolve-input.ts';

/**
 * Decides everything about one preview. Pure: the same input gives the same plan, and a plan that is
 * resolved again on top of itself for the same commit comes out unchanged.
 * @throws UserError with every reason why there can be no such preview
 */
export function resolvePreview(input: ResolveInput): PreviewPlan {
  const environment = previewEnvironment(input.number);
  const lifetime = resolveLifetime(input);
  const room = chooseLoadBalancer(input);
  const addresses = planAddresses(input, room.chosen.loadBalancer);
  const services = planServices(input, addresses.services, room.chosen);
  const problems = [
    ...lifetime.problems,
    ...policyProblems(input),
    ...room.problems,
    ...addresses.problems,
    ...services.problems,
  ];
  if (problems.length > 0) {
    throw problemsError(`Preview of pull request ${input.number} is not possible`, problems);
  }
  const stack = previewStack(input.appFile.app, input.number);
  return {
    contract: PLAN_CONTRACT,
    kind: 'preview',
    app: input.appFile.app,
    number: input.number,
    environment,
    stack,
    repository: input.repository,
    sha: input.sha,
    region: input.region,
    base: {
      name: input.baseName,
      stackReference: input.stackReference,
      fingerprint: input.baseOutputs.fingerprint,
    },
    loadBalancer: { index: room.chosen.index, arn: room.chosen.loadBalancer.arn },
    domain: input.baseOutputs.domain,
    url: addresses.url,
    cluster: clusterName(environment, input.appFile.app),
    services: [...services.services],
    database: planDatabase(input),
    tags: resourceTags({
      project: PREVIEW_PROJECT,
      app: input.appFile.app,
      environment,
      deploymentType: 'preview',
      repository: input.repository,
      stack,
      preview: { number: input.number, expiresAt: lifetime.expiresAt },
    }),
    expiresAt: lifetime.expiresAt,
    why: reasons(input, room.chosen, lifetime.why),
  };
}

/** Sentences depend on the past only where it decides: the same plan, resolved again, is the same plan. */
function reasons(
  { baseOutputs, policyFile }: ResolveInput,
  chosen: ChosenLoadBalancer,
  expiresAt: string,
): Record<string, string> {
  const balancers = baseOutputs.loadBalancers.length;
  const addresses =
    baseOutputs.domain === null
      ? 'the base has no domain: HTTP on the load balancer’s own name, one path prefix per service'
      : 'hosts from the app’s templates, covered by the base’s certificate';
  return {
    loadBalancer: `${chosen.loadBalancer.name}: the first of ${balancers} with room for every service; kept while the preview lives`,
    addresses,
    priority:
      'a slot from the hash of app, environment and service, the next free one if taken; kept',
    capacityProvider: 'FARGATE_SPOT: previews may be interrupted',
    policy:
      policyFile === null
        ? 'the base stack’s limits'
        : 'the base branch’s file and the base stack’s limits',
    expiresAt,
  };
}
