import type { Service } from '@aws-sdk/client-ecs';
import { type Aws, errorCode, must, remove, unless } from '../../aws.ts';
import { resource } from '../../resource.ts';
import { createRequest, updateRequest } from './service-requests.ts';
import { SERVICE_SHAPE } from './service-shape.ts';
import { isDeepStrictEqual } from 'node:util';
import { strategiesFrom } from './capacity-providers.ts';
import { ecsTags, retag } from './tags.ts';

const NOT_FOUND = /^(ServiceNotFoundException|ClusterNotFoundException)$/;

export const service = resource({
  token: 'aws:ecs/service:Service',
  autoName: { property: 'name', max: 255 },
  shape: SERVICE_SHAPE,
  /** Between a launch type and capacity providers there is no way but a new service. */
  replacedBy: (state, wanted) => {
    if (wanted['forceNewDeployment'] === true) return [];
    const before = some(state['capacityProviderStrategies']);
    return before === some(wanted['capacityProviderStrategies'])
      ? []
      : ['capacityProviderStrategies'];
  },
  async create(aws, wanted, made) {
    const ecs = await aws.ecs();
    const request = createRequest(wanted);
    // A role or a target group's listener that was made a moment ago is not yet seen by ECS.
    const answer = await aws.until(
      `service ${wanted.name}`,
      async () => {
        try {
          return await ecs.createService(request);
        } catch (error) {
          if (isNotYet(error)) return undefined;
          throw error;
        }
      },
      120,
    );
    const arn = must(answer.service?.serviceArn, 'serviceArn');
    made(arn);
    if (wanted.waitForSteadyState) await steady(aws, arn, wanted.cluster);
    return arn;
  },
  async read(aws, id, state) {
    const it = await serviceOf(aws, id, state.cluster);
    if (!it || it.status === 'INACTIVE') return undefined;
    return {
      ...describe(it),
      id: it.serviceArn,
      taskDefinition: nameLike(state.taskDefinition, it),
      tags: ecsTags(it.tags),
    };
  },
  async update(aws, { id, state, wanted, changed }) {
    const ecs = await aws.ecs();
    if (changed('tags')) await retag(aws, id, state.tags, wanted.tags);
    if (!changed(...IN_PLACE)) return;
    await ecs.updateService(updateRequest(id, wanted, changed));
    if (wanted.waitForSteadyState) await steady(aws, id, wanted.cluster);
  },
  async delete(aws, id, state) {
    const ecs = await aws.ecs();
    const { cluster } = state;
    const it = await serviceOf(aws, id, cluster);
    if (!it || it.status === 'INACTIVE') return;
    if (it.status !== 'DRAINING' && it.schedulingStrategy !== 'DAEMON') {
      await unless(
        /^ServiceNotActiveException$/,
        ecs.updateService({ cluster, service: id, desiredCount: 0 }),
      );
    }
    const force = state.forceDelete ?? false;
    const call = (): Promise<unknown> => ecs.deleteService({ cluster, service: id, force });
    await remove(aws, `service ${id}`, call, {
      gone: NOT_FOUND,
      busy: /^InvalidParameterException$/,
    });
    await aws.until(`service ${id} inactive`, async () => {
      const now = await serviceOf(aws, id, cluster);
      return !now || now.status === 'INACTIVE' ? true : undefined;
    });
  },
});

const IN_PLACE = [
  'taskDefinition',
  'desiredCount',
  'platformVersion',
  'capacityProviderStrategies',
  'deploymentMaximumPercent',
  'deploymentMinimumHealthyPercent',
  'deploymentCircuitBreaker',
  'availabilityZoneRebalancing',
  'enableEcsManagedTags',
  'enableExecuteCommand',
  'healthCheckGracePeriodSeconds',
  'propagateTags',
  'loadBalancers',
  'networkConfiguration',
  'serviceRegistries',
  'orderedPlacementStrategies',
  'triggers',
  'forceNewDeployment',
] as const;

const some = (value: unknown): boolean => Array.isArray(value) && value.length > 0;

