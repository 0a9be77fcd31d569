import { arn } from '../rules.ts';
import { num, obj, str } from '../../schema/prop.ts';
import { must, unless } from '../../aws.ts';
import { resource } from '../../resource.ts';
import { scheduleFrom, scheduleRequest } from './schedule-shape.ts';
import { target } from './target.ts';

const NOT_FOUND = /^ResourceNotFoundException$/;

const moment = () =>
  str()
    .matches(
      /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/,
      'a time such as 2026-01-31T12:00:00Z',
    )
    .comparedBy((value) => Date.parse(String(value)));

export const schedule = resource({
  token: 'aws:scheduler/schedule:Schedule',
  autoName: { property: 'name', max: 64 },
  shape: {
    name: str()
      .matches(/^[\w.-]{1,64}$/, '1 to 64 letters, digits and ._-')
      .required()
      .replaces(),
    groupName: str()
      .matches(/^[\w.-]{1,64}$/, '1 to 64 letters, digits and ._-')
      .computed()
      .replaces(),
    scheduleExpression: str()
      .matches(/^.{1,256}$/, '1 to 256 characters')
      .required(),
    scheduleExpressionTimezone: str()
      .matches(/^.{1,50}$/, '1 to 50 characters')
      .defaultTo('UTC'),
    startDate: moment(),
    endDate: moment(),
    state: str().oneOf('ENABLED', 'DISABLED').defaultTo('ENABLED'),
    description: str().matches(/^[\s\S]{0,512}$/, 'at most 512 characters'),
    actionAfterCompletion: str().oneOf('NONE', 'DELETE').computed(),
    flexibleTimeWindow: obj({
      mode: str().oneOf('OFF', 'FLEXIBLE').required(),
      maximumWindowInMinutes: num().between(1, 1440),
    }).required(),
    kmsKeyArn: arn(),
    target: target.required(),
    arn: str().output(),
  },
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
