import type * as pulumi from '@pulumi/pulumi';

type Text = pulumi.Input<string>;
type Dimensions = Readonly<Record<string, Text>>;

/** When somebody is told; values of an environment. */
export interface Thresholds {
  /** Percent of answers that are server errors, over 5 minutes. */
  readonly serverErrorPercent: number;
  /** Seconds that 95 of 100 answers take at most, over 10 minutes. */
  readonly latencySeconds: number;
  /** Percent of a service's tasks that are unhealthy, over 3 minutes. */
  readonly unhealthyPercent: number;
  /** Percent of the database's CPU, over 10 minutes. */
  readonly databaseCpuPercent: number;
  /** Percent of look-ups that the cache answers at least, over 15 minutes. */
  readonly cacheHitPercent: number;
}

/** One alarm: a metric, or an expression over several. */
export interface AlarmDefinition {
  /** Last part of its name: `server-errors`. */
  readonly key: string;
  readonly description: string;
  readonly comparison: 'GreaterThanThreshold' | 'LessThanThreshold';
  readonly threshold: number;
  /** Seconds of one measurement. */
  readonly period: number;
  /** Measurements in a row that break the threshold. */
  readonly periods: number;
  readonly metric: Metric | Expression;
}

export interface Metric {
  readonly namespace: string;
  readonly name: string;
  /** `Average`, `Sum`, or a percentile such as `p95`. */
  readonly statistic: string;
  readonly dimensions: Dimensions;
}

export interface Expression {
  readonly expression: string;
  readonly label: string;
  /** By the name that the expression uses. */
  readonly metrics: Readonly<Record<string, Metric>>;
}

const MINUTE = 60;
const ALB = 'AWS/ApplicationELB';

/** Too many server errors, and slow answers, of a load balancer. */
export function loadBalancerAlarms(loadBalancer: Text, limits: Thresholds): AlarmDefinition[] {
  const metric = (name: string, statistic: string): Metric => ({
    ...{ namespace: ALB, name, statistic },
    dimensions: { LoadBalancer: loadBalancer },
  });
  return [
    {
      key: 'server-errors',
      description: `more than ${limits.serverErrorPercent} % of the answers are 5xx for 5 minutes`,
      comparison: 'GreaterThanThreshold',
      threshold: limits.serverErrorPercent,
      ...{ period: MINUTE, periods: 5 },
      metric: {
        expression: '100 * (FILL(target, 0) + FILL(own, 0)) / requests',
        label: 'server errors, percent',
        metrics: {
          target: metric('HTTPCode_Target_5XX_Count', 'Sum'),
          own: metric('HTTPCode_ELB_5XX_Count', 'Sum'),
          requests: metric('RequestCount', 'Sum'),
        },
      },
    },
    {
      key: 'latency',
      description: `95 of 100 answers take more than ${limits.latencySeconds} s for 10 minutes`,
      comparison: 'GreaterThanThreshold',
      threshold: limits.latencySeconds,
      ...{ period: MINUTE, periods: 10 },
      metric: metric('TargetResponseTime', 'p95'),
    },
  ];
}

/** Too many unhealthy tasks of one service. */
export function serviceAlarm(
  service: string,
  place: { readonly loadBalancer: Text; readonly targetGroup: Text },
  limits: Thresholds,
): AlarmDefinition {
  const metric = (name: string): Metric => ({
    ...{ namespace: ALB, name, statistic: 'Average' },
    dimensions: { LoadBalancer: place.loadBalancer, TargetGroup: place.targetGroup },
  });
  return {
    key: `${service}-unhealthy`,
    description: `more than ${limits.unhealthyPercent} % of ${service} is unhealthy for 3 minutes`,
    comparison: 'GreaterThanThreshold',
    threshold: limits.unhealthyPercent,
    ...{ period: MINUTE, periods: 3 },
    metric: {
      expression: '100 * unhealthy / (healthy + unhealthy)',
      label: 'unhealthy tasks, percent',
      metrics: { healthy: metric('HealthyHostCount'), unhealthy: metric('UnHealthyHostCount') },
    },
  };
}

/** A database that has too much to do. */
export function databaseAlarm(dimensions: Dimensions, limits: Thresholds): AlarmDefinition {
  return {
    key: 'database-cpu',
    description: `the database's CPU is above ${limits.databaseCpuPercent} % for 10 minutes`,
    comparison: 'GreaterThanThreshold',
    threshold: limits.databaseCpuPercent,
    ...{ period: 5 * MINUTE, periods: 2 },
    metric: { namespace: 'AWS/RDS', name: 'CPUUtilization', statistic: 'Average', dimensions },
  };
}

/** A cache that seldom knows the answer. */
export function cacheAlarm(nodeId: string, limits: Thresholds): AlarmDefinition {
  const metric = (name: string): Metric => ({
    ...{ namespace: 'AWS/ElastiCache', name, statistic: 'Sum' },
    dimensions: { CacheClusterId: nodeId },
  });
  return {
    key: 'cache-hits',
    description: `the cache answers less than ${limits.cacheHitPercent} % for 15 minutes`,
    comparison: 'LessThanThreshold',
    threshold: limits.cacheHitPercent,
    ...{ period: 5 * MINUTE, periods: 3 },
    metric: {
      expression: '100 * hits / (hits + misses)',
      label: 'cache hits, percent',
      metrics: { hits: metric('CacheHits'), misses: metric('CacheMisses') },
    },
  };
}
