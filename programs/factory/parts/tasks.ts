import { OneOffTask } from '../../components/compute/one-off-task.ts';
import { ScheduledTask } from '../../components/compute/scheduled-task.ts';
import type { Cluster } from '../../components/compute/cluster.ts';
import type { ComputeValues, OneOffTaskValues } from '../config-compute.ts';
import type { Scope } from '../scope.ts';
import type { Ground } from './ground.ts';
import type { ServicesPart } from './services.ts';

/** One-off tasks by name: `migrate`, `seed`, and those that the clock starts. */
export type TasksPart = Readonly<Record<string, OneOffTask>>;

/** Tasks that run once or by the clock, each with its service's image and settings. */
export function buildTasks(
  scope: Scope,
  values: ComputeValues | null,
  ground: Ground,
  { cluster, services }: ServicesPart,
): TasksPart {
  if (values === null || cluster === null) return {};
  const built = values.tasks.flatMap((one) => {
    const owner = services.find((service) => service.values.name === one.service);
    if (owner === undefined) return [];
    const { names, command } = one;
    const task = new OneOffTask(names.service, { ...owner.task, names, command, port: null });
    buildSchedule(scope, ground, one, { cluster, task });
    return [[one.name, task] as const];
  });
  return Object.fromEntries(built);
}

function buildSchedule(
  { tags }: Scope,
  { network, groups }: Ground,
  { service, schedule }: OneOffTaskValues,
  { cluster, task }: { readonly cluster: Cluster; readonly task: OneOffTask },
): void {
  if (schedule === null) return;
  const { expression, scheduleName, roleName, timeZone } = schedule;
  new ScheduledTask(scheduleName, {
    ...{ scheduleName, roleName, schedule: expression, timeZone, task, tags },
    clusterArn: cluster.arn,
    subnetIds: network.taskSubnetIds,
    securityGroupId: groups[service] ?? '',
    assignPublicIp: network.assignPublicIp,
  });
}
