import type { ScalableTarget } from '@aws-sdk/client-application-auto-scaling';
import { type Aws, errorCode, must, unless } from '../../aws.ts';
import { TAGS, resource } from '../../resource.ts';
import { bool, num, obj, str } from '../../schema/prop.ts';
import { type TagMap, changeTags, tagMap } from '../tags.ts';
import { GONE, PLACE, placeFrom, placeOf, type Place } from './place.ts';

const flag = bool().defaultTo(false);

export const scalableTarget = resource({
  token: 'aws:appautoscaling/target:Target',
  shape: {
    ...PLACE,
    minCapacity: num().required(),
    maxCapacity: num().required(),
    roleArn: str().computed(),
    suspendedState: obj({
      dynamicScalingInSuspended: flag,
      dynamicScalingOutSuspended: flag,
      scheduledScalingSuspended: flag,
    }).computed(),
    ...TAGS,
    arn: str().output(),
  },
  async create(aws, wanted) {
    const scaling = await aws.appautoscaling();
    const request = {
      ...registration(wanted),
      ...(wanted.tags === undefined ? {} : { Tags: { ...wanted.tags } }),
    };
    // An ECS service that was made a moment ago is not yet seen.
    await aws.until(
      `scalable target ${wanted.resourceId}`,
      async () => {
        try {
          return await scaling.registerScalableTarget(request);
        } catch (error) {
          if (!isNotYet(error)) throw error;
          return undefined;
        }
      },
      60,
    );
    return wanted.resourceId;
  },
  async read(aws, id, state) {
    const it = await targetOf(aws, id, state);
    if (!it) return undefined;
    const suspended = it.SuspendedState;
    return {
      ...placeFrom(it),
      minCapacity: it.MinCapacity,
      maxCapacity: it.MaxCapacity,
      roleArn: it.RoleARN,
      suspendedState: suspended && {
        dynamicScalingInSuspended: suspended.DynamicScalingInSuspended ?? false,
        dynamicScalingOutSuspended: suspended.DynamicScalingOutSuspended ?? false,
        scheduledScalingSuspended: suspended.ScheduledScalingSuspended ?? false,
      },
      tags: await tagsOf(aws, it.ScalableTargetARN),
      arn: it.ScalableTargetARN,
    };
  },
  async update(aws, { state, wanted, changed }) {
    const scaling = await aws.appautoscaling();
    if (changed('minCapacity', 'maxCapacity', 'roleArn', 'suspendedState'))
      await scaling.registerScalableTarget(registration(wanted));
    if (!changed('tags')) return;
    const ResourceARN = state.arn;
    await changeTags(state.tags, wanted.tags, {
      untag: (TagKeys) => scaling.untagResource({ ResourceARN, TagKeys }),
      tag: (Tags) => scaling.tagResource({ ResourceARN, Tags }),
    });
  },
  async delete(aws, id, state) {
    const scaling = await aws.appautoscaling();
    const call = scaling.deregisterScalableTarget(placeOf({ ...state, resourceId: id }));
    await unless(GONE, call);
  },
});

function registration(wanted: {
  readonly serviceNamespace: string;
  readonly resourceId: string;
  readonly scalableDimension: string;
  readonly minCapacity: number;
  readonly maxCapacity: number;
  readonly roleArn?: string | undefined;
  readonly suspendedState?:
    | {
        readonly dynamicScalingInSuspended: boolean;
        readonly dynamicScalingOutSuspended: boolean;
        readonly scheduledScalingSuspended: boolean;
      }
    | undefined;
}) {
  const suspended = wanted.suspendedState;
  return {
    ...placeOf(wanted),
    MinCapacity: wanted.minCapacity,
    MaxCapacity: wanted.maxCapacity,
    ...(wanted.roleArn === undefined ? {} : { RoleARN: wanted.roleArn }),
    ...(suspended === undefined
      ? {}
      : {
          SuspendedState: {
            DynamicScalingInSuspended: suspended.dynamicScalingInSuspended,
            DynamicScalingOutSuspended: suspended.dynamicScalingOutSuspended,
            ScheduledScalingSuspended: suspended.scheduledScalingSuspended,
          },
        }),
  };
}

function isNotYet(error: unknown): boolean {
  const text = error instanceof Error ? error.message : '';
  return (
    errorCode(error) === 'ValidationException' &&
    /ECS service doesn't exist|unable to assume IAM role/i.test(text)
  );
}

/** By its place, or by `namespace/resource/dimension` (import). */
async function targetOf(aws: Aws, id: string, state: Place): Promise<ScalableTarget | undefined> {
  const scaling = await aws.appautoscaling();
  const place = state.serviceNamespace === undefined ? importedPlace(id) : state;
  const { ServiceNamespace, ResourceId, ScalableDimension } = placeOf(place);
  const answer = await scaling.describeScalableTargets({
    ServiceNamespace,
    ScalableDimension,
    ResourceIds: [must(ResourceId, 'resourceId')],
  });
  return answer.ScalableTargets?.[0];
}

function importedPlace(id: string): Place {
  const [serviceNamespace, ...rest] = id.split('/');
  return {
    serviceNamespace,
    resourceId: rest.slice(0, -1).join('/'),
    scalableDimension: rest.at(-1),
  };
}

async function tagsOf(aws: Aws, ResourceARN: string | undefined): Promise<TagMap> {
  if (ResourceARN === undefined) return {};
  const scaling = await aws.appautoscaling();
  const call = scaling.listTagsForResource({ ResourceARN });
  const answer = await unless(/^ResourceNotFoundException$/, call);
  return tagMap(Object.entries(answer?.Tags ?? {}));
}
