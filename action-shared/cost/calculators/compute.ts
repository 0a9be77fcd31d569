import type { PriceKey } from '../price-keys.ts';
import { FREE, groupOf, listOf, numberOf, standing, textOf, unknown, usage } from '../resource.ts';
import type { Bill, CostResource, Quantity, Surroundings } from '../resource.ts';

const CPU_UNITS_PER_VCPU = 1024;
const MIB_PER_GIB = 1024;
/** Storage that comes with every Fargate task (AWS: "20 GB of ephemeral storage at no charge"). */
const INCLUDED_STORAGE_GIB = 20;

const TASK_DEFINITION = 'aws:ecs/taskDefinition:TaskDefinition';

/** A service on Fargate: its tasks around the clock, with their public addresses. */
export function fargateService(service: CostResource, around: Surroundings): Bill {
  if (runsOnOwnMachines(service)) return unknown('it does not run on Fargate');
  const tasks = numberOf(service.settings, 'desiredCount');
  if (tasks === null) return unknown('its number of tasks is not known');
  const definition = definitionOf(service, around);
  if (definition === null) return unknown('its task definition is not in the stack');
  const size = sizeOf(definition);
  if (size === null) return unknown(`the size of ${definition.name} is not known`);
  const spot = usesSpot(service) ? 'Spot tasks at the on-demand price: an upper bound' : undefined;
  return standing([...taskQuantities(tasks, size), ...addresses(tasks, service)], spot);
}

interface TaskSize {
  readonly vcpu: number;
  readonly gib: number;
  readonly extraStorageGib: number;
  readonly arm: boolean;
}

function sizeOf({ settings }: CostResource): TaskSize | null {
  const cpu = numberOf(settings, 'cpu');
  const memory = numberOf(settings, 'memory');
  if (cpu === null || memory === null) return null;
  const storage = numberOf(groupOf(settings, 'ephemeralStorage'), 'sizeInGib');
  return {
    vcpu: cpu / CPU_UNITS_PER_VCPU,
    gib: memory / MIB_PER_GIB,
    extraStorageGib: Math.max(0, (storage ?? 0) - INCLUDED_STORAGE_GIB),
    arm: textOf(groupOf(settings, 'runtimePlatform'), 'cpuArchitecture') === 'ARM64',
  };
}

function taskQuantities(tasks: number, size: TaskSize): Quantity[] {
  const { vcpu, gib, extraStorageGib, arm } = size;
  const of = (key: PriceKey, each: number, unit: string): Quantity => ({
    key,
    units: tasks * each,
    what: `${tasks} x ${each} ${unit}`,
  });
  return [
    of(arm ? 'fargate-arm.vcpu' : 'fargate.vcpu', vcpu, arm ? 'vCPU (ARM)' : 'vCPU'),
    of(arm ? 'fargate-arm.gib' : 'fargate.gib', gib, 'GB memory'),
    ...(extraStorageGib > 0 ? [of('fargate.ephemeral-gib', extraStorageGib, 'GB storage')] : []),
  ];
}

function addresses(tasks: number, { settings }: CostResource): Quantity[] {
  const publicly = groupOf(settings, 'networkConfiguration')['assignPublicIp'] === true;
  return publicly ? [{ key: 'public-ipv4', units: tasks, what: `${tasks} x public IPv4` }] : [];
}

function strategies({ settings }: CostResource): readonly unknown[] {
  const all = listOf(settings, 'capacityProviderStrategies') ?? [];
  return all.map((one): unknown =>
    typeof one === 'object' && one !== null ? Reflect.get(one, 'capacityProvider') : null,
  );
}

function usesSpot(service: CostResource): boolean {
  return strategies(service).includes('FARGATE_SPOT');
}

function runsOnOwnMachines(service: CostResource): boolean {
  const launchType = textOf(service.settings, 'launchType');
  const fargate = strategies(service).some((one) => /^FARGATE/.test(String(one)));
  return launchType !== null && launchType !== 'FARGATE' && !fargate;
}

/** By ARN, where it is known; else by its family, or by the name the two share. */
function definitionOf(service: CostResource, { resources }: Surroundings): CostResource | null {
  const all = resources.filter(({ type }) => type === TASK_DEFINITION);
  const reference = textOf(service.settings, 'taskDefinition') ?? '';
  const family = /(?:^|task-definition\/)([\w-]+)(?::\d+)?$/.exec(reference)?.[1];
  return (
    all.find(({ settings }) => textOf(settings, 'arn') === reference) ??
    all.find(({ settings }) => family !== undefined && textOf(settings, 'family') === family) ??
    all.find(({ name }) => reference === `arn:${name}` || name === service.name) ??
    null
  );
}

/** A cluster is free; what Container Insights measures of it is paid by use. */
export function ecsCluster({ settings }: CostResource): Bill {
  const insights = (listOf(settings, 'settings') ?? []).some(
    (one) =>
      typeof one === 'object' &&
      one !== null &&
      Reflect.get(one, 'name') === 'containerInsights' &&
      Reflect.get(one, 'value') !== 'disabled',
  );
  return insights ? usage('metrics of Container Insights') : FREE;
}
