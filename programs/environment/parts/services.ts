import * as pulumi from '@pulumi/pulumi';
import { Autoscaling } from '../../components/compute/autoscaling.ts';
import { Cluster } from '../../components/compute/cluster.ts';
import { FargateService } from '../../components/compute/fargate-service.ts';
import { ServiceDiscovery } from '../../components/compute/service-discovery.ts';
import type { TaskArgs } from '../../components/compute/task-definition.ts';
import { secretValueFroms } from '../../components/configuration/secrets.ts';
import { ServiceSecurityGroup } from '../../components/network/service-security-group.ts';
import { ServiceRoute } from '../../components/routing/service-route.ts';
import type { EnvironmentService } from '../config.ts';
import { originOf, serviceAddresses } from '../hosts.ts';
import { clusterOf, internalZone, isScaled, namesOf, prioritiesOf } from '../plan.ts';
import type { Scope } from '../scope.ts';
import { variablesOf } from '../variables.ts';
import type { DataPart } from './data.ts';
import { storesOf } from './data.ts';
import type { EdgePart } from './edge.ts';
import { imagesOf } from './images.ts';
import type { NetworkPart } from './network.ts';

/** What the services stand on. */
export interface Ground {
  readonly network: NetworkPart;
  readonly edge: EdgePart;
  readonly data: DataPart;
  /** `valueFrom` of secrets from outside AWS, by reference. */
  readonly stored: Readonly<Record<string, pulumi.Output<string>>>;
  /** Security groups by service. */
  readonly groups: Readonly<Record<string, ServiceSecurityGroup>>;
}

export interface BuiltService {
  readonly values: EnvironmentService;
  readonly service: FargateService;
  readonly route: ServiceRoute;
  /** What its one-off and scheduled tasks share with it. */
  readonly task: Omit<TaskArgs, 'names' | 'port' | 'command'>;
}

export interface ServicesPart {
  readonly cluster: Cluster;
  readonly services: readonly BuiltService[];
  /** URL of every service, and of the primary one. */
  readonly urls: pulumi.Output<Readonly<Record<string, string>>>;
  readonly url: pulumi.Output<string>;
}

/** A security group per service, first of all: the stores let only these in. */
export function buildServiceGroups(
  { config, tags, child }: Scope,
  { network }: NetworkPart,
  { balancer }: EdgePart,
): Ground['groups'] {
  const group = (service: EnvironmentService) => {
    const names = namesOf(config, service.name);
    return new ServiceSecurityGroup(
      names.service,
      {
        groupName: names.securityGroup,
        vpcId: network.vpcId,
        port: service.port,
        loadBalancerSecurityGroupId: balancer.securityGroupId,
        tags,
      },
      child,
    );
  };
  return Object.fromEntries(config.services.map((service) => [service.name, group(service)]));
}

/** Cluster, private zone, and every service of the app with its route and its scaling. */
export function buildServices(scope: Scope, ground: Ground): ServicesPart {
  const { config, prefix, tags, child } = scope;
  const clusterName = clusterOf(config);
  const cluster = new Cluster(clusterName, { clusterName, insights: config.insights, tags }, child);
  const discovery = new ServiceDiscovery(
    prefix,
    {
      zoneName: internalZone(config),
      vpcId: ground.network.network.vpcId,
      services: config.services.map(({ name }) => name),
      tags,
    },
    child,
  );
  const urls = urlsOf(scope, ground.edge);
  const primary = config.services.find(({ primary: first }) => first)?.name ?? '';
  const url = urls.apply((all) => all[primary] ?? '');
  const images = imagesOf(config);
  const services = config.services.map((values) => {
    const place = { cluster, registryArn: discovery.registryArns[values.name], urls, url };
    const image = images[values.name] ?? pulumi.output('');
    return buildService(scope, ground, values, { ...place, image });
  });
  return { cluster, services, urls, url };
}

function urlsOf({ config }: Scope, { balancer }: EdgePart) {
  const addresses = [...serviceAddresses(config)];
  return balancer.loadBalancer.dnsName.apply((dnsName) =>
    Object.fromEntries(
      addresses.map(([name, { host, path }]) => [
        name,
        `${originOf(config, host ?? dnsName)}${path}`,
      ]),
    ),
  );
}

