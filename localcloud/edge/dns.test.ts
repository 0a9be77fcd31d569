import { describe, expect, it } from '@jest/globals';
import { findLoadBalancer } from './directory.ts';
import { resolveName, type DnsZone } from './dns.ts';

const LB = 'dev-1.us-east-1.elb.amazonaws.com';
const zones: DnsZone[] = [
  {
    name: 'localhost',
    records: [
      { name: 'localhost' },
      { name: '*.localhost', target: LB },
      { name: '*.api.localhost', target: 'api-lb.' },
      { name: 'exact.localhost', target: 'Exact-LB.' },
      { name: 'text.localhost' },
      { name: 'deep.empty.localhost', target: 'deep-lb' },
      { name: 'cname.localhost', target: 'exact.localhost' },
      { name: 'ring.localhost', target: 'round.localhost' },
      { name: 'round.localhost', target: 'ring.localhost' },
    ],
  },
  { name: 'team.localhost', records: [{ name: '*.team.localhost', target: 'team-lb' }] },
];

describe('a name', () => {
  it.each<[string, string | undefined, string]>([
    ['exact.localhost', 'exact-lb', 'an exact record before the wildcard'],
    ['EXACT.localhost.', 'exact-lb', 'whatever its case and final dot'],
    ['pr-42.localhost', LB.toLowerCase(), 'the wildcard for what is not recorded'],
    ['a.b.localhost', LB.toLowerCase(), 'the wildcard for more labels, too'],
    ['pr-42.api.localhost', 'api-lb', 'the closest wildcard'],
    ['api.localhost', 'api.localhost', 'no wildcard for a name with others below it'],
    ['text.localhost', 'text.localhost', 'no wildcard for a name with other records'],
    ['x.text.localhost', 'x.text.localhost', 'no wildcard below a name that exists'],
    ['x.empty.localhost', 'x.empty.localhost', 'no wildcard below an empty name'],
    ['cname.localhost', 'exact-lb', 'a CNAME, and then an alias'],
    ['x.team.localhost', 'team-lb', 'the most specific zone'],
    ['example.com', 'example.com', 'nothing where there is no zone'],
    ['ring.localhost', undefined, 'nothing for names in a circle'],
  ])('%s leads to %s: %s', (name, target) => {
    expect(resolveName(zones, name)).toBe(target);
  });
});

describe('a load balancer is found', () => {
  const region = 'us-east-1';
  const dev = { name: 'dev-base', region, dnsName: LB, listenerPorts: [80] };
  const other = { name: 'Other', region, dnsName: 'other.elb.amazonaws.com', listenerPorts: [] };
  const far = { ...other, region: 'eu-west-1', dnsName: 'Other-1.eu-west-1.elb.amazonaws.com' };
  const snapshot = { zones, loadBalancers: [dev, other, far] };
  it.each([
    ['by the record of a host', 'pr-1.localhost', dev],
    ['by its own DNS name', LB, dev],
    ['by its name below elb.localhost, before any wildcard', 'other.elb.localhost', other],
    ['by its name and its region', 'other.eu-west-1.elb.localhost', far],
    ['by its own DNS name of another region', 'other-1.eu-west-1.elb.amazonaws.com', far],
    ['not at all where no record leads', 'example.com', undefined],
    ['not at all where the record leads elsewhere', 'exact.localhost', undefined],
  ])('%s', (_name, host, expected) => {
    expect(findLoadBalancer(snapshot, host)).toBe(expected);
  });

  it('behind the dualstack name an alias made in the console has', () => {
    const records = [{ name: 'a.localhost', target: `dualstack.${LB}` }];
    const zone = { name: 'localhost', records };
    expect(findLoadBalancer({ ...snapshot, zones: [zone] }, 'a.localhost')).toBe(dev);
  });
});
