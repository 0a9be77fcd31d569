import type {
  MetricAlarm,
  MetricDataQuery,
  PutMetricAlarmInput,
  StandardUnit,
} from '@aws-sdk/client-cloudwatch';

interface Query {
  readonly id: string;
  readonly accountId?: string | undefined;
  readonly expression?: string | undefined;
  readonly label?: string | undefined;
  readonly metric?:
    | {
        readonly metricName: string;
        readonly namespace?: string | undefined;
        readonly dimensions?: Readonly<Record<string, string>> | undefined;
        readonly period: number;
        readonly stat: string;
        readonly unit?: string | undefined;
      }
    | undefined;
  readonly period?: number | undefined;
  readonly returnData: boolean;
}

/** An alarm as the program writes it. */
export interface WantedAlarm {
  readonly name: string;
  readonly comparisonOperator: string;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm?: number | undefined;
  readonly threshold?: number | undefined;
  readonly thresholdMetricId?: string | undefined;
  readonly metricName?: string | undefined;
  readonly namespace?: string | undefined;
  readonly dimensions?: Readonly<Record<string, string>> | undefined;
  readonly period?: number | undefined;
  readonly statistic?: string | undefined;
  readonly extendedStatistic?: string | undefined;
  readonly metricQueries?: readonly Query[] | undefined;
  readonly unit?: string | undefined;
  readonly actionsEnabled: boolean;
  readonly alarmActions?: readonly string[] | undefined;
  readonly okActions?: readonly string[] | undefined;
  readonly insufficientDataActions?: readonly string[] | undefined;
  readonly alarmDescription?: string | undefined;
  readonly treatMissingData: string;
  readonly evaluateLowSampleCountPercentiles?: string | undefined;
}

/** The alarm as CloudWatch is told it. */
export function alarmRequest(wanted: WantedAlarm): PutMetricAlarmInput {
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

function singleMetric(wanted: WantedAlarm): Partial<PutMetricAlarmInput> {
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
