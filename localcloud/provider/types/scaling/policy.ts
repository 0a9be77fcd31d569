import { must, unless } from '../../aws.ts';
import type { Aws } from '../../aws.ts';
import { resource } from '../../resource.ts';
import { list, str } from '../../schema/prop.ts';
import { GONE, PLACE, placeFrom, placeOf, type Place } from './place.ts';
import {
  STEPS,
  stepFrom,
  stepRequest,
  TRACKING,
  trackingFrom,
  trackingRequest,
} from './policy-configurations.ts';

export const scalingPolicy = resource({
  token: 'aws:appautoscaling/policy:Policy',
  autoName: { property: 'name', max: 255 },
  shape: {
    ...PLACE,
    name: str()
      .rule((value) =>
        String(value).length <= 255 ? undefined : `expected at most 255 characters`,
      )
      .required()
      .replaces(),
    policyType: str()
      .oneOf('StepScaling', 'TargetTrackingScaling', 'PredictiveScaling')
      .defaultTo('StepScaling'),
    targetTrackingScalingPolicyConfiguration: TRACKING,
    stepScalingPolicyConfiguration: STEPS,
    arn: str().output(),
    alarmArns: list(str()).output(),
  },
  faults: (inputs) => {
    const tracking = inputs['targetTrackingScalingPolicyConfiguration'];
    const both = tracking !== undefined && inputs['stepScalingPolicyConfiguration'] !== undefined;
    const property = 'stepScalingPolicyConfiguration';
    const reason = 'not together with targetTrackingScalingPolicyConfiguration';
    return both ? [{ property, reason }] : [];
  },
  async create(aws, wanted) {
    await put(aws, wanted);
    return wanted.name;
  },
  async read(aws, id, state) {
    const scaling = await aws.appautoscaling();
    const [place, name] = known(id, state);
    const { ServiceNamespace, ResourceId, ScalableDimension } = placeOf(place);
    const answer = await scaling.describeScalingPolicies({
      ...{ ServiceNamespace, ResourceId, ScalableDimension },
      PolicyNames: [name],
    });
    const it = answer.ScalingPolicies?.[0];
    return (
      it && {
        id: name,
        ...placeFrom(it),
        name: it.PolicyName,
        policyType: it.PolicyType,
        targetTrackingScalingPolicyConfiguration: trackingFrom(
          it.TargetTrackingScalingPolicyConfiguration,
        ),
        stepScalingPolicyConfiguration: stepFrom(it.StepScalingPolicyConfiguration),
        arn: it.PolicyARN,
        alarmArns: (it.Alarms ?? []).map(({ AlarmARN }) => AlarmARN ?? ''),
      }
    );
  },
  async update(aws, { wanted }) {
    await put(aws, wanted);
  },
  async delete(aws, id, state) {
    const scaling = await aws.appautoscaling();
    const [place, PolicyName] = known(id, state);
    await unless(GONE, scaling.deleteScalingPolicy({ ...placeOf(place), PolicyName }));
  },
});

type Configurations = {
  readonly targetTrackingScalingPolicyConfiguration?:
    Parameters<typeof trackingRequest>[0] | undefined;
  readonly stepScalingPolicyConfiguration?: Parameters<typeof stepRequest>[0] | undefined;
};

async function put(
  aws: Aws,
  wanted: Place & Configurations & { readonly name: string; readonly policyType: string },
): Promise<void> {
  const scaling = await aws.appautoscaling();
  const tracking = wanted.targetTrackingScalingPolicyConfiguration;
  const steps = wanted.stepScalingPolicyConfiguration;
  await scaling.putScalingPolicy({
    ...placeOf(wanted),
    PolicyName: wanted.name,
    PolicyType: wanted.policyType as 'TargetTrackingScaling',
    ...(tracking === undefined
      ? {}
      : { TargetTrackingScalingPolicyConfiguration: trackingRequest(tracking) }),
    ...(steps === undefined ? {} : { StepScalingPolicyConfiguration: stepRequest(steps) }),
  });
}

/** Place and name, or those of `namespace/resource/dimension/name` (import). */
function known(id: string, state: Place & { readonly name?: string | undefined }) {
  if (state.serviceNamespace !== undefined) return [state, state.name ?? id] as const;
  const [serviceNamespace, ...rest] = id.split('/');
  const dimension = rest.findIndex((part) => part.includes(':'));
  const place = {
    serviceNamespace,
    resourceId: rest.slice(0, dimension).join('/'),
    scalableDimension: rest[dimension],
  };
  return [place, must(rest.slice(dimension + 1).join('/'), 'the name of the policy')] as const;
}
