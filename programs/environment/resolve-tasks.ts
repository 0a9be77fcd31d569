import { IAM_ROLE_NAME_MAX, SCHEDULE_NAME_MAX } from '../../action-shared/naming/limits.ts';
import { fitName, serviceResourceName } from '../../action-shared/naming/physical-name.ts';
import type { OneOffTaskValues } from '../factory/config-compute.ts';
import type { PermanentEnvironment } from './config.ts';
import { namesOf } from './plan.ts';

/** The app's database tasks, which somebody starts, and the scheduled ones. */
export function taskValues(config: PermanentEnvironment): readonly OneOffTaskValues[] {
  const { migrate, seed } = config.tasks;
  const wanted = [
    ...(migrate === undefined ? [] : [{ name: 'migrate', ...migrate }]),
    ...(seed === undefined ? [] : [{ name: 'seed', ...seed }]),
  ];
  return [
    ...wanted.map((task) => ({ ...own(config, task), schedule: null })),
    ...config.scheduledTasks.map((task) => ({
      ...own(config, task),
      schedule: scheduleOf(config, task),
    })),
  ];
}

type Task = Pick<OneOffTaskValues, 'name' | 'service' | 'command'>;

function own(config: PermanentEnvironment, { name, service, command }: Task) {
  return { name, service, command, names: namesOf(config, `${service}-${name}`) };
}

function scheduleOf(
  { environment, app }: PermanentEnvironment,
  { name, schedule, timeZone }: PermanentEnvironment['scheduledTasks'][number],
): OneOffTaskValues['schedule'] {
  const base = serviceResourceName({ environment, app, service: name, resource: 'service' });
  return {
    scheduleName: fitName(`${base}-schedule`, SCHEDULE_NAME_MAX),
    roleName: fitName(`${base}-schedule-role`, IAM_ROLE_NAME_MAX),
    expression: schedule,
    timeZone,
  };
}
