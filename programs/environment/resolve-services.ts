import { entranceOf, originOf } from '../factory/addresses.ts';
import type { ScalingValues, ServiceValues } from '../factory/config-compute.ts';
import type { EnvironmentService, PermanentEnvironment } from './config.ts';
import { serviceAddresses } from './hosts.ts';
import type { ServiceAddress } from './hosts.ts';
import { namesOf, prioritiesOf, targetGroupOf } from './plan.ts';
import { variablesOf } from './variables.ts';

/** Every service of the app with the values of its environment. */
export function serviceValues(config: PermanentEnvironment): readonly ServiceValues[] {
  const addresses = serviceAddresses(config);
  const priorities = prioritiesOf(config);
  return config.services.flatMap((service) => {
    const address = addresses.get(service.name);
    if (address === undefined) return [];
    return [valuesOf(config, service, { address, priority: priorities.get(service.name) ?? 0 })];
  });
}

interface Place {
  readonly address: ServiceAddress;
  readonly priority: number;
}

function valuesOf(
  config: PermanentEnvironment,
  service: EnvironmentService,
  { address, priority }: Place,
): ServiceValues {
  const { name, primary, command, port, cpu, memory, secrets } = service;
  const { host, paths } = address;
  return {
    ...{ name, primary, command, port, cpu, memory, secrets },
    names: { ...namesOf(config, name), targetGroup: targetGroupOf(config, name, port) },
    image: config.images[name] ?? '',
    count: service.count.min,
    capacityProvider: config.capacityProvider,
    minimumHealthyPercent: config.deployment.minimum,
    maximumPercent: config.deployment.maximum,
    logRetentionDays: config.logDays,
    route: { host, paths, priority },
    address: addressOf(config, address),
    health: healthOf(config, service),
    deregistrationSeconds: config.health.drain,
    variables: (runtime) => variablesOf(config, service, runtime),
    valueFroms: {},
    scaling: scalingOf(config, service),
  };
}

function addressOf(
  { domain, listenerPorts }: PermanentEnvironment,
  { host, path }: ServiceAddress,
): ServiceValues['address'] {
  if (host === null) return { path };
  return { url: `${originOf(entranceOf(domain, listenerPorts), host)}${path}` };
}

function healthOf(
  { health: values }: PermanentEnvironment,
  { health }: EnvironmentService,
): ServiceValues['health'] {
  return {
    path: health.path,
    matcher: health.matcher,
    intervalSeconds: values.interval,
    timeoutSeconds: values.timeout,
    healthyThreshold: values.healthy,
    unhealthyThreshold: values.unhealthy,
    graceSeconds: health.graceSeconds,
  };
}

function scalingOf(
  { autoscaling }: PermanentEnvironment,
  { count }: EnvironmentService,
): ScalingValues {
  return {
    ...count,
    cpuPercent: autoscaling.cpu,
    memoryPercent: autoscaling.memory,
    outSeconds: autoscaling.out,
    inSeconds: autoscaling.in,
    quietHours: autoscaling.quietHours,
  };
}
