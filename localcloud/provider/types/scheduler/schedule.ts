import { must, unless } from '../../aws.ts';
import { resource } from '../../resource.ts';
import { SCHEDULE_SHAPE, scheduleFrom, scheduleRequest } from './schedule-shape.ts';

const NOT_FOUND = /^ResourceNotFoundException$/;

export const schedule = resource({
  token: 'aws:scheduler/schedule:Schedule',
  autoName: { property: 'name', max: 64 },
  shape: SCHEDULE_SHAPE,
  async create(aws, wanted) {
    await (await aws.scheduler()).createSchedule(scheduleRequest(wanted));
    return `${wanted.groupName ?? 'default'}/${wanted.name}`;
  },
  async read(aws, id) {
    const scheduler = await aws.scheduler();
    const it = await unless(NOT_FOUND, scheduler.getSchedule(partsOf(id)));
    return it && scheduleFrom(it);
  },
  async update(aws, { id, wanted }) {
    const { GroupName } = partsOf(id);
    // A schedule is written whole: what is left out would be taken off.
    await (await aws.scheduler()).updateSchedule({ ...scheduleRequest(wanted), GroupName });
  },
  async delete(aws, id) {
    await unless(NOT_FOUND, (await aws.scheduler()).deleteSchedule(partsOf(id)));
  },
});

/** `group/name` */
function partsOf(id: string): { GroupName: string; Name: string } {
  const [GroupName, Name] = id.split('/');
  return { GroupName: must(GroupName, 'a group'), Name: must(Name, 'a name') };
}
