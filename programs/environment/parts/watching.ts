import * as pulumi from '@pulumi/pulumi';
import { permanentStack } from '../../../action-shared/naming/permanent-names.ts';
import { Alarms } from '../../components/watching/alarms.ts';
import {
  cacheAlarm,
  databaseAlarm,
  loadBalancerAlarms,
  serviceAlarm,
} from '../../components/watching/alarm-definitions.ts';
import { Budget } from '../../components/watching/budget.ts';
import {
  Dashboard,
  environmentGraphs,
  overviewGraphs,
} from '../../components/watching/dashboard.ts';
import { DriftWatch } from '../../components/watching/drift-watch.ts';
import { Notifications } from '../../components/watching/notifications.ts';
import type { Scope } from '../scope.ts';
import type { Ground, ServicesPart } from './services.ts';

/** Where things are told, what is told, and the pictures. */
export function buildWatching(scope: Scope, ground: Ground, part: ServicesPart): Notifications {
  const { config, prefix, tags, child } = scope;
  const notifications = new Notifications(
    `${prefix}-alarms`,
    { topicName: scope.name('alarms'), emails: config.alarms.emails, tags },
    child,
  );
  const { topicArn } = notifications;
  const { monthlyUsd, anomalies, anomalyUsd } = config.budget;
  const definitions = alarmDefinitions(scope, ground, part);
  new Alarms(prefix, { prefix, definitions, topicArn, tags }, child);
  new Dashboard(
    prefix,
    { dashboardName: scope.name('dashboard'), graphs: graphsOf(scope, ground, part) },
    child,
  );
  buildOverview(scope);
  new Budget(
    prefix,
    {
      budgetName: scope.name('budget'),
      anomalyName: scope.name('anomalies'),
      stack: permanentStack(config.app, config.environment),
      ...{ monthlyUsd, anomalies },
      ...(anomalyUsd === undefined ? {} : { anomalyUsd }),
      ...{ topicArn, tags },
    },
    child,
  );
  new DriftWatch(
    `${prefix}-drift`,
    {
      functionName: scope.name('drift'),
      roleName: scope.name('drift-role'),
      prefix: `${prefix}-`,
      ids: watchedIds(ground),
      deployers: config.driftWatch.deployers,
      logRetentionDays: config.logDays,
      ...{ topicArn, tags },
    },
    child,
  );
  return notifications;
}

/** One dashboard for all environments, in the one whose values ask for it. */
function buildOverview({ config, prefix, child, name }: Scope): void {
  if (config.overview === null) return;
  const all = Object.entries(config.overview).map(([environment, region]) => ({
    environment,
    region,
  }));
  new Dashboard(
    `${prefix}-overview`,
    { dashboardName: name('overview'), graphs: overviewGraphs(config.app, all) },
    child,
  );
}

/** What calls name by its id alone. */
function watchedIds({ network, edge, groups }: Ground): pulumi.Output<string>[] {
  const { vpcId, publicSubnetIds, privateSubnetIds } = network.network;
  return [
    ...[vpcId, ...publicSubnetIds, ...privateSubnetIds, ...network.routeTableIds],
    ...[edge.balancer.securityGroupId, ...Object.values(groups).map(({ id }) => id)],
  ];
}

/** `app/name/1a2b`: how CloudWatch names a load balancer, the last part of its ARN. */
function metricName(arn: pulumi.Output<string>): pulumi.Output<string> {
  return arn.apply((text) => text.slice(text.indexOf(':loadbalancer/') + ':loadbalancer/'.length));
}

/** `targetgroup/name/1a2b` */
function targetName(arn: pulumi.Output<string>): pulumi.Output<string> {
  return arn.apply((text) => text.slice(text.lastIndexOf(':') + 1));
}

function alarmDefinitions({ config }: Scope, { edge, data }: Ground, { services }: ServicesPart) {
  const loadBalancer = metricName(edge.balancer.loadBalancer.arn);
  const node = data.cache?.nodeIds[0];
  return [
    ...loadBalancerAlarms(loadBalancer, config.alarms),
    ...services.map(({ values, route }) =>
      serviceAlarm(
        values.name,
        { loadBalancer, targetGroup: targetName(route.targetGroupArn) },
        config.alarms,
      ),
    ),
    ...(data.database === null
      ? []
      : [databaseAlarm(data.database.store.dimension, config.alarms)]),
    ...(node === undefined ? [] : [cacheAlarm(node, config.alarms)]),
  ];
}

function graphsOf({ config }: Scope, { edge, data }: Ground, part: ServicesPart) {
  return pulumi
    .all([
      metricName(edge.balancer.loadBalancer.arn),
      part.cluster.clusterName,
      pulumi.all(part.services.map(({ service }) => service.serviceName)),
      pulumi.output(data.database === null ? null : data.database.store.dimension),
    ])
    .apply(([loadBalancer, clusterName, serviceNames, database]) =>
      environmentGraphs({
        region: config.region,
        ...{ loadBalancer, clusterName, serviceNames, database },
        cacheNodes: data.cache?.nodeIds ?? [],
      }),
    );
}
