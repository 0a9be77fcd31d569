import type { Sample } from './sample.ts';
import { OTHER_TAGS, TAGS } from './sample.ts';

const dns = (type: string) => ({
  namespaceId: 'ns-1',
  routingPolicy: 'MULTIVALUE',
  dnsRecords: [{ type, ttl: 10 }],
});

/** AWS Cloud Map. */
export const DISCOVERY: readonly Sample[] = [
  {
    token: 'aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace',
    inputs: { name: 'dev.internal', vpc: 'vpc-1', description: 'a', ...TAGS },
    others: { name: 'test.internal', vpc: 'vpc-2', description: 'b', ...OTHER_TAGS },
  },
  {
    token: 'aws:servicediscovery/service:Service',
    inputs: {
      name: 'api',
      description: 'a',
      dnsConfig: dns('A'),
      healthCheckCustomConfig: { failureThreshold: 1 },
      forceDestroy: true,
      ...TAGS,
    },
    others: {
      name: 'web',
      description: 'b',
      dnsConfig: dns('AAAA'),
      healthCheckCustomConfig: { failureThreshold: 2 },
      forceDestroy: false,
      ...OTHER_TAGS,
    },
  },
];
