import { MetricAlarm } from '@pulumi/aws/cloudwatch/metricAlarm.js';
import type { MetricAlarmArgs } from '@pulumi/aws/cloudwatch/metricAlarm.js';
import * as pulumi from '@pulumi/pulumi';
import { named, type Tags } from '../tags.ts';
import type { AlarmDefinition, Expression, Metric } from './alarm-definitions.ts';

export interface AlarmsArgs {
  /** In front of every alarm's name: `staging-shop`. */
  readonly prefix: string;
  /** What is watched; alarm-definitions.ts has one for each part of an environment. */
  readonly definitions: readonly AlarmDefinition[];
  /** Where an alarm goes, and its end. */
  readonly topicArn: pulumi.Input<string>;
  readonly tags: Tags;
}

/** CloudWatch alarms that write to a topic: 0.10 USD a month per metric each. */
export class Alarms extends pulumi.ComponentResource {
  readonly arns: pulumi.Output<string>[];

  constructor(name: string, args: AlarmsArgs, opts?: pulumi.ComponentResourceOptions) {
    super('macro:watching:Alarms', name, {}, opts);
    const alarms = args.definitions.map(
      (one) => new MetricAlarm(`${args.prefix}-${one.key}`, alarmArgs(one, args), { parent: this }),
    );
    this.arns = alarms.map(({ arn }) => arn);
    this.registerOutputs({});
  }
}

/** Inputs of one alarm. No traffic is no alarm. */
export function alarmArgs(
  one: AlarmDefinition,
  { prefix, topicArn, tags }: Omit<AlarmsArgs, 'definitions'>,
): MetricAlarmArgs {
  const name = `${prefix}-${one.key}`;
  return {
    name,
    alarmDescription: one.description,
    comparisonOperator: one.comparison,
    threshold: one.threshold,
    evaluationPeriods: one.periods,
    datapointsToAlarm: one.periods,
    treatMissingData: 'notBreaching',
    alarmActions: [topicArn],
    okActions: [topicArn],
    ...('expression' in one.metric
      ? { metricQueries: queries(one.metric, one.period) }
      : { ...metric(one.metric), period: one.period }),
    tags: named(tags, name),
  };
}

function metric({ namespace, name, statistic, dimensions }: Metric) {
  const how = statistic.startsWith('p') ? { extendedStatistic: statistic } : { statistic };
  return { namespace, metricName: name, ...how, dimensions: { ...dimensions } };
}

function queries({ expression, label, metrics }: Expression, period: number) {
  const inner = Object.entries(metrics).map(([id, one]) => ({
    id,
    metric: {
      namespace: one.namespace,
      metricName: one.name,
      stat: one.statistic,
      dimensions: { ...one.dimensions },
      period,
    },
  }));
  return [{ id: 'result', expression, label, returnData: true }, ...inner];
}
