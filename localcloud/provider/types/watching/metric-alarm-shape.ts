import type {
  MetricAlarm,
  MetricDataQuery,
  PutMetricAlarmInput,
  StandardUnit,
} from '@aws-sdk/client-cloudwatch';
import { TAGS } from '../../resource.ts';
import {
  type TypeOf,
  type Values,
  bool,
  map,
  num,
  obj,
  set,
  show,
  str,
} from '../../schema/prop.ts';

/** Seconds: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const period = () =>
  num().rule((value) =>
    [10, 20, 30].includes(Number(value)) || (Number(value) > 0 && Number(value) % 60 === 0)
      ? undefined
      : `expected 10, 20, 30 or a multiple of 60 seconds, found ${show(value)}`,
  );

const percentile =
  /^(p\d{1,2}(\.\d{1,10})?|p100|IQM|((p|tc|tm|ts|wm)\d{1,2}(\.\d{1,10})?)|((PR|TC|TM|TS|WM)\(.*\)))$/i;

const BITS_AND_BYTES = ['Bytes', 'Bits'].flatMap((one) =>
  ['', 'Kilo', 'Mega', 'Giga', 'Tera'].map((size) =>
    size === '' ? one : `${size}${one.toLowerCase()}`,
  ),
);
const UNITS = [
  ...['Seconds', 'Microseconds', 'Milliseconds', 'Percent', 'Count', 'Count/Second', 'None'],
  ...BITS_AND_BYTES.flatMap((one) => [one, `${one}/Second`]),
];
const unit = () => str().oneOf(...UNITS);

const metricQuery = obj({
  id: str()
    .matches(/^[a-z]\w{0,254}$/, 'a lower-case letter, then letters, digits and _')
    .required(),
  accountId: str(),
  expression: str().matches(/^[\s\S]{1,2048}$/, '1 to 2048 characters'),
  label: str(),
  metric: obj({
    metricName: str().required(),
    namespace: str(),
    dimensions: map(str()),
    period: period().required(),
    stat: str().required(),
    unit: unit(),
  }),
  period: period(),
  returnData: bool().defaultTo(false),
});

const action = () => str().matches(/^arn:/, 'an ARN');

/** Inputs and outputs of an alarm. */
export const ALARM_SHAPE = {
  name: str()
    .matches(/^[\s\S]{1,255}$/, '1 to 255 characters')
    .required()
    .replaces(),
  comparisonOperator: str()
    .oneOf(
      ...['GreaterThanOrEqualToThreshold', 'GreaterThanThreshold', 'LessThanThreshold'],
      ...['LessThanOrEqualToThreshold', 'LessThanLowerOrGreaterThanUpperThreshold'],
      ...['LessThanLowerThreshold', 'GreaterThanUpperThreshold'],
    )
    .required(),
  evaluationPeriods: num().between(1, 86_400).required(),
  datapointsToAlarm: num().between(1, 86_400),
  threshold: num(),
  thresholdMetricId: str(),
  metricName: str().matches(/^[\s\S]{1,255}$/, '1 to 255 characters'),
  namespace: str().matches(/^[^:][^:]{0,254}$/, '1 to 255 characters without a colon'),
  dimensions: map(str()),
  period: period(),
  statistic: str().oneOf('SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'),
  extendedStatistic: str().matches(percentile, 'a percentile such as p95'),
  metricQueries: set(metricQuery),
  unit: unit(),
  actionsEnabled: bool().defaultTo(true),
  alarmActions: set(action()),
  okActions: set(action()),
  insufficientDataActions: set(action()),
  alarmDescription: str().matches(/^[\s\S]{0,1024}$/, 'at most 1024 characters'),
  treatMissingData: str()
    .oneOf('breaching', 'notBreaching', 'ignore', 'missing')
    .defaultTo('missing'),
  evaluateLowSampleCountPercentiles: str().oneOf('evaluate', 'ignore').computed(),
  ...TAGS,
  arn: str().output(),
} as const;
type Wanted = Values<typeof ALARM_SHAPE>;
type Query = TypeOf<typeof metricQuery>;

