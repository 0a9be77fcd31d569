import type { PreviewPlan, ServicePlan } from '../documents/plan.ts';
import type { CostReport } from '../documents/report.ts';
import { FARGATE_PRICES, PRICES_DATE, PRICES_SOURCE, PUBLIC_IPV4_HOUR } from './prices.ts';
import type { FargatePrice } from './prices.ts';

const HOURS_PER_DAY = 24;
/** AWS's own month: 365 days / 12. */
const HOURS_PER_MONTH = 730;
const CPU_UNITS_PER_VCPU = 1024;
const MIB_PER_GIB = 1024;

/**
 * Running cost of one preview: its tasks around the clock, each with a public address. Spot tasks
 * are counted at the on-demand price, so the figure is an upper bound. The base's share (load
 * balancer), logs and traffic are not in it; `basis` says all that.
 * @param plan its region decides the price; an unlisted region leaves the tasks in `unknown`
 */
export function previewCost(plan: PreviewPlan): CostReport {
  const price = FARGATE_PRICES[plan.region];
  const tasks = plan.services.reduce((sum, service) => sum + service.count, 0);
  const addresses = tasks * PUBLIC_IPV4_HOUR;
  const compute = price === undefined ? 0 : fargateHour(plan.services, price);
  const hour = addresses + compute;
  return {
    currency: 'USD',
    perDay: cents(hour * HOURS_PER_DAY),
    perMonth: cents(hour * HOURS_PER_MONTH),
    unknown: price === undefined ? plan.services.map((service) => unknownTask(service, plan)) : [],
    basis: basis(plan),
  };
}

function fargateHour(services: readonly ServicePlan[], price: FargatePrice): number {
  return services.reduce((sum, { cpu, memory, count }) => {
    const vcpu = (cpu / CPU_UNITS_PER_VCPU) * price.vcpuHour;
    const gigabytes = (memory / MIB_PER_GIB) * price.gigabyteHour;
    return sum + count * (vcpu + gigabytes);
  }, 0);
}

/** Whole cents; the tiny addend undoes binary fractions such as 1.005 = 1.00499999. */
function cents(amount: number): number {
  return Math.round(amount * 100 + 1e-9) / 100;
}

function unknownTask({ name, cpu, memory }: ServicePlan, { region }: PreviewPlan): string {
  return `Fargate task ${name} (${cpu} CPU units, ${memory} MiB) in ${region}`;
}

function basis({ services }: PreviewPlan): string {
  const spot = services.some(({ capacityProvider }) => capacityProvider === 'FARGATE_SPOT');
  return [
    `AWS list prices of ${PRICES_DATE} (${PRICES_SOURCE})`,
    ...(spot ? ['Spot tasks counted at the on-demand price: an upper bound'] : []),
    'with one public IPv4 address per task',
    'without the base’s share, logs and traffic',
  ].join('; ');
}
