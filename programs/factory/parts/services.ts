import type * as pulumi from '@pulumi/pulumi';
import { Autoscaling } from '../../components/compute/autoscaling.ts';
import { Cluster } from '../../components/compute/cluster.ts';
import { FargateService } from '../../components/compute/fargate-service.ts';
import { ServiceDiscovery } from '../../components/compute/service-discovery.ts';
import { ServiceRoute } from '../../components/routing/service-route.ts';
import type { ComputeValues, ScalingValues, ServiceValues } from '../config-compute.ts';
import { isScaled } from '../plan.ts';
import type { Scope } from '../scope.ts';
import type { Ground, ServiceTask } from './ground.ts';
import type { NetworkPart } from './network.ts';
import { buildRuns } from './runs.ts';
import { groupsOf } from './service-groups.ts';
import { secretsOf, urlOf, urlsOf, variablesOf } from './task-values.ts';

export interface BuiltService {
  readonly values: ServiceValues;
  readonly service: FargateService;
  readonly route: ServiceRoute;
  /** What its one-off and scheduled tasks share with it. */
  readonly task: ServiceTask;
}

export interface ServicesPart {
  readonly cluster: Cluster | null;
  readonly services: readonly BuiltService[];
  /** URL of every service, and of the primary one. */
  readonly urls: pulumi.Output<Readonly<Record<string, string>>>;
  readonly url: pulumi.Output<string>;
}

/** Cluster, private zone, and every service of the app with its route and its scaling. */
export function buildServices(
  scope: Scope,
  values: ComputeValues | null,
  ground: Ground,
): ServicesPart {
  const urls = urlsOf(scope, values, ground.edge);
  const url = urlOf(scope, values, urls);
  if (values === null) return { cluster: null, services: [], urls, url };
  const { clusterName, insights } = values;
  const cluster = new Cluster(clusterName, { clusterName, insights, tags: scope.tags });
  const registryArns = discovery(scope, values, ground.network);
  const place = { cluster, urls, url, shared: values };
  const tasks = values.services.map((one) => ({ one, task: taskOf(scope, ground, one, place) }));
  const runs = buildRuns(scope, values.runs, ground, {
    cluster,
    tasks: Object.fromEntries(tasks.map(({ one, task }) => [one.name, task])),
  });
  const services = tasks.map(({ one, task }) => {
    const registryArn = registryArns[one.name];
    return buildService(scope, ground, one, { ...place, registryArn, task, runs });
  });
  return { cluster, services, urls, url };
}

function discovery(
  { prefix, tags }: Scope,
  { zoneName, services }: ComputeValues,
  { vpcId }: NetworkPart,
): Readonly<Record<string, pulumi.Output<string>>> {
  if (zoneName === null) return {};
  const names = services.map(({ name }) => name);
  return new ServiceDiscovery(prefix, { zoneName, vpcId, services: names, tags }).registryArns;
}

interface Place extends Pick<ServicesPart, 'urls' | 'url'> {
  readonly cluster: Cluster;
  readonly shared: ComputeValues;
}

interface ServicePlace extends Place {
  readonly registryArn: pulumi.Output<string> | undefined;
  readonly task: ServiceTask;
  /** What has to have happened before a new version serves. */
  readonly runs: readonly pulumi.Resource[];
}

function buildService(
  scope: Scope,
  ground: Ground,
  values: ServiceValues,
  place: ServicePlace,
): BuiltService {
  const { names, scaling } = values;
  const { task } = place;
  const route = buildRoute(scope, ground, values);
  const args = {
    ...task,
    names,
    port: values.port,
    command: values.command,
    count: values.count,
    autoscaled: isScaled(scaling),
    capacityProvider: values.capacityProvider,
    clusterArn: place.cluster.arn,
    subnetIds: ground.network.taskSubnetIds,
    assignPublicIp: ground.network.assignPublicIp,
    securityGroupIds: groupsOf(ground, values.name),
    targetGroupArn: route.targetGroupArn,
    graceSeconds: values.health.graceSeconds,
    minimumHealthyPercent: values.minimumHealthyPercent,
    maximumPercent: values.maximumPercent,
    ...(place.registryArn === undefined ? {} : { registryArn: place.registryArn }),
  };
  const service = new FargateService(names.service, args, { dependsOn: [...place.runs] });
  buildScaling(scope, scaling, names.service, place.cluster, service);
  return { values, service, route, task };
}

function buildScaling(
  { tags }: Scope,
  scaling: ScalingValues | null,
  name: string,
  { clusterName }: Cluster,
  { serviceName }: FargateService,
): void {
  if (scaling !== null) new Autoscaling(name, { ...scaling, clusterName, serviceName, tags });
}

function buildRoute(
  { tags }: Scope,
  { network, edge }: Ground,
  { names, port, route, health, deregistrationSeconds }: ServiceValues,
): ServiceRoute {
  return new ServiceRoute(names.service, {
    ...route,
    ...{ port, health, deregistrationSeconds, tags },
    targetGroupName: names.targetGroup,
    vpcId: network.vpcId,
    listenerArn: edge.listenerArn,
  });
}

function taskOf(
  { region, tags }: Scope,
  { images, data, stored }: Ground,
  values: ServiceValues,
  { shared, urls, url }: Place,
): ServiceTask {
  const { cpu, memory, logRetentionDays } = values;
  const credentials = shared.registryCredentialsArn;
  return {
    service: values.name,
    ...{ region, cpu, memory, logRetentionDays, tags },
    image: images.image(values.image),
    exec: shared.exec,
    ...(credentials === null ? {} : { registryCredentialsArn: credentials }),
    environment: variablesOf(values, data, { urls, url }),
    secrets: secretsOf(values, data, stored),
  };
}