/** The alarm as CloudWatch is told it. */
export function alarmRequest(wanted: Wanted): PutMetricAlarmInput {
  const { metricQueries, thresholdMetricId: ThresholdMetricId } = wanted;
  return {
    AlarmName: wanted.name,
    AlarmDescription: wanted.alarmDescription,
    ActionsEnabled: wanted.actionsEnabled,
    AlarmActions: [...(wanted.alarmActions ?? [])],
    OKActions: [...(wanted.okActions ?? [])],
    InsufficientDataActions: [...(wanted.insufficientDataActions ?? [])],
    ComparisonOperator: wanted.comparisonOperator as 'GreaterThanThreshold',
    EvaluationPeriods: wanted.evaluationPeriods,
    DatapointsToAlarm: wanted.datapointsToAlarm,
    TreatMissingData: wanted.treatMissingData,
    EvaluateLowSampleCountPercentile: wanted.evaluateLowSampleCountPercentiles,
    ...(ThresholdMetricId === undefined
      ? { Threshold: wanted.threshold ?? 0 }
      : { ThresholdMetricId }),
    ...(metricQueries === undefined
      ? singleMetric(wanted)
      : { Metrics: metricQueries.map(queryRequest) }),
  };
}

function singleMetric(wanted: Wanted): Partial<PutMetricAlarmInput> {
  return {
    MetricName: wanted.metricName,
    Namespace: wanted.namespace,
    Dimensions: dimensionsTo(wanted.dimensions),
    Period: wanted.period,
    Statistic: wanted.statistic as 'Sum' | undefined,
    ExtendedStatistic: wanted.extendedStatistic,
    Unit: wanted.unit as StandardUnit | undefined,
  };
}

function queryRequest(query: Query): MetricDataQuery {
  const { metric } = query;
  return {
    Id: query.id,
    AccountId: query.accountId,
    Expression: query.expression,
    Label: query.label,
    Period: query.period,
    ReturnData: query.returnData,
    ...(metric === undefined
      ? {}
      : {
          MetricStat: {
            Metric: {
              MetricName: metric.metricName,
              Namespace: metric.namespace,
              Dimensions: dimensionsTo(metric.dimensions),
            },
            Period: metric.period,
            Stat: metric.stat,
            Unit: metric.unit as StandardUnit | undefined,
          },
        }),
  };
}

/** The alarm as the state has it. */
export function alarmFrom(it: MetricAlarm) {
  const queries = it.Metrics ?? [];
  return {
    name: it.AlarmName,
    arn: it.AlarmArn,
    comparisonOperator: it.ComparisonOperator,
    evaluationPeriods: it.EvaluationPeriods,
    datapointsToAlarm: it.DatapointsToAlarm,
    threshold: it.Threshold,
    thresholdMetricId: it.ThresholdMetricId,
    metricName: it.MetricName,
    namespace: it.Namespace,
    dimensions: dimensionsFrom(it.Dimensions),
    period: it.Period,
    statistic: it.Statistic,
    extendedStatistic: it.ExtendedStatistic,
    ...(queries.length > 0 ? { metricQueries: queries.map(queryFrom) } : {}),
    unit: it.Unit,
    actionsEnabled: it.ActionsEnabled ?? true,
    alarmActions: it.AlarmActions,
    okActions: it.OKActions,
    insufficientDataActions: it.InsufficientDataActions,
    alarmDescription: it.AlarmDescription === '' ? undefined : it.AlarmDescription,
    treatMissingData: it.TreatMissingData ?? 'missing',
    evaluateLowSampleCountPercentiles: it.EvaluateLowSampleCountPercentile,
  };
}

function queryFrom(query: MetricDataQuery): Query {
  const { MetricStat: stat } = query;
  return {
    id: query.Id ?? '',
    accountId: query.AccountId,
    expression: query.Expression,
    label: query.Label,
    period: query.Period,
    returnData: query.ReturnData ?? true,
    ...(stat === undefined
      ? {}
      : {
          metric: {
            metricName: stat.Metric?.MetricName ?? '',
            namespace: stat.Metric?.Namespace,
            dimensions: dimensionsFrom(stat.Metric?.Dimensions),
            period: stat.Period ?? 0,
            stat: stat.Stat ?? '',
            unit: stat.Unit,
          },
        }),
  };
}

interface Dimension {
  readonly Name: string | undefined;
  readonly Value: string | undefined;
}

function dimensionsTo(dimensions: Readonly<Record<string, string>> | undefined) {
  return Object.entries(dimensions ?? {}).map(([Name, Value]) => ({ Name, Value }));
}

function dimensionsFrom(
  list: readonly Dimension[] | undefined,
): Readonly<Record<string, string>> | undefined {
  if (list === undefined || list.length === 0) return undefined;
  return Object.fromEntries(list.map(({ Name, Value }) => [Name ?? '', Value ?? '']));
}
