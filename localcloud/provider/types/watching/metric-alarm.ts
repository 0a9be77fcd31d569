import type { Fault, Props } from '../../schema/prop.ts';
import { resource } from '../../resource.ts';
import { ALARM_SHAPE, alarmFrom, alarmRequest } from './metric-alarm-shape.ts';
import { isRecord } from '../../schema/values.ts';
import { must } from '../../aws.ts';
import { changeTags, tagList, tagsFrom } from '../tags.ts';

export const metricAlarm = resource({
  token: 'aws:cloudwatch/metricAlarm:MetricAlarm',
  autoName: { property: 'name', max: 255 },
  shape: ALARM_SHAPE,
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
