import type {
  StepScalingPolicyConfiguration,
  TargetTrackingScalingPolicyConfiguration,
} from '@aws-sdk/client-application-auto-scaling';
import type { Values } from '../../schema/prop.ts';
import { bool, num, obj, set, str } from '../../schema/prop.ts';

const STATISTICS = ['Average', 'Minimum', 'Maximum', 'SampleCount', 'Sum'] as const;

const TRACKING_SHAPE = {
  targetValue: num().required(),
  disableScaleIn: bool().defaultTo(false),
  scaleInCooldown: num(),
  scaleOutCooldown: num(),
  predefinedMetricSpecification: obj({
    predefinedMetricType: str().required(),
    resourceLabel: str(),
  }),
  customizedMetricSpecification: obj({
    metricName: str().required(),
    namespace: str().required(),
    statistic: str()
      .oneOf(...STATISTICS)
      .required(),
    unit: str(),
    dimensions: set(obj({ name: str().required(), value: str().required() })),
  }),
} as const;

const STEP_SHAPE = {
  adjustmentType: str().oneOf('ChangeInCapacity', 'PercentChangeInCapacity', 'ExactCapacity'),
  cooldown: num(),
  metricAggregationType: str().oneOf('Average', 'Minimum', 'Maximum'),
  minAdjustmentMagnitude: num(),
  stepAdjustments: set(
    obj({
      metricIntervalLowerBound: str(),
      metricIntervalUpperBound: str(),
      scalingAdjustment: num().required(),
    }),
  ),
} as const;

/** Metric formulas (`metrics`) are not among them. */
export const TRACKING = obj(TRACKING_SHAPE);
export const STEPS = obj(STEP_SHAPE);

/** Target tracking as Application Auto Scaling is told it. */
export function trackingRequest(
  it: Values<typeof TRACKING_SHAPE>,
): TargetTrackingScalingPolicyConfiguration {
  const { predefinedMetricSpecification: predefined, customizedMetricSpecification: own } = it;
  return {
    TargetValue: it.targetValue,
    DisableScaleIn: it.disableScaleIn,
    ...(it.scaleInCooldown === undefined ? {} : { ScaleInCooldown: it.scaleInCooldown }),
    ...(it.scaleOutCooldown === undefined ? {} : { ScaleOutCooldown: it.scaleOutCooldown }),
    ...(predefined === undefined
      ? {}
      : {
          PredefinedMetricSpecification: {
            PredefinedMetricType:
              predefined.predefinedMetricType as 'ECSServiceAverageCPUUtilization',
            ...(predefined.resourceLabel === undefined
              ? {}
              : { ResourceLabel: predefined.resourceLabel }),
          },
        }),
    ...(own === undefined
      ? {}
      : {
          CustomizedMetricSpecification: {
            MetricName: own.metricName,
            Namespace: own.namespace,
            Statistic: own.statistic as 'Average',
            ...(own.unit === undefined ? {} : { Unit: own.unit }),
            Dimensions: (own.dimensions ?? []).map(({ name, value }) => ({
              Name: name,
              Value: value,
            })),
          },
        }),
  };
}

/** Target tracking as the state has it. */
export function trackingFrom(it: TargetTrackingScalingPolicyConfiguration | undefined) {
  if (it === undefined) return undefined;
  const { PredefinedMetricSpecification: predefined, CustomizedMetricSpecification: own } = it;
  return {
    targetValue: it.TargetValue ?? 0,
    disableScaleIn: it.DisableScaleIn ?? false,
    scaleInCooldown: it.ScaleInCooldown,
    scaleOutCooldown: it.ScaleOutCooldown,
    predefinedMetricSpecification: predefined && {
      predefinedMetricType: predefined.PredefinedMetricType ?? '',
      resourceLabel: predefined.ResourceLabel,
    },
    customizedMetricSpecification: own && {
      metricName: own.MetricName ?? '',
      namespace: own.Namespace ?? '',
      statistic: own.Statistic ?? '',
      unit: own.Unit,
      dimensions: (own.Dimensions ?? []).map(({ Name, Value }) => ({
        name: Name ?? '',
        value: Value ?? '',
      })),
    },
  };
}

/** Step scaling as Application Auto Scaling is told it. */
export function stepRequest(it: Values<typeof STEP_SHAPE>): StepScalingPolicyConfiguration {
  return {
    ...(it.adjustmentType === undefined
      ? {}
      : { AdjustmentType: it.adjustmentType as 'ChangeInCapacity' }),
    ...(it.cooldown === undefined ? {} : { Cooldown: it.cooldown }),
    ...(it.metricAggregationType === undefined
      ? {}
      : { MetricAggregationType: it.metricAggregationType as 'Average' }),
    ...(it.minAdjustmentMagnitude === undefined
      ? {}
      : { MinAdjustmentMagnitude: it.minAdjustmentMagnitude }),
    StepAdjustments: (it.stepAdjustments ?? []).map((each) => ({
      ScalingAdjustment: each.scalingAdjustment,
      ...bound('MetricIntervalLowerBound', each.metricIntervalLowerBound),
      ...bound('MetricIntervalUpperBound', each.metricIntervalUpperBound),
    })),
  };
}

const bound = (name: string, value: string | undefined): Record<string, number> =>
  value === undefined || value === '' ? {} : { [name]: Number(value) };

/** Step scaling as the state has it. */
export function stepFrom(it: StepScalingPolicyConfiguration | undefined) {
  if (it === undefined) return undefined;
  const text = (value: number | undefined) => (value === undefined ? undefined : String(value));
  return {
    adjustmentType: it.AdjustmentType,
    cooldown: it.Cooldown,
    metricAggregationType: it.MetricAggregationType,
    minAdjustmentMagnitude: it.MinAdjustmentMagnitude,
    stepAdjustments: (it.StepAdjustments ?? []).map((each) => ({
      metricIntervalLowerBound: text(each.MetricIntervalLowerBound),
      metricIntervalUpperBound: text(each.MetricIntervalUpperBound),
      scalingAdjustment: each.ScalingAdjustment ?? 0,
    })),
  };
}
