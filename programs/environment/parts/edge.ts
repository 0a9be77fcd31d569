import { Zone } from '@pulumi/aws/route53/zone.js';
import type * as pulumi from '@pulumi/pulumi';
import { Bucket } from '../../components/data/bucket.ts';
import { LOG_DELIVERY } from '../../components/data/bucket-rules.ts';
import { WebFirewall } from '../../components/edge/web-firewall.ts';
import { AliasRecords } from '../../components/routing/alias-records.ts';
import { Certificate } from '../../components/routing/certificate.ts';
import { SharedLoadBalancer } from '../../components/routing/shared-load-balancer.ts';
import { named } from '../../components/tags.ts';
import { certificateNames, hostsOf } from '../hosts.ts';
import type { Scope } from '../scope.ts';
import type { NetworkPart } from './network.ts';

/** Answer for hosts and paths without a service. */
const NOT_FOUND_TEXT = 'Nothing answers here. The host or the path is not one of this environment.';

export interface EdgePart {
  readonly balancer: SharedLoadBalancer;
  /** Where the services' rules go: HTTPS where there is a domain. */
  readonly listenerArn: pulumi.Output<string>;
}

/** Load balancer with certificate, access logs, host names and the web firewall. */
export function buildEdge(scope: Scope, { network }: NetworkPart): EdgePart {
  const { config, prefix, tags, child, precious } = scope;
  const zoneId = hostedZone(scope);
  const certificate =
    zoneId === null
      ? null
      : new Certificate(
          `${prefix}-certificate`,
          { names: certificateNames(config), hostedZoneId: zoneId, tags },
          child,
        );
  const loadBalancerName = scope.name('alb');
  const balancer = new SharedLoadBalancer(
    prefix,
    {
      ...{ loadBalancerName, tags },
      vpcId: network.vpcId,
      vpcCidr: config.network.cidr,
      subnetIds: network.publicSubnetIds,
      ports: config.listenerPorts,
      certificateArn: certificate?.arn ?? null,
      deletionProtection: config.protection,
      accessLogs: { bucket: accessLogs(scope).bucketName, prefix: loadBalancerName },
      notFoundText: NOT_FOUND_TEXT,
    },
    precious,
  );
  const { arn, dnsName, zoneId: targetZone } = balancer.loadBalancer;
  if (zoneId !== null)
    new AliasRecords(
      prefix,
      { zoneId, hosts: hostsOf(config), target: { dnsName, zoneId: targetZone } },
      child,
    );
  if (config.firewall !== null)
    new WebFirewall(
      prefix,
      {
        ...{ tags, resourceArn: arn },
        firewallName: scope.name('firewall'),
        rateLimit: config.firewall,
      },
      child,
    );
  return { balancer, listenerArn: balancer.httpsListenerArn ?? balancer.httpListenerArn };
}

/** Zone of the domain: the given one, or one of its own; null without a domain. */
function hostedZone({ config, prefix, tags, precious }: Scope): pulumi.Input<string> | null {
  const { domain, hostedZoneId } = config;
  if (domain === null) return null;
  if (hostedZoneId !== null) return hostedZoneId;
  const comment = `${prefix}, managed by macro-infra`;
  const args = { name: domain, comment, forceDestroy: true, tags: named(tags, domain) };
  return new Zone(`${prefix}-zone`, args, precious).zoneId;
}

function accessLogs({ config, prefix, tags, precious, name }: Scope): Bucket {
  return new Bucket(
    `${prefix}-access-logs`,
    {
      bucketName: name('access-logs'),
      lifecycle: config.buckets.logs,
      statements: [LOG_DELIVERY],
      tags,
    },
    precious,
  );
}
