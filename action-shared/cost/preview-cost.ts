import type { PreviewPlan, ServicePlan } from '../documents/plan.ts';
import type { CostReport } from '../documents/report.ts';
import { baseShare } from './base-cost.ts';
import type { BaseShare, SharedBase } from './base-cost.ts';
import { basisOf } from './basis.ts';
import { estimate, totals } from './estimate.ts';
import { dollars } from './money.ts';
import type { Amount } from './money.ts';
import type { CostResource } from './resource.ts';

/**
 * The resources of a preview that a plan already tells: its services, their sizes, logs and routes.
 *
 * @param assignPublicIp whether tasks get a public address; a base without NAT gives them one
 */
export function previewResources(
  plan: PreviewPlan,
  assignPublicIp: boolean = true,
): readonly CostResource[] {
  const services = plan.services.flatMap((service) => serviceResources(service, assignPublicIp));
  return [...services, ...databaseResources(plan)];
}

/** The database's own cost is its cluster's, a base's; the preview has its secret. */
function databaseResources({ database }: PreviewPlan): CostResource[] {
  if (database == null) return [];
  const settings = { name: database.secretName };
  return [{ type: 'aws:secretsmanager/secret:Secret', name: database.name, settings }];
}

function serviceResources(service: ServicePlan, assignPublicIp: boolean): CostResource[] {
  const { name, cpu, memory, count, capacityProvider, logRetentionDays } = service;
  const resource = (type: string, settings: CostResource['settings']) => ({ type, name, settings });
  return [
    resource('aws:ecs/service:Service', {
      desiredCount: count,
      capacityProviderStrategies: [{ capacityProvider }],
      networkConfiguration: { assignPublicIp },
    }),
    resource('aws:ecs/taskDefinition:TaskDefinition', { cpu, memory }),
    resource('aws:cloudwatch/logGroup:LogGroup', { retentionInDays: logRetentionDays }),
  ];
}

/**
 * Running cost of one preview around the clock, by the calculators of `estimate-cost`, and what it
 * carries of its base. Spot tasks are counted at the on-demand price: an upper bound.
 *
 * @param base null when it is not known: the base's share is left out, and `basis` says so
 */
export function previewCost(plan: PreviewPlan, base: SharedBase | null = null): CostReport {
  const own = estimate(previewResources(plan, base?.outputs.assignPublicIp), plan.region);
  const part = base === null ? null : baseShare(base, own.perMonth, plan.services.length);
  const missing = own.resources.filter(({ status }) => status === 'unknown');
  return {
    currency: 'USD',
    ...totals(own),
    unknown: missing.map(({ name, note }) => `${name}: ${note}`),
    basis: basis(plan, base, part),
    ...(part === null || base === null ? {} : { base: shareReport(plan, base, part) }),
  };
}

function shareReport(
  plan: PreviewPlan,
  { services }: SharedBase,
  part: BaseShare,
): NonNullable<CostReport['base']> {
  return {
    name: plan.base.name,
    perDay: dollars(part.perDay),
    sharePerDay: dollars(part.share),
    services: plan.services.length,
    ofServices: Math.max(services, plan.services.length),
    savedPercent: part.savedPercent,
    complete: part.complete,
  };
}

function basis(plan: PreviewPlan, base: SharedBase | null, part: BaseShare | null): string {
  const spot = plan.services.some(({ capacityProvider }) => capacityProvider === 'FARGATE_SPOT');
  const addresses = base?.outputs.assignPublicIp ?? true;
  return [
    basisOf(plan.region),
    ...(spot ? ['Spot tasks counted at the on-demand price: an upper bound'] : []),
    ...(addresses ? ['with one public IPv4 address per task'] : []),
    ...(part === null ? ['without the base’s share'] : [shareBasis(part)]),
    'without logs and traffic',
  ].join('; ');
}

function shareBasis({ perDay, complete, savedPercent }: BaseShare): string {
  const known = complete ? '' : ' (known part)';
  return (
    `the base’s load balancers and zone cost $${usd(perDay)} a day${known}, shared by the services on them: ` +
    `${savedPercent} % less than a base for this preview alone`
  );
}

function usd(amount: Amount): string {
  return dollars(amount).toFixed(2);
}