interface Place extends Pick<ServicesPart, 'cluster' | 'urls' | 'url'> {
  readonly registryArn: pulumi.Output<string> | undefined;
  readonly image: pulumi.Output<string>;
}

function buildService(
  scope: Scope,
  ground: Ground,
  values: EnvironmentService,
  place: Place,
): BuiltService {
  const { config, tags, child } = scope;
  const names = namesOf(config, values.name);
  const route = buildRoute(scope, ground, values);
  const task = taskOf(scope, ground, values, place);
  const scaled = isScaled(config, values);
  const service = new FargateService(
    names.service,
    {
      ...task,
      names,
      port: values.port,
      command: values.command,
      count: values.count.min,
      autoscaled: scaled,
      capacityProvider: config.capacityProvider,
      clusterArn: place.cluster.arn,
      subnetIds: ground.network.taskSubnetIds,
      assignPublicIp: ground.network.assignPublicIp,
      securityGroupId: ground.groups[values.name]?.id ?? '',
      targetGroupArn: route.targetGroupArn,
      graceSeconds: values.health.graceSeconds,
      minimumHealthyPercent: config.deployment.minimum,
      maximumPercent: config.deployment.maximum,
      ...(place.registryArn === undefined ? {} : { registryArn: place.registryArn }),
    },
    child,
  );
  const { cpu, memory, out, in: inSeconds, quietHours } = config.autoscaling;
  new Autoscaling(
    names.service,
    {
      clusterName: place.cluster.clusterName,
      serviceName: service.serviceName,
      ...values.count,
      ...{ cpuPercent: cpu, memoryPercent: memory, outSeconds: out, inSeconds, quietHours, tags },
    },
    child,
  );
  return { values, service, route, task };
}

function buildRoute(
  { config, tags, child }: Scope,
  { network, edge }: Ground,
  { name, port, health }: EnvironmentService,
): ServiceRoute {
  const names = namesOf(config, name);
  const { host = null, paths = [] } = serviceAddresses(config).get(name) ?? {};
  return new ServiceRoute(
    names.service,
    {
      targetGroupName: names.targetGroup,
      vpcId: network.network.vpcId,
      listenerArn: edge.listenerArn,
      priority: prioritiesOf(config).get(name) ?? 0,
      ...{ host, paths, port, tags },
      health: {
        path: health.path,
        matcher: health.matcher,
        intervalSeconds: config.health.interval,
        timeoutSeconds: config.health.timeout,
        healthyThreshold: config.health.healthy,
        unhealthyThreshold: config.health.unhealthy,
      },
      deregistrationSeconds: config.health.drain,
    },
    child,
  );
}

function taskOf(
  { config, tags, child }: Scope,
  { data, stored }: Ground,
  values: EnvironmentService,
  { urls, url, image }: Place,
): BuiltService['task'] {
  const { database, cache } = storesOf(data);
  const credentials = config.registryCredentials;
  return {
    service: values.name,
    region: config.region,
    image,
    exec: config.exec,
    ...(credentials === null ? {} : { registryCredentialsArn: credentials }),
    ...{ cpu: values.cpu, memory: values.memory, logRetentionDays: config.logDays, tags },
    environment: pulumi
      .all([urls, url, pulumi.output(database), pulumi.output(cache)])
      .apply(([allUrls, ownUrl, store, kept]) =>
        variablesOf(config, values, {
          ...{ urls: allUrls, url: ownUrl },
          ...{ database: store, cache: kept },
        }),
      ),
    secrets: secretsOf(values, data, stored, child),
  };
}

function secretsOf(
  values: EnvironmentService,
  { database }: DataPart,
  stored: Ground['stored'],
  child: pulumi.InvokeOptions,
): pulumi.Output<Record<string, string>> {
  const own = secretValueFroms(values.secrets, stored, child);
  if (database === null) return own;
  return pulumi
    .all([own, database.store.secretArn])
    .apply(([secrets, arn]): Record<string, string> => ({
      DATABASE_USER: `${arn}:username::`,
      DATABASE_PASSWORD: `${arn}:password::`,
      ...secrets,
    }));
}
