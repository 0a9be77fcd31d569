import type { Fault, Props } from '../../schema/prop.ts';
import { TAGS, resource } from '../../resource.ts';
import { alarmFrom, alarmRequest } from './metric-alarm-shape.ts';
import { bool, map, num, obj, set, show, str } from '../../schema/prop.ts';
import { isRecord } from '../../schema/values.ts';
import { must } from '../../aws.ts';
import { changeTags, tagList, tagsFrom } from '../tags.ts';

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

export const metricAlarm = resource({
  token: 'aws:cloudwatch/metricAlarm:MetricAlarm',
  autoName: { property: 'name', max: 255 },
  shape: {
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
  },
  faults: alarmFaults,
  async create(aws, wanted) {
    const request = { ...alarmRequest(wanted), Tags: tagList(wanted.tags) };
    await (await aws.cloudwatch()).putMetricAlarm(request);
    return wanted.name;
  },
  async read(aws, id) {
    const cloudwatch = await aws.cloudwatch();
    const AlarmTypes = ['MetricAlarm' as const];
    const { MetricAlarms } = await cloudwatch.describeAlarms({ AlarmNames: [id], AlarmTypes });
    const it = MetricAlarms?.[0];
    if (!it) return undefined;
    const ResourceARN = must(it.AlarmArn, 'AlarmArn');
    const { Tags } = await cloudwatch.listTagsForResource({ ResourceARN });
    return { ...alarmFrom(it), tags: tagsFrom(Tags) };
  },
  async update(aws, { state, wanted, changed }) {
    const cloudwatch = await aws.cloudwatch();
    // CloudWatch has no update of a part: an alarm is written whole, its tags apart.
    await cloudwatch.putMetricAlarm(alarmRequest(wanted));
    if (!changed('tags')) return;
    const ResourceARN = must(state.arn, 'arn');
    await changeTags(state.tags, wanted.tags, {
      untag: (TagKeys) => cloudwatch.untagResource({ ResourceARN, TagKeys }),
      tag: (tags) => cloudwatch.tagResource({ ResourceARN, Tags: tagList(tags) }),
    });
  },
  async delete(aws, id) {
    // What is not there is not an error to DeleteAlarms of one alarm.
    await (await aws.cloudwatch()).deleteAlarms({ AlarmNames: [id] });
  },
});

function alarmFaults(inputs: Props): Fault[] {
  const has = (key: string): boolean => inputs[key] !== undefined;
  const both = (one: string, other: string): Fault[] =>
    has(one) && has(other) ? [{ property: one, reason: `conflicts with ${other}` }] : [];
  const conflicts = [
    ...both('metricName', 'metricQueries'),
    ...both('statistic', 'extendedStatistic'),
    ...both('threshold', 'thresholdMetricId'),
  ];
  const bare = has('metricName') && !has('statistic') && !has('extendedStatistic');
  const reason = 'statistic or extendedStatistic is required with metricName';
  return [
    ...conflicts,
    ...(bare ? [{ property: 'statistic', reason }] : []),
    ...queryFaults(inputs['metricQueries']),
  ];
}

function queryFaults(queries: unknown): Fault[] {
  if (!Array.isArray(queries)) return [];
  return queries.flatMap((query, index) => {
    if (!isRecord(query) || query['expression'] === undefined || query['metric'] === undefined)
      return [];
    const property = `metricQueries[${index}].expression`;
    return [{ property, reason: 'conflicts with metric' }];
  });
}
