import { Dashboard as CloudWatchDashboard } from '@pulumi/aws/cloudwatch/dashboard.js';
import * as pulumi from '@pulumi/pulumi';

/**
 * A line of a widget: namespace, metric, then dimension names and values in turn; or one expression.
 */
export type MetricPath = readonly (string | { readonly expression: string })[];

/** One graph. */
export interface Graph {
  readonly title: string;
  /** `Average`, `Sum`, `p95`. */
  readonly statistic: string;
  readonly region: string;
  readonly metrics: readonly MetricPath[];
}

export interface DashboardArgs {
  /** Physical name: letters, digits, `-` and `_`, up to 255. */
  readonly dashboardName: string;
  /** Graphs in reading order, two a row. */
  readonly graphs: pulumi.Input<readonly Graph[]>;
}

/** A CloudWatch dashboard: the first three of an account are free, then 3 USD a month. */
export class Dashboard extends pulumi.ComponentResource {
  constructor(name: string, args: DashboardArgs, opts?: pulumi.ComponentResourceOptions) {
    super('macro:watching:Dashboard', name, {}, opts);
    new CloudWatchDashboard(
      name,
      {
        dashboardName: args.dashboardName,
        dashboardBody: pulumi.output(args.graphs).apply(dashboardBody),
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}

/** A dashboard is 24 units wide; two graphs stand side by side. */
const WIDTH = 12;
const HEIGHT = 6;

/** The dashboard as CloudWatch wants it (JSON). */
export function dashboardBody(graphs: readonly Graph[]): string {
  const widgets = graphs.map(({ title, statistic, region, metrics }, index) => ({
    type: 'metric',
    x: (index % 2) * WIDTH,
    y: Math.floor(index / 2) * HEIGHT,
    width: WIDTH,
    height: HEIGHT,
    properties: { title, stat: statistic, region, period: 60, view: 'timeSeries', metrics },
  }));
  return JSON.stringify({ widgets });
}

/** What is measured of an environment, by the names of its parts in CloudWatch. */
export interface Measured {
  readonly region: string;
  readonly loadBalancer: string;
  readonly clusterName: string;
  readonly serviceNames: readonly string[];
  /** Dimension of the database; null: none. */
  readonly database: Readonly<Record<string, string>> | null;
  /** Identifiers of the cache's nodes. */
  readonly cacheNodes: readonly string[];
}

/** The graphs of one environment, the same in each. */
export function environmentGraphs(measured: Measured): readonly Graph[] {
  const { region, loadBalancer, clusterName } = measured;
  const graph = (title: string, statistic: string, metrics: readonly MetricPath[]): Graph => ({
    ...{ title, statistic, region, metrics },
  });
  const alb = (metric: string) => ['AWS/ApplicationELB', metric, 'LoadBalancer', loadBalancer];
  const ecs = (metric: string) =>
    measured.serviceNames.map((service) => [
      ...['AWS/ECS', metric, 'ClusterName', clusterName],
      ...['ServiceName', service],
    ]);
  const database = Object.entries(measured.database ?? {}).flat();
  const caches = measured.cacheNodes.map((node) => ['CacheClusterId', node]);
  const cache = (metric: string) =>
    caches.map((dimension) => ['AWS/ElastiCache', metric, ...dimension]);
  return [
    graph('Requests', 'Sum', [alb('RequestCount')]),
    graph('Errors', 'Sum', [alb('HTTPCode_Target_5XX_Count'), alb('HTTPCode_Target_4XX_Count')]),
    graph('Answers take (95 of 100)', 'p95', [alb('TargetResponseTime')]),
    graph('CPU of the services', 'Average', ecs('CPUUtilization')),
    graph('Memory of the services', 'Average', ecs('MemoryUtilization')),
    ...(database.length === 0
      ? []
      : [
          graph('CPU of the database', 'Average', [['AWS/RDS', 'CPUUtilization', ...database]]),
          graph('Connections', 'Average', [['AWS/RDS', 'DatabaseConnections', ...database]]),
        ]),
    ...(caches.length === 0
      ? []
      : [graph('Cache', 'Sum', [...cache('CacheHits'), ...cache('CacheMisses')])]),
  ];
}

/** An environment as the overview looks for it. */
export interface Overviewed {
  readonly environment: string;
  readonly region: string;
}

/**
 * The graphs of all environments of an app side by side. CloudWatch looks the resources up by the
 * beginning of their names, so that no stack has to know the others.
 */
export function overviewGraphs(app: string, all: readonly Overviewed[]): readonly Graph[] {
  return all.flatMap(({ environment, region }) => {
    const search = (schema: string, metric: string, statistic: string) => [
      {
        expression: `SEARCH('{${schema}} MetricName="${metric}" "${environment}-${app}"', '${statistic}', 60)`,
      },
    ];
    const graph = (title: string, statistic: string, schema: string, metric: string): Graph => ({
      title: `${environment}: ${title}`,
      ...{ statistic, region, metrics: [search(schema, metric, statistic)] },
    });
    return [
      graph('requests', 'Sum', 'AWS/ApplicationELB,LoadBalancer', 'RequestCount'),
      graph('errors', 'Sum', 'AWS/ApplicationELB,LoadBalancer', 'HTTPCode_Target_5XX_Count'),
      graph('CPU', 'Average', 'AWS/ECS,ClusterName,ServiceName', 'CPUUtilization'),
    ];
  });
}
