import * as pulumi from '@pulumi/pulumi';
import { CONTRACT } from '../../action-shared/documents/standard-outputs.ts';
import type { StandardOutputs } from '../../action-shared/documents/standard-outputs.ts';
import type { Notifications } from '../components/watching/notifications.ts';
import type { EnvironmentConfig } from './config.ts';
import type { DeliveryPart } from './parts/delivery.ts';
import type { Ground } from './parts/ground.ts';
import type { BuiltService, ServicesPart } from './parts/services.ts';
import type { TasksPart } from './parts/tasks.ts';

export interface Built {
  readonly ground: Ground;
  readonly services: ServicesPart;
  readonly tasks: TasksPart;
  readonly delivery: DeliveryPart;
  readonly notifications: Notifications | null;
}

/** The outputs of a stack, as they are while it is being made. */
export type InTheMaking<T> = { readonly [Key in keyof T]: pulumi.Input<T[Key]> };
export type Outputs = InTheMaking<StandardOutputs>;

/** What every stack exports, contract 1: plain references, never a secret's value. */
export function standardOutputs(config: EnvironmentConfig, built: Built): Outputs {
  const { ground, services, tasks, delivery, notifications } = built;
  const { environment, app, region, domain, fingerprint } = config;
  const database = ground.data.database;
  return {
    contract: CONTRACT,
    ...{ environment, app, region, domain, fingerprint },
    urls: services.urls,
    url: services.url,
    ...groundOutputs(ground),
    ...serviceOutputs(services),
    oneOffTasks: byName(Object.entries(tasks), (task) => task.taskDefinitionArn),
    databaseName: ground.data.databaseName,
    databaseHost: database?.store.host ?? null,
    databaseSecretArn: database?.store.secretArn ?? null,
    database: ground.data.shared,
    cacheHost: ground.data.cache?.host ?? null,
    cdnDomain: delivery.cdn?.domainName ?? null,
    userPoolId: delivery.users?.poolId ?? null,
    topicArn: notifications?.topicArn ?? null,
  };
}

function groundOutputs({ network, edge, images }: Ground) {
  const { vpcId, cidr, publicSubnetIds, privateSubnetIds, routeTableIds, assignPublicIp } = network;
  const { loadBalancers, hostedZoneId, certificateDomains } = edge;
  return {
    ...{ vpcId, cidr, publicSubnetIds, privateSubnetIds, routeTableIds, assignPublicIp },
    ...{ loadBalancers, hostedZoneId, certificateDomains },
    repositoryUrl: images.repositoryUrl,
  };
}

function serviceOutputs({ cluster, services }: ServicesPart) {
  const all = services.map((one) => [one.values.name, one] as const);
  const each = (value: (one: BuiltService) => pulumi.Input<string>) => byName(all, value);
  return {
    clusterName: cluster?.clusterName ?? null,
    serviceNames: each(({ service }) => service.serviceName),
    taskDefinitionArns: each(({ service }) => service.taskDefinitionArn),
    imageRefs: each(({ task }) => task.image),
    targetGroupArns: each(({ route }) => route.targetGroupArn),
    logGroups: each(({ service }) => service.logGroupName),
  };
}

function byName<T>(
  entries: readonly (readonly [string, T])[],
  value: (one: T) => pulumi.Input<string>,
): pulumi.Output<Record<string, string>> {
  const pairs = entries.map(([name, one]) =>
    pulumi.output(value(one)).apply((text) => [name, text] as const),
  );
  return pulumi.all(pairs).apply((known) => Object.fromEntries(known));
}
