import type { LoadBalancerOutputs } from '../documents/base-outputs.ts';
import { TARGET_GROUPS_PER_LOAD_BALANCER } from '../naming/limits.ts';
import type { Problem } from './problems.ts';
import type { ResolveInput } from './resolve-input.ts';

export interface ChosenLoadBalancer {
  readonly index: number;
  readonly loadBalancer: LoadBalancerOutputs;
  readonly used: ReadonlySet<number>;
  /** True when the preview already lives on it. */
  readonly kept: boolean;
}

/**
 * The load balancer that the preview lives on, or the first with room. Without room anywhere the
 * first one is given, with a problem that names use, limit and remedy.
 */
export function chooseLoadBalancer(input: ResolveInput): {
  readonly chosen: ChosenLoadBalancer;
  readonly problems: readonly Problem[];
} {
  const candidates = input.baseOutputs.loadBalancers.map((loadBalancer, index) => ({
    index,
    loadBalancer,
    used: new Set(input.capacity[loadBalancer.arn]?.priorities ?? []),
    kept: loadBalancer.arn === input.previous?.loadBalancer.arn,
  }));
  const home = candidates.find(({ kept }) => kept);
  const order = home === undefined ? candidates : [home];
  const roomy = order.find((candidate) => room(input, candidate) >= needed(input, candidate));
  const chosen = roomy ?? order[0];
  if (chosen === undefined) throw new TypeError('base outputs without a load balancer');
  return { chosen, problems: roomy === undefined ? [fullProblem(input, order)] : [] };
}

function room({ capacity }: ResolveInput, { loadBalancer }: ChosenLoadBalancer): number {
  return TARGET_GROUPS_PER_LOAD_BALANCER - (capacity[loadBalancer.arn]?.targetGroups ?? 0);
}

/** Target groups to be made: of new services, and of those whose port changes (the old one goes last). */
function needed({ appFile, previous }: ResolveInput, { kept }: ChosenLoadBalancer): number {
  const existing = kept ? (previous?.services ?? []) : [];
  const stays = (name: string, port: number) =>
    existing.some((service) => service.name === name && service.port === port);
  return appFile.services.filter(({ name, port }) => !stays(name, port)).length;
}

function fullProblem(input: ResolveInput, order: readonly ChosenLoadBalancer[]): Problem {
  const use = order.map((candidate) => {
    const count = TARGET_GROUPS_PER_LOAD_BALANCER - room(input, candidate);
    return `${candidate.loadBalancer.name} ${count}`;
  });
  const most = Math.max(...order.map((candidate) => needed(input, candidate)));
  return {
    path: `base ${input.baseName}`,
    position: null,
    found: `no room for ${most} target groups (in use: ${use.join(', ')})`,
    allowed: `${TARGET_GROUPS_PER_LOAD_BALANCER} per load balancer, a fixed AWS quota: close old previews, or raise "shards" of the base by one`,
  };
}
