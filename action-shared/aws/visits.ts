import type { MetricDataQuery, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { paginateGetMetricData } from '@aws-sdk/client-cloudwatch';
import { paginateDescribeTargetGroups } from '@aws-sdk/client-elastic-load-balancing-v2';
import { errorMessage } from '../errors.ts';
import type { Visits } from '../sweep/visits.ts';
import { explained } from './aws-errors.ts';
import type { AwsClients } from './clients.ts';

/** Target groups per page of DescribeTargetGroups (Elastic Load Balancing, API reference). */
const GROUPS_PER_PAGE = 400;
/** Metrics per GetMetricData (CloudWatch, API reference). */
const METRICS_PER_REQUEST = 500;
const DAY_MILLISECONDS = 86_400_000;

/**
 * When somebody last visited: `RequestCount` of the load balancers, which leaves out health checks.
 * What cannot be learned is `known: false`, never "no visits".
 *
 * @param groups owner (a stack) -> ARNs of its target groups
 * @param since milliseconds since the epoch, at most 63 days ago, as long as CloudWatch keeps five minutes
 */
export async function lastVisits(
  groups: ReadonlyMap<string, readonly string[]>,
  { since, now }: { readonly since: number; readonly now: number },
  clients: Pick<AwsClients, 'cloudwatch' | 'elb'>,
): Promise<ReadonlyMap<string, Visits>> {
  const arns = [...new Set([...groups.values()].flat())];
  try {
    const balancers = await balancersOf(arns, clients);
    const latest = await latestRequests(arns, balancers, { since, now }, clients);
    return new Map([...groups].map(([owner, own]) => [owner, visitsOf(own, latest)]));
  } catch (error) {
    const doing =
      'read how often previews are visited (cloudwatch:GetMetricData, elasticloadbalancing:DescribeTargetGroups)';
    const why = errorMessage(explained(doing, error));
    return new Map([...groups.keys()].map((owner) => [owner, { known: false, why }]));
  }
}

function visitsOf(arns: readonly string[], latest: ReadonlyMap<string, number | null>): Visits {
  if (arns.length === 0) return { known: false, why: 'it has no target group' };
  const times: number[] = [];
  for (const arn of arns) {
    const last = latest.get(arn);
    if (last === undefined) return { known: false, why: `CloudWatch told nothing about ${arn}` };
    if (last !== null) times.push(last);
  }
  return { known: true, last: times.length === 0 ? null : Math.max(...times) };
}

/** Load balancers by target group; groups that are gone are left out. */
async function balancersOf(
  arns: readonly string[],
  clients: Pick<AwsClients, 'elb'>,
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (arns.length === 0) return new Map();
  const client = await clients.elb();
  const wanted = new Set(arns);
  const found = new Map<string, readonly string[]>();
  // By name or ARN the whole request fails when one of them is gone; the list does not.
  const pages = paginateDescribeTargetGroups({ client, pageSize: GROUPS_PER_PAGE }, {});
  for await (const page of pages) {
    for (const { TargetGroupArn: arn = '', LoadBalancerArns } of page.TargetGroups ?? []) {
      if (wanted.has(arn)) found.set(arn, LoadBalancerArns ?? []);
    }
  }
  return found;
}

/** Per target group the beginning of the last minutes with a request; null: none since. */
async function latestRequests(
  arns: readonly string[],
  balancers: ReadonlyMap<string, readonly string[]>,
  span: { readonly since: number; readonly now: number },
  clients: Pick<AwsClients, 'cloudwatch'>,
): Promise<ReadonlyMap<string, number | null>> {
  const series = arns.flatMap((arn) =>
    (balancers.get(arn) ?? []).map((balancer) => ({ arn, balancer })),
  );
  // A group behind no load balancer cannot be visited.
  const latest = new Map<string, number | null>(
    arns.filter((arn) => balancers.get(arn)?.length === 0).map((arn) => [arn, null]),
  );
  for (let at = 0; at < series.length; at += METRICS_PER_REQUEST) {
    const part = series.slice(at, at + METRICS_PER_REQUEST);
    const results = await readMetrics(part, span, clients);
    part.forEach(({ arn }, index) => {
      const times = results.get(`m${index}`);
      if (times === undefined) return;
      const known = [...times, latest.get(arn) ?? null].filter((time) => time !== null);
      latest.set(arn, known.length === 0 ? null : known.reduce((a, b) => Math.max(a, b)));
    });
  }
  return latest;
}

/** Times with requests, per query; a query that CloudWatch did not answer completely is left out. */
async function readMetrics(
  series: readonly { readonly arn: string; readonly balancer: string }[],
  { since, now }: { readonly since: number; readonly now: number },
  clients: Pick<AwsClients, 'cloudwatch'>,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const client = await clients.cloudwatch();
  const period = now - since <= DAY_MILLISECONDS ? 60 : 300;
  const times = new Map<string, number[]>();
  const failed = new Set<string>();
  const pages = paginateGetMetricData(
    { client },
    {
      StartTime: new Date(since),
      EndTime: new Date(now),
      ScanBy: 'TimestampDescending',
      MetricDataQueries: series.map((one, index) => query(`m${index}`, one, period)),
    },
  );
  for await (const page of pages) {
    for (const result of page.MetricDataResults ?? []) {
      const id = result.Id ?? '';
      if (!['Complete', 'PartialData'].includes(result.StatusCode ?? '')) failed.add(id);
      times.set(id, [...(times.get(id) ?? []), ...visitedAt(result)]);
    }
  }
  for (const id of failed) times.delete(id);
  return times;
}

function visitedAt({ Timestamps = [], Values = [] }: MetricDataResult): number[] {
  return Timestamps.filter((_, index) => (Values[index] ?? 0) > 0).map((time) => time.getTime());
}

function query(
  Id: string,
  { arn, balancer }: { readonly arn: string; readonly balancer: string },
  Period: number,
): MetricDataQuery {
  const Dimensions = [
    { Name: 'LoadBalancer', Value: balancer.replace(/^.*:loadbalancer\//, '') },
    { Name: 'TargetGroup', Value: arn.replace(/^.*:(?=targetgroup\/)/, '') },
  ];
  const Metric = { Namespace: 'AWS/ApplicationELB', MetricName: 'RequestCount', Dimensions };
  return { Id, MetricStat: { Metric, Period, Stat: 'Sum' } };
}
