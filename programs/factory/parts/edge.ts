import { Zone } from '@pulumi/aws/route53/zone.js';
import * as pulumi from '@pulumi/pulumi';
import type { LoadBalancerOutputs } from '../../../action-shared/documents/standard-outputs.ts';
import { Bucket } from '../../components/data/bucket.ts';
import { LOG_DELIVERY } from '../../components/data/bucket-rules.ts';
import { WebFirewall } from '../../components/edge/web-firewall.ts';
import { AliasRecords } from '../../components/routing/alias-records.ts';
import { Certificate } from '../../components/routing/certificate.ts';
import { SharedLoadBalancer } from '../../components/routing/shared-load-balancer.ts';
import { named } from '../../components/tags.ts';
import { entranceOf, originOf } from '../addresses.ts';
import { chosenLoadBalancer, listenerArn, parseBaseOutputs } from '../base-reference.ts';
import type { OwnEdge, SharedEdge } from '../config-network.ts';
import type { Scope } from '../scope.ts';
import type { NetworkPart } from './network.ts';

/** How requests reach an environment: its own load balancers, or one of a base. */
export interface EdgePart {
  /** Of the load balancer that services answer on. */
  readonly arn: pulumi.Output<string>;
  readonly dnsName: pulumi.Output<string>;
  readonly securityGroupId: pulumi.Output<string>;
  /** Where the services' rules go: HTTPS where there is a domain. */
  readonly listenerArn: pulumi.Output<string>;
  /** Origin of the domain, or without one of the load balancer's own name. */
  readonly origin: pulumi.Output<string>;
  /** What other stacks read. */
  readonly loadBalancers: pulumi.Output<LoadBalancerOutputs[]>;
  readonly hostedZoneId: pulumi.Output<string | null>;
  readonly certificateDomains: pulumi.Output<string[]>;
  /** Ids of all that belongs to this environment. */
  readonly ownIds: pulumi.Output<string[]>;
}

/** Load balancers with certificate, access logs, host names and the web firewall. */
export function buildEdge(scope: Scope, values: OwnEdge, network: NetworkPart): EdgePart {
  const { prefix, tags, domain } = scope;
  const zoneId = hostedZone(scope, values);
  const names = [...values.certificateDomains];
  const certificate =
    zoneId === null
      ? null
      : new Certificate(`${prefix}-certificate`, { names, hostedZoneId: zoneId, tags });
  const logs = accessLogs(scope, values);
  const balancers = values.loadBalancers.map((name) =>
    buildLoadBalancer(scope, values, name, { network, certificate, logs }),
  );
  const [first] = balancers;
  if (first === undefined) throw new Error(`${prefix} has no load balancer`);
  const { arn, dnsName, zoneId: targetZone } = first.loadBalancer;
  if (zoneId !== null) {
    const target = { dnsName, zoneId: targetZone };
    new AliasRecords(prefix, { zoneId, hosts: values.hosts, target });
  }
  buildFirewalls(scope, values, balancers);
  const entrance = entranceOf(domain, values.ports);
  return {
    ...{ arn, dnsName, securityGroupId: first.securityGroupId },
    listenerArn: first.httpsListenerArn ?? first.httpListenerArn,
    origin: dnsName.apply((host) => originOf(entrance, domain ?? host)),
    loadBalancers: pulumi.all(balancers.map((one) => loadBalancerOutputs(values, one))),
    hostedZoneId: pulumi.output(zoneId),
    certificateDomains: pulumi.output(names),
    ownIds: pulumi.all(balancers.map(({ securityGroupId }) => securityGroupId)),
  };
}

interface Surroundings {
  readonly network: NetworkPart;
  readonly certificate: Certificate | null;
  readonly logs: Bucket | null;
}

