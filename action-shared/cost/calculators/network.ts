import { FREE, listOf, standing, textOf, unknown, usage } from '../resource.ts';
import type { Bill, CostResource } from '../resource.ts';

/** An application load balancer and, where it faces the internet, an address per zone. */
export function loadBalancer({ settings }: CostResource): Bill {
  const kind = textOf(settings, 'loadBalancerType') ?? 'application';
  if (kind !== 'application') return unknown(`no price for a ${kind} load balancer`);
  const zones = listOf(settings, 'subnets') ?? listOf(settings, 'subnetMappings');
  const internal = settings['internal'] === true;
  if (zones === null && !internal) return unknown('its subnets are not known');
  const count = internal ? 0 : (zones?.length ?? 0);
  return standing(
    [
      { key: 'alb', units: 1, what: 'load balancer' },
      ...(count > 0
        ? [{ key: 'public-ipv4' as const, units: count, what: `${count} x public IPv4` }]
        : []),
    ],
    'without the capacity units (LCU) that traffic uses',
  );
}

/** A NAT gateway's hours; its address is a resource of its own, its traffic is not in the figure. */
export function natGateway(): Bill {
  return standing(
    [{ key: 'nat-gateway', units: 1, what: 'NAT gateway' }],
    'without the traffic it carries',
  );
}

/** An address costs the same in use and idle. */
export function elasticIp(): Bill {
  return standing([{ key: 'public-ipv4', units: 1, what: 'public IPv4' }]);
}

/** Gateway endpoints are free, interface endpoints run by the hour in each zone. */
export function vpcEndpoint({ settings }: CostResource): Bill {
  const kind = textOf(settings, 'vpcEndpointType') ?? 'Gateway';
  if (kind === 'Gateway') return FREE;
  if (kind !== 'Interface') return unknown(`no price for a ${kind} endpoint`);
  const zones = listOf(settings, 'subnetIds');
  if (zones === null) return unknown('its subnets are not known');
  const units = zones.length;
  return standing(
    [{ key: 'interface-endpoint', units, what: `endpoint in ${units} zones` }],
    'without the traffic it carries',
  );
}

export function flowLog(): Bill {
  return usage('log data that is written', 'logs.ingested-gib', 'logs.stored-gib');
}

/** A zone by the month; a private one is what a service-discovery namespace is made of. */
export function hostedZone(): Bill {
  return standing([{ key: 'hosted-zone', units: 1, what: 'hosted zone' }], 'without queries');
}

/** One web ACL and each of its rules. */
export function webAcl({ settings }: CostResource): Bill {
  const rules = (listOf(settings, 'rules') ?? []).length;
  return standing(
    [
      { key: 'web-acl', units: 1, what: 'web ACL' },
      ...(rules > 0
        ? [{ key: 'web-acl.rule' as const, units: rules, what: `${rules} x rule` }]
        : []),
    ],
    'without the requests it inspects',
  );
}
