import type { CreateServiceRequest, UpdateServiceRequest } from '@aws-sdk/client-ecs';
import type { SERVICE_SHAPE } from './service-shape.ts';
import type { Values } from '../../schema/prop.ts';
import { newEcsTags } from './tags.ts';

type Wanted = Values<typeof SERVICE_SHAPE>;

/** The service as ECS is told it at first, whole. */
export function createRequest(wanted: Wanted): CreateServiceRequest {
  return {
    serviceName: wanted.name,
    cluster: wanted.cluster,
    taskDefinition: wanted.taskDefinition,
    ...(wanted.schedulingStrategy === 'DAEMON' ? {} : { desiredCount: wanted.desiredCount }),
    launchType: wanted.launchType as 'FARGATE' | undefined,
    platformVersion: wanted.platformVersion,
    schedulingStrategy: wanted.schedulingStrategy as 'REPLICA',
    ...(wanted.capacityProviderStrategies?.length
      ? { capacityProviderStrategy: [...wanted.capacityProviderStrategies] }
      : {}),
    deploymentConfiguration: deployment(wanted),
    ...(wanted.deploymentController
      ? { deploymentController: { type: wanted.deploymentController.type as 'ECS' } }
      : {}),
    availabilityZoneRebalancing: wanted.availabilityZoneRebalancing as 'ENABLED' | undefined,
    enableECSManagedTags: wanted.enableEcsManagedTags,
    enableExecuteCommand: wanted.enableExecuteCommand,
    ...(wanted.loadBalancers?.length
      ? { healthCheckGracePeriodSeconds: wanted.healthCheckGracePeriodSeconds }
      : {}),
    ...(wanted.propagateTags === 'NONE'
      ? {}
      : { propagateTags: wanted.propagateTags as 'SERVICE' }),
    loadBalancers: [...(wanted.loadBalancers ?? [])],
    ...network(wanted),
    ...(wanted.serviceRegistries ? { serviceRegistries: [wanted.serviceRegistries] } : {}),
    placementStrategy: placement(wanted),
    ...newEcsTags(wanted.tags),
  };
}

/** Only what differs: ECS starts a deployment for some properties even where they stay the same. */
export function updateRequest(
  service: string,
  wanted: Wanted,
  changed: (...keys: readonly (keyof Wanted)[]) => boolean,
): UpdateServiceRequest {
  const part = <T>(key: keyof Wanted, value: T): T | object => (changed(key) ? value : {});
  const percents = ['deploymentMaximumPercent', 'deploymentMinimumHealthyPercent'] as const;
  return {
    cluster: wanted.cluster,
    service,
    ...part('taskDefinition', { taskDefinition: wanted.taskDefinition }),
    ...part('desiredCount', { desiredCount: wanted.desiredCount }),
    ...part('platformVersion', { platformVersion: wanted.platformVersion }),
    ...part('capacityProviderStrategies', {
      capacityProviderStrategy: [...(wanted.capacityProviderStrategies ?? [])],
    }),
    ...(changed(...percents, 'deploymentCircuitBreaker')
      ? { deploymentConfiguration: deployment(wanted) }
      : {}),
    ...part('availabilityZoneRebalancing', {
      availabilityZoneRebalancing: wanted.availabilityZoneRebalancing as 'ENABLED',
    }),
    ...part('enableEcsManagedTags', { enableECSManagedTags: wanted.enableEcsManagedTags }),
    ...part('enableExecuteCommand', { enableExecuteCommand: wanted.enableExecuteCommand }),
    ...part('healthCheckGracePeriodSeconds', {
      healthCheckGracePeriodSeconds: wanted.healthCheckGracePeriodSeconds,
    }),
    ...part('propagateTags', { propagateTags: wanted.propagateTags as 'SERVICE' }),
    ...part('loadBalancers', { loadBalancers: [...(wanted.loadBalancers ?? [])] }),
    ...part('networkConfiguration', network(wanted)),
    ...part('serviceRegistries', {
      serviceRegistries: wanted.serviceRegistries ? [wanted.serviceRegistries] : [],
    }),
    ...part('orderedPlacementStrategies', { placementStrategy: placement(wanted) }),
    ...(wanted.forceNewDeployment ? { forceNewDeployment: true } : {}),
  };
}

function deployment(wanted: Wanted) {
  return {
    maximumPercent: wanted.deploymentMaximumPercent,
    minimumHealthyPercent: wanted.deploymentMinimumHealthyPercent,
    ...(wanted.deploymentCircuitBreaker
      ? { deploymentCircuitBreaker: wanted.deploymentCircuitBreaker }
      : {}),
  };
}

function network(wanted: Wanted) {
  const given = wanted.networkConfiguration;
  if (!given) return {};
  const awsvpcConfiguration = {
    subnets: [...given.subnets],
    securityGroups: [...(given.securityGroups ?? [])],
    assignPublicIp: given.assignPublicIp ? ('ENABLED' as const) : ('DISABLED' as const),
  };
  return { networkConfiguration: { awsvpcConfiguration } };
}

function placement(wanted: Wanted) {
  return (wanted.orderedPlacementStrategies ?? []).map((each) => ({
    type: each.type as 'spread',
    field: each.field,
  }));
}
