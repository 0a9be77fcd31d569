import { type Aws, unless } from '../../aws.ts';
import { resource } from '../../resource.ts';
import type { Values } from '../../schema/prop.ts';
import { num, obj, str } from '../../schema/prop.ts';
import { GONE, PLACE, placeFrom, placeOf } from './place.ts';

/** RFC 3339; two that mean the same moment are the same. */
const time = () =>
  str()
    .rule((value) =>
      Number.isNaN(Date.parse(String(value)))
        ? `expected a time such as 2026-01-01T00:00:00Z, found ${JSON.stringify(value)}`
        : undefined,
    )
    .comparedBy((value) => Date.parse(String(value)));

const SHAPE = {
  ...PLACE,
  name: str().required().replaces(),
  schedule: str().required(),
  timezone: str().defaultTo('UTC'),
  startTime: time(),
  endTime: time(),
  scalableTargetAction: obj({ minCapacity: num(), maxCapacity: num() }).required(),
  arn: str().output(),
} as const;

export const scheduledAction = resource({
  token: 'aws:appautoscaling/scheduledAction:ScheduledAction',
  autoName: { property: 'name', max: 255 },
  shape: SHAPE,
  faults: (inputs) => {
    const given = inputs['scalableTargetAction'];
    const some = Object.values(given ?? {}).some((value) => value !== undefined);
    const reason = 'at least one of minCapacity, maxCapacity is required';
    return some ? [] : [{ property: 'scalableTargetAction', reason }];
  },
  async create(aws, wanted) {
    await put(aws, wanted);
    return `${wanted.name}-${wanted.serviceNamespace}-${wanted.resourceId}`;
  },
  async read(aws, _id, state) {
    const scaling = await aws.appautoscaling();
    const { ServiceNamespace, ResourceId, ScalableDimension } = placeOf(state);
    const answer = await scaling.describeScheduledActions({
      ...{ ServiceNamespace, ResourceId, ScalableDimension },
      ScheduledActionNames: [state.name ?? ''],
    });
    const it = answer.ScheduledActions?.[0];
    const action = it?.ScalableTargetAction;
    return (
      it && {
        ...placeFrom(it),
        name: it.ScheduledActionName,
        schedule: it.Schedule,
        timezone: it.Timezone,
        startTime: it.StartTime?.toISOString(),
        endTime: it.EndTime?.toISOString(),
        scalableTargetAction: {
          minCapacity: action?.MinCapacity,
          maxCapacity: action?.MaxCapacity,
        },
        arn: it.ScheduledActionARN,
      }
    );
  },
  async update(aws, { wanted }) {
    await put(aws, wanted);
  },
  async delete(aws, _id, state) {
    const scaling = await aws.appautoscaling();
    const request = { ...placeOf(state), ScheduledActionName: state.name };
    await unless(GONE, scaling.deleteScheduledAction(request));
  },
});

async function put(aws: Aws, wanted: Values<typeof SHAPE>): Promise<void> {
  const scaling = await aws.appautoscaling();
  const { minCapacity, maxCapacity } = wanted.scalableTargetAction;
  const moment = (value: string | undefined) => (value === undefined ? undefined : new Date(value));
  await scaling.putScheduledAction({
    ...placeOf(wanted),
    ScheduledActionName: wanted.name,
    Schedule: wanted.schedule,
    Timezone: wanted.timezone,
    StartTime: moment(wanted.startTime),
    EndTime: moment(wanted.endTime),
    ScalableTargetAction: { MinCapacity: minCapacity, MaxCapacity: maxCapacity },
  });
}
