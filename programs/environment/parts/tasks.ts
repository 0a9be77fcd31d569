import { serviceResourceName } from '../../../action-shared/naming/physical-name.ts';
import { fitName } from '../../../action-shared/naming/physical-name.ts';
import { IAM_ROLE_NAME_MAX, SCHEDULE_NAME_MAX } from '../../../action-shared/naming/limits.ts';
import { OneOffTask } from '../../components/compute/one-off-task.ts';
import { ScheduledTask } from '../../components/compute/scheduled-task.ts';
import { namesOf } from '../plan.ts';
import type { Scope } from '../scope.ts';
import type { BuiltService, Ground, ServicesPart } from './services.ts';

/** One-off tasks by name: `migrate`, `seed`, and those that the clock starts. */
export type TasksPart = Readonly<Record<string, OneOffTask>>;

/** The app's database tasks and the scheduled ones, each with its service's image and settings. */
export function buildTasks(scope: Scope, ground: Ground, part: ServicesPart): TasksPart {
  const { migrate, seed } = scope.config.tasks;
  const wanted = [
    ...(migrate === undefined ? [] : [{ name: 'migrate', ...migrate }]),
    ...(seed === undefined ? [] : [{ name: 'seed', ...seed }]),
    ...scope.config.scheduledTasks,
  ];
  const built = wanted.flatMap(({ name, service, command }) => {
    const owner = part.services.find(({ values }) => values.name === service);
    return owner === undefined ? [] : [[name, buildTask(scope, name, command, owner)] as const];
  });
  const tasks = Object.fromEntries(built);
  buildSchedules(scope, ground, part, tasks);
  return tasks;
}

function buildTask(
  { config, child }: Scope,
  name: string,
  command: readonly string[],
  { task }: BuiltService,
): OneOffTask {
  const names = namesOf(config, `${task.service}-${name}`);
  return new OneOffTask(names.service, { ...task, names, command, port: null }, child);
}

function buildSchedules(
  { config, tags, child }: Scope,
  { network, groups }: Ground,
  { cluster }: ServicesPart,
  tasks: TasksPart,
): void {
  for (const { name, service, schedule, timeZone } of config.scheduledTasks) {
    const task = tasks[name];
    const group = groups[service];
    if (task === undefined || group === undefined) continue;
    const { environment, app } = config;
    const base = serviceResourceName({ environment, app, service: name, resource: 'service' });
    new ScheduledTask(
      `${base}-schedule`,
      {
        scheduleName: fitName(`${base}-schedule`, SCHEDULE_NAME_MAX),
        roleName: fitName(`${base}-schedule-role`, IAM_ROLE_NAME_MAX),
        ...{ schedule, timeZone, task, tags },
        clusterArn: cluster.arn,
        subnetIds: network.taskSubnetIds,
        securityGroupId: group.id,
        assignPublicIp: network.assignPublicIp,
      },
      child,
    );
  }
}
