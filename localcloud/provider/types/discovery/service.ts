import type { Service, ServiceChange } from '@aws-sdk/client-servicediscovery';
import { type Aws, must, remove, unless } from '../../aws.ts';
import { TAGS, resource } from '../../resource.ts';
import { type TypeOf, bool, list, num, obj, str } from '../../schema/prop.ts';
import { finished } from './namespace.ts';
import { retag, tagRequest, tagsOf } from './tags.ts';

const NOT_FOUND = /^ServiceNotFound$/;

const dnsConfig = obj({
  namespaceId: str().required(),
  routingPolicy: str().oneOf('MULTIVALUE', 'WEIGHTED').defaultTo('MULTIVALUE'),
  dnsRecords: list(
    obj({
      type: str().oneOf('SRV', 'A', 'AAAA', 'CNAME').required(),
      ttl: num().required(),
    }),
  ).required(),
});

const healthCheckConfig = obj({
  type: str().oneOf('HTTP', 'HTTPS', 'TCP'),
  resourcePath: str(),
  failureThreshold: num(),
});

const healthCheckCustomConfig = obj({ failureThreshold: num() });

export const discoveryService = resource({
  token: 'aws:servicediscovery/service:Service',
  autoName: { property: 'name', max: 64 },
  shape: {
    name: str().required().replaces(),
    namespaceId: str().computed().replaces(),
    description: str(),
    dnsConfig,
    healthCheckConfig,
    healthCheckCustomConfig: healthCheckCustomConfig.replaces(),
    type: str().oneOf('HTTP').computed().replaces(),
    forceDestroy: bool().local().defaultTo(false),
    ...TAGS,
    arn: str().output(),
  },
  replacedBy: (state, wanted) => [
    ...(dnsKind(state['dnsConfig']) === dnsKind(wanted['dnsConfig']) ? [] : ['dnsConfig']),
    ...(checkKind(state['healthCheckConfig']) === checkKind(wanted['healthCheckConfig'])
      ? []
      : ['healthCheckConfig']),
  ],
  async create(aws, wanted) {
    const cloudMap = await aws.serviceDiscovery();
    const health = wanted.healthCheckConfig;
    const { Service: made } = await cloudMap.createService({
      Name: wanted.name,
      NamespaceId: wanted.namespaceId ?? wanted.dnsConfig?.namespaceId,
      Description: wanted.description,
      Type: wanted.type as 'HTTP' | undefined,
      ...(wanted.dnsConfig === undefined
        ? {}
        : {
            DnsConfig: {
              RoutingPolicy: wanted.dnsConfig.routingPolicy as 'MULTIVALUE',
              DnsRecords: recordsOf(wanted.dnsConfig),
            },
          }),
      ...(health === undefined ? {} : { HealthCheckConfig: healthRequest(health) }),
      ...(wanted.healthCheckCustomConfig === undefined
        ? {}
        : { HealthCheckCustomConfig: customRequest(wanted.healthCheckCustomConfig) }),
      ...tagRequest(wanted.tags),
    });
    return must(made?.Id, 'Id');
  },
  async read(aws, id, state) {
    const it = await serviceOf(aws, id);
    if (!it) return undefined;
    // Cloud Map ignores the threshold of a custom check: what was written is all there is to say.
    const custom = it.HealthCheckCustomConfig && (state.healthCheckCustomConfig ?? {});
    return {
      ...described(it),
      healthCheckCustomConfig: custom,
      tags: await tagsOf(aws, it.Arn),
    };
  },
  async update(aws, { id, state, wanted, changed }) {
    if (changed('description', 'dnsConfig', 'healthCheckConfig')) {
      const cloudMap = await aws.serviceDiscovery();
      const { dnsConfig: dns, healthCheckConfig: health } = wanted;
      const change: ServiceChange = {
        Description: wanted.description ?? '',
        ...(dns === undefined ? {} : { DnsConfig: { DnsRecords: recordsOf(dns) } }),
        ...(health === undefined ? {} : { HealthCheckConfig: healthRequest(health) }),
      };
      await finished(aws, (await cloudMap.updateService({ Id: id, Service: change })).OperationId);
    }
    if (changed('tags')) await retag(aws, state.arn, state.tags, wanted.tags);
  },
  async delete(aws, id, state) {
    const cloudMap = await aws.serviceDiscovery();
    const call = async (): Promise<unknown> => {
      if (state.forceDestroy === true) await takeOut(aws, id);
      return cloudMap.deleteService({ Id: id });
    };
    await remove(aws, `service ${id}`, call, { gone: NOT_FOUND, busy: /^ResourceInUse$/ });
  },
});

function recordsOf({ dnsRecords }: TypeOf<typeof dnsConfig>) {
  return dnsRecords.map(({ type, ttl }) => ({ Type: type as 'A', TTL: ttl }));
}

function healthRequest(health: TypeOf<typeof healthCheckConfig>) {
  return {
    Type: must(health.type as 'HTTP' | undefined, 'healthCheckConfig.type'),
    ...(health.resourcePath === undefined ? {} : { ResourcePath: health.resourcePath }),
    ...(health.failureThreshold === undefined ? {} : { FailureThreshold: health.failureThreshold }),
  };
}

function customRequest({ failureThreshold }: TypeOf<typeof healthCheckCustomConfig>): object {
  return failureThreshold === undefined ? {} : { FailureThreshold: failureThreshold };
}

function described(it: Service) {
  const { DnsConfig: dns, HealthCheckConfig: health } = it;
  return {
    name: it.Name,
    namespaceId: it.NamespaceId,
    description: it.Description,
    dnsConfig: dns && {
      namespaceId: it.NamespaceId ?? '',
      routingPolicy: dns.RoutingPolicy ?? 'MULTIVALUE',
      dnsRecords: (dns.DnsRecords ?? []).map(({ Type, TTL }) => ({
        type: Type ?? '',
        ttl: TTL ?? 0,
      })),
    },
    healthCheckConfig: health && {
      type: health.Type,
      resourcePath: health.ResourcePath,
      failureThreshold: health.FailureThreshold,
    },
    type: it.Type,
    arn: it.Arn,
  };
}

/** Takes all instances out of the service. */
async function takeOut(aws: Aws, id: string): Promise<void> {
  const cloudMap = await aws.serviceDiscovery();
  const { Instances = [] } = await cloudMap.listInstances({ ServiceId: id });
  for (const { Id } of Instances) {
    const call = cloudMap.deregisterInstance({ ServiceId: id, InstanceId: Id });
    const answer = await unless(/^InstanceNotFound$/, call);
    if (answer?.OperationId !== undefined) await finished(aws, answer.OperationId);
  }
}

async function serviceOf(aws: Aws, id: string): Promise<Service | undefined> {
  const cloudMap = await aws.serviceDiscovery();
  return (await unless(NOT_FOUND, cloudMap.getService({ Id: id })))?.Service;
}

/** What of a DNS configuration cannot be changed: all but how long records may be kept. */
function dnsKind(value: unknown): string {
  if (value === undefined || value === null) return '';
  const { namespaceId, routingPolicy, dnsRecords } = value as {
    namespaceId?: unknown;
    routingPolicy?: unknown;
    dnsRecords?: readonly { type?: unknown }[];
  };
  return JSON.stringify([namespaceId, routingPolicy, (dnsRecords ?? []).map(({ type }) => type)]);
}

function checkKind(value: unknown): unknown {
  return (value as { type?: unknown } | undefined)?.type;
}
