import * as pulumi from '@pulumi/pulumi';
import { Alarms } from '../../components/watching/alarms.ts';
import {
  cacheAlarm,
  databaseAlarm,
  loadBalancerAlarms,
  serviceAlarm,
} from '../../components/watching/alarm-definitions.ts';
import type { Thresholds } from '../../components/watching/alarm-definitions.ts';
import { Budget } from '../../components/watching/budget.ts';
import {
  Dashboard,
  environmentGraphs,
  overviewGraphs,
} from '../../components/watching/dashboard.ts';
import { DriftWatch } from '../../components/watching/drift-watch.ts';
import { Notifications } from '../../components/watching/notifications.ts';
import type { WatchingValues } from '../config-watching.ts';
import type { Scope } from '../scope.ts';
import type { Ground } from './ground.ts';
import type { ServicesPart } from './services.ts';

/** Where things are told, what is told, and the pictures. */
export function buildWatching(
  scope: Scope,
  values: WatchingValues | null,
  ground: Ground,
  part: ServicesPart,
): Notifications | null {
  if (values === null) return null;
  const { prefix, tags, name } = scope;
  const { emails } = values;
  const told = new Notifications(`${prefix}-alarms`, { topicName: name('alarms'), emails, tags });
  const { topicArn } = told;
  const definitions = alarmDefinitions(values.thresholds, ground, part);
  new Alarms(prefix, { prefix, definitions, topicArn, tags });
  const graphs = graphsOf(scope, ground, part);
  new Dashboard(prefix, { dashboardName: name('dashboard'), graphs });
  buildOverview(scope, values);
  buildBudget(scope, values, topicArn);
  buildDriftWatch(scope, values, ground, topicArn);
  return told;
}

/** One dashboard for all environments, in the one whose values ask for it. */
function buildOverview({ app, prefix, name }: Scope, { overview }: WatchingValues): void {
  if (overview === null) return;
  const graphs = overviewGraphs(app, overview);
  new Dashboard(`${prefix}-overview`, { dashboardName: name('overview'), graphs });
}

function buildBudget(
  { prefix, tags, name }: Scope,
  { budget }: WatchingValues,
  topicArn: pulumi.Output<string>,
): void {
  const { stack, monthlyUsd, anomalies, anomalyUsd } = budget;
  new Budget(prefix, {
    budgetName: name('budget'),
    anomalyName: name('anomalies'),
    ...{ stack, monthlyUsd, anomalies, topicArn, tags },
    ...(anomalyUsd === undefined ? {} : { anomalyUsd }),
  });
}

function buildDriftWatch(
  { prefix, tags, name }: Scope,
  { deployers, logRetentionDays }: WatchingValues,
  { network, edge, groups }: Ground,
  topicArn: pulumi.Output<string>,
): void {
  // What calls name by its id alone.
  const ids = pulumi
    .all([network.ownIds, edge.ownIds, pulumi.all(Object.values(groups))])
    .apply((all) => all.flat());
  new DriftWatch(`${prefix}-drift`, {
    functionName: name('drift'),
    roleName: name('drift-role'),
    prefix: `${prefix}-`,
    ...{ ids, deployers, logRetentionDays, topicArn, tags },
  });
}

/** `app/name/1a2b`: how CloudWatch names a load balancer, the last part of its ARN. */
function metricName(arn: pulumi.Output<string>): pulumi.Output<string> {
  return arn.apply((text) => text.slice(text.indexOf(':loadbalancer/') + ':loadbalancer/'.length));
}

/** `targetgroup/name/1a2b` */
function targetName(arn: pulumi.Output<string>): pulumi.Output<string> {
  return arn.apply((text) => text.slice(text.lastIndexOf(':') + 1));
}

function alarmDefinitions(
  thresholds: Thresholds,
  { edge, data }: Ground,
  { services }: ServicesPart,
) {
  const loadBalancer = metricName(edge.arn);
  const node = data.cache?.nodeIds[0];
  const dimension = data.database?.store.dimension;
  return [
    ...loadBalancerAlarms(loadBalancer, thresholds),
    ...services.map(({ values, route }) => {
      const targetGroup = targetName(route.targetGroupArn);
      return serviceAlarm(values.name, { loadBalancer, targetGroup }, thresholds);
    }),
    ...(dimension === undefined ? [] : [databaseAlarm(dimension, thresholds)]),
    ...(node === undefined ? [] : [cacheAlarm(node, thresholds)]),
  ];
}

function graphsOf({ region }: Scope, { edge, data }: Ground, { cluster, services }: ServicesPart) {
  return pulumi
    .all([
      metricName(edge.arn),
      cluster?.clusterName ?? '',
      pulumi.all(services.map(({ service }) => service.serviceName)),
      pulumi.output(data.database?.store.dimension ?? null),
    ])
    .apply(([loadBalancer, clusterName, serviceNames, database]) =>
      environmentGraphs({
        ...{ region, loadBalancer, clusterName, serviceNames, database },
        cacheNodes: data.cache?.nodeIds ?? [],
      }),
    );
}