function buildLoadBalancer(
  { tags, precious }: Scope,
  { ports, deletionProtection, notFoundText }: OwnEdge,
  loadBalancerName: string,
  { network, certificate, logs }: Surroundings,
): SharedLoadBalancer {
  return new SharedLoadBalancer(
    loadBalancerName,
    {
      ...{ loadBalancerName, ports, deletionProtection, notFoundText, tags },
      vpcId: network.vpcId,
      vpcCidr: network.cidr ?? '',
      subnetIds: network.publicSubnetIds,
      certificateArn: certificate?.arn ?? null,
      ...(logs === null
        ? {}
        : { accessLogs: { bucket: logs.bucketName, prefix: loadBalancerName } }),
    },
    precious,
  );
}

/** Zone of the domain: the given one, or one of its own; null without a domain. */
function hostedZone(
  { domain, prefix, tags, precious }: Scope,
  { hostedZoneId, ownZone }: OwnEdge,
): pulumi.Input<string> | null {
  if (domain === null) return null;
  if (hostedZoneId !== null) return hostedZoneId;
  const args = { name: domain, ...ownZone, tags: named(tags, domain) };
  return new Zone(`${prefix}-zone`, args, precious).zoneId;
}

function accessLogs(
  { prefix, tags, precious, name }: Scope,
  { accessLogs: lifecycle }: OwnEdge,
): Bucket | null {
  if (lifecycle === null) return null;
  const bucketName = name('access-logs');
  const args = { bucketName, lifecycle, statements: [LOG_DELIVERY], tags };
  return new Bucket(`${prefix}-access-logs`, args, precious);
}

/** One firewall, in front of the load balancer that services answer on. */
function buildFirewalls(
  { prefix, tags, name }: Scope,
  { firewall }: OwnEdge,
  [first]: readonly SharedLoadBalancer[],
): void {
  if (firewall === null || first === undefined) return;
  const resourceArn = first.loadBalancer.arn;
  new WebFirewall(prefix, {
    ...{ tags, resourceArn },
    firewallName: name('firewall'),
    rateLimit: firewall,
  });
}

function loadBalancerOutputs(
  { ports }: OwnEdge,
  { loadBalancer, httpListenerArn, httpsListenerArn, securityGroupId }: SharedLoadBalancer,
): pulumi.Output<LoadBalancerOutputs> {
  const { name, arn, dnsName, zoneId } = loadBalancer;
  return pulumi
    .output({ name, arn, dnsName, zoneId, httpListenerArn, httpsListenerArn, securityGroupId })
    .apply((known) => ({
      ...known,
      httpPort: ports.http,
      httpsPort: known.httpsListenerArn === null ? null : ports.https,
    }));
}

/** The load balancer of a base that was chosen; hosts that its wildcard does not cover get records. */
export function sharedEdge(scope: Scope, values: SharedEdge): EdgePart {
  const { base, hosts } = values;
  const known = scope.outputsOf(base.stack).apply((raw) => parseBaseOutputs(base.name, raw));
  const chosen = known.apply((one) => chosenLoadBalancer(base.name, values.loadBalancer, one));
  const { dnsName, zoneId: targetZone } = chosen;
  if (hosts.length > 0) {
    const zoneId = known.apply((one) => one.hostedZoneId ?? '');
    new AliasRecords(scope.prefix, { zoneId, hosts, target: { dnsName, zoneId: targetZone } });
  }
  return {
    ...{ arn: chosen.arn, dnsName, securityGroupId: chosen.securityGroupId },
    listenerArn: chosen.apply(listenerArn),
    origin: pulumi.all([known, chosen]).apply(([{ domain }, { httpPort, httpsPort, ...one }]) => {
      const ports = { http: httpPort, https: httpsPort ?? httpPort };
      return originOf(entranceOf(domain, ports), domain ?? one.dnsName);
    }),
    loadBalancers: chosen.apply((one) => [one]),
    hostedZoneId: known.apply((one) => one.hostedZoneId ?? null),
    certificateDomains: known.certificateDomains,
    ownIds: pulumi.output([]),
  };
}
