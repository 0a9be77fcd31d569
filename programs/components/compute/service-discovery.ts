import { PrivateDnsNamespace } from '@pulumi/aws/servicediscovery/privateDnsNamespace.js';
import { Service } from '@pulumi/aws/servicediscovery/service.js';
import * as pulumi from '@pulumi/pulumi';
import { named, type Tags } from '../tags.ts';

/** Seconds that a task's address may be kept by who asked for it. */
const RECORD_TTL_SECONDS = 10;

export interface ServiceDiscoveryArgs {
  /** Private zone: `staging.internal`. */
  readonly zoneName: string;
  /** Network in which the names are known. */
  readonly vpcId: pulumi.Input<string>;
  /** Services that get a name: `api` is `api.staging.internal`. */
  readonly services: readonly string[];
  readonly tags: Tags;
}

/** A private zone in which tasks find each other: 0.50 USD a month, 0.10 USD per registered task. */
export class ServiceDiscovery extends pulumi.ComponentResource {
  /** By service. */
  readonly registryArns: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(name: string, args: ServiceDiscoveryArgs, opts?: pulumi.ComponentResourceOptions) {
    super('macro:compute:ServiceDiscovery', name, {}, opts);
    const child = { parent: this };
    const namespace = new PrivateDnsNamespace(
      name,
      { name: args.zoneName, vpc: args.vpcId, tags: named(args.tags, args.zoneName) },
      child,
    );
    const registry = (service: string) =>
      new Service(
        `${name}-${service}`,
        {
          name: service,
          dnsConfig: {
            namespaceId: namespace.id,
            routingPolicy: 'MULTIVALUE',
            dnsRecords: [{ type: 'A', ttl: RECORD_TTL_SECONDS }],
          },
          // Tasks that ECS has not taken out yet must not keep the environment alive.
          forceDestroy: true,
          tags: named(args.tags, `${service}.${args.zoneName}`),
        },
        child,
      );
    this.registryArns = Object.fromEntries(
      args.services.map((service) => [service, registry(service).arn]),
    );
    this.registerOutputs({ zoneName: args.zoneName });
  }
}