function isNotYet(error: unknown): boolean {
  const text = error instanceof Error ? error.message : '';
  return (
    errorCode(error) === 'InvalidParameterException' &&
    /verify that the ECS service role|does not have an associated load balancer|unable to assume/i.test(
      text,
    )
  );
}

/** `cluster/name` (import) or the ARN, whose path names the cluster. */
async function serviceOf(
  aws: Aws,
  id: string,
  cluster: string | undefined,
): Promise<Service | undefined> {
  const ecs = await aws.ecs();
  const parts = id.startsWith('arn:') ? id.split('/').slice(1) : id.split('/');
  const services = [id.startsWith('arn:') ? id : (parts.at(-1) ?? id)];
  const where = cluster ?? (parts.length > 1 ? parts[0] : undefined);
  const call = ecs.describeServices({ cluster: where, services, include: ['TAGS'] });
  return (await unless(NOT_FOUND, call))?.services?.[0];
}

/** One deployment left, and as many tasks as wanted. */
async function steady(aws: Aws, arn: string, cluster: string | undefined): Promise<void> {
  await aws.until(
    `service ${arn} steady`,
    async () => {
      const it = await serviceOf(aws, arn, cluster);
      const only = it?.deployments?.length === 1;
      return only && it.runningCount === it.desiredCount ? true : undefined;
    },
    1200,
  );
}

/** The task definition in the form the program gives it: ARN, `family:revision` or `family`. */
function nameLike(before: string | undefined, it: Service): string | undefined {
  const arn = it.taskDefinition;
  if (arn === undefined || before === undefined || before.startsWith('arn:')) return arn;
  const short = arn.split('/').at(-1) ?? arn;
  return before.includes(':') ? short : short.split(':')[0];
}

function describe(it: Service) {
  const vpc = it.networkConfiguration?.awsvpcConfiguration;
  const breaker = it.deploymentConfiguration?.deploymentCircuitBreaker;
  return {
    name: it.serviceName,
    cluster: it.clusterArn,
    desiredCount: it.desiredCount,
    launchType: it.launchType,
    platformVersion: it.platformVersion,
    schedulingStrategy: it.schedulingStrategy ?? 'REPLICA',
    capacityProviderStrategies: strategiesFrom(it.capacityProviderStrategy),
    deploymentMaximumPercent: it.deploymentConfiguration?.maximumPercent ?? 200,
    deploymentMinimumHealthyPercent: it.deploymentConfiguration?.minimumHealthyPercent ?? 100,
    deploymentCircuitBreaker: breaker && {
      enable: breaker.enable ?? false,
      rollback: breaker.rollback ?? false,
    },
    deploymentController: { type: it.deploymentController?.type ?? 'ECS' },
    availabilityZoneRebalancing: it.availabilityZoneRebalancing,
    enableEcsManagedTags: it.enableECSManagedTags ?? false,
    enableExecuteCommand: it.enableExecuteCommand ?? false,
    healthCheckGracePeriodSeconds: it.healthCheckGracePeriodSeconds ?? 0,
    propagateTags: it.propagateTags ?? 'NONE',
    loadBalancers: (it.loadBalancers ?? []).map((each) => ({
      targetGroupArn: each.targetGroupArn,
      containerName: must(each.containerName, 'containerName'),
      containerPort: must(each.containerPort, 'containerPort'),
    })),
    networkConfiguration: vpc && {
      subnets: vpc.subnets ?? [],
      securityGroups: vpc.securityGroups ?? [],
      assignPublicIp: isDeepStrictEqual(vpc.assignPublicIp, 'ENABLED'),
    },
    serviceRegistries: registryOf(it),
    orderedPlacementStrategies: (it.placementStrategy ?? []).map(({ type = '', field }) => ({
      type,
      field,
    })),
    arn: it.serviceArn,
  };
}

function registryOf(it: Service) {
  const registry = it.serviceRegistries?.[0];
  return registry && { ...registry, registryArn: must(registry.registryArn, 'registryArn') };
}
