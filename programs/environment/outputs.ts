import * as pulumi from '@pulumi/pulumi';
import { ENVIRONMENT_CONTRACT } from '../../action-shared/documents/environment-outputs.ts';
import type { EnvironmentOutputs } from '../../action-shared/documents/environment-outputs.ts';
import type { Notifications } from '../components/watching/notifications.ts';
import type { EnvironmentConfig } from './config.ts';
import type { DeliveryPart } from './parts/delivery.ts';
import type { BuiltService, Ground, ServicesPart } from './parts/services.ts';
import type { TasksPart } from './parts/tasks.ts';
import { environmentFingerprint } from './plan.ts';

export interface Built {
  readonly ground: Ground;
  readonly services: ServicesPart;
  readonly tasks: TasksPart;
  readonly delivery: DeliveryPart;
  readonly notifications: Notifications;
}

/** The outputs of a stack, as they are while it is being made. */
export type Outputs = {
  readonly [Key in keyof EnvironmentOutputs]: pulumi.Input<EnvironmentOutputs[Key]>;
};

/** What the stack exports, contract 1: plain references, never a secret's value. */
export function environmentOutputs(config: EnvironmentConfig, built: Built): Outputs {
  const { ground, services, tasks, delivery, notifications } = built;
  const { data } = ground;
  return {
    contract: ENVIRONMENT_CONTRACT,
    environment: config.environment,
    app: config.app,
    region: config.region,
    urls: services.urls,
    url: services.url,
    domain: config.domain,
    ...serviceOutputs(services),
    oneOffTasks: byName(Object.entries(tasks), (task) => task.taskDefinitionArn),
    ...networkOutputs(config, ground),
    databaseName: data.database?.databaseName ?? null,
    databaseHost: data.database?.store.host ?? null,
    databaseSecretArn: data.database?.store.secretArn ?? null,
    cacheHost: data.cache?.host ?? null,
    cdnDomain: delivery.cdn?.domainName ?? null,
    userPoolId: delivery.users?.poolId ?? null,
    topicArn: notifications.topicArn,
    protection: config.protection,
    fingerprint: environmentFingerprint(config),
  };
}

function serviceOutputs({ cluster, services }: ServicesPart) {
  const all = services.map((one) => [one.values.name, one] as const);
  const each = (value: (one: BuiltService) => pulumi.Input<string>) => byName(all, value);
  return {
    clusterName: cluster.clusterName,
    serviceNames: each(({ service }) => service.serviceName),
    taskDefinitionArns: each(({ service }) => service.taskDefinitionArn),
    imageRefs: each(({ task }) => task.image),
    targetGroupArns: each(({ route }) => route.targetGroupArn),
    logGroups: each(({ service }) => service.logGroupName),
  };
}

function networkOutputs(config: EnvironmentConfig, { network, edge }: Ground) {
  const { loadBalancer, httpListenerArn, httpsListenerArn, securityGroupId } = edge.balancer;
  const { arn, dnsName, zoneId } = loadBalancer;
  const { vpcId, publicSubnetIds, privateSubnetIds } = network.network;
  return {
    vpcId,
    cidr: config.network.cidr,
    publicSubnetIds: pulumi.all(publicSubnetIds),
    privateSubnetIds: pulumi.all(privateSubnetIds),
    routeTableIds: pulumi.all(network.routeTableIds),
    loadBalancer: pulumi.output({
      ...{ arn, dnsName, zoneId },
      ...{ httpListenerArn, httpsListenerArn, securityGroupId },
    }),
  };
}

function byName<T>(
  entries: readonly (readonly [string, T])[],
  value: (one: T) => pulumi.Input<string>,
): pulumi.Output<Record<string, string>> {
  return pulumi
    .all(
      entries.map(([name, one]) =>
        pulumi.output(value(one)).apply((text) => [name, text] as const),
      ),
    )
    .apply((pairs) => Object.fromEntries(pairs));
}
