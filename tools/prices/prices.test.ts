import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { PRICED_REGIONS, pricesOf } from '../../action-shared/cost/price-table.ts';
import { merged } from './merge.ts';
import { OFFERS } from './offers.ts';
import type { Offer } from './offers.ts';
import { PRICES_PAGE, pricesPage } from './page.ts';
import { readOffer } from './read-offer.ts';
import { regionFile } from './region-file.ts';

type Row = readonly [
  family: string,
  attributes: Record<string, string>,
  usd: string,
  from?: string,
];

function offer(service: string): Offer {
  const found = OFFERS.find((one) => one.service === service);
  if (found === undefined) throw new Error(`no offer ${service}`);
  return found;
}

/** An offer file as AWS writes it, cut down to some products. */
function file(rows: readonly Row[], published = '2026-09-25T17:45:21Z') {
  const products: Record<string, unknown> = {};
  const terms: Record<string, unknown> = {};
  rows.forEach(([productFamily, attributes, USD, beginRange = '0'], index) => {
    const sku = `SKU${index}`;
    const dimension = { beginRange, pricePerUnit: { USD } };
    products[sku] = { sku, productFamily, attributes };
    terms[sku] = {
      [`${sku}.JRTCKXETXF`]: { priceDimensions: { [`${sku}.JRTCKXETXF.6YS6EN2CT7`]: dimension } },
    };
  });
  return { publicationDate: published, products, terms: { OnDemand: terms } };
}

/** The NAT rows of AmazonEC2 in eu-west-1, as published on 2026-09-25. */
const NAT = file([
  ['NAT Gateway', { usagetype: 'EU-NatGateway-Hours' }, '0.0480000000'],
  ['NAT Gateway', { usagetype: 'EU-NatGateway-Bytes' }, '0.0480000000'],
  ['NAT Gateway', { usagetype: 'EU-RegionalNatGateway-Hours' }, '0.0480000000'],
  ['Compute Instance', { usagetype: 'EU-BoxUsage:m5.large' }, '0.1070000000'],
]);

describe('reading AWS’s price list files', () => {
  it('takes what the table needs, as AWS wrote it without zeros at the end', () => {
    const { published, prices } = readOffer(NAT, offer('AmazonEC2'));
    expect(published).toBe('2026-09-25');
    expect(Object.fromEntries(prices)).toEqual({
      'nat-gateway': { usd: '0.048', source: 'https://aws.amazon.com/vpc/pricing/' },
      'nat-gateway.gib': { usd: '0.048', source: 'https://aws.amazon.com/vpc/pricing/' },
    });
  });

  it.each([
    [
      'AWSELB',
      ['Load Balancer-Application', { usagetype: 'EU-LoadBalancerUsage' }, '0.0252'],
      'alb',
      '0.0252',
    ],
    [
      'AmazonECS',
      ['Compute', { usagetype: 'USE1-Fargate-ARM-vCPU-Hours:perCPU' }, '0.03238'],
      'fargate-arm.vcpu',
      '0.03238',
    ],
    [
      'awskms',
      ['Encryption Key', { usagetype: 'us-west-2-KMS-Keys' }, '1.0000000000'],
      'kms-key',
      '1',
    ],
    [
      'AmazonRDS',
      [
        'Database Instance',
        {
          usagetype: 'InstanceUsage:db.r6g.large',
          instanceType: 'db.r6g.large',
          databaseEngine: 'Aurora PostgreSQL',
        },
        '0.26',
      ],
      'aurora-postgresql.db.r6g.large',
      '0.26',
    ],
    [
      'AmazonRDS',
      [
        'Database Instance',
        {
          usagetype: 'EU-InstanceUsage:db.t4g.micro',
          instanceType: 'db.t4g.micro',
          databaseEngine: 'PostgreSQL',
          deploymentOption: 'Single-AZ',
        },
        '0.017',
      ],
      'rds-postgresql.db.t4g.micro',
      '0.017',
    ],
    [
      'AmazonRDS',
      ['System Operation', { usagetype: 'EU-Aurora:StorageIOUsage' }, '0.0000002200'],
      'aurora.million-io',
      '0.22',
    ],
    [
      'AmazonElastiCache',
      [
        'Cache Instance',
        {
          usagetype: 'NodeUsage:cache.t3.micro',
          instanceType: 'cache.t3.micro',
          cacheEngine: 'Redis',
        },
        '0.017',
      ],
      'redis.cache.t3.micro',
      '0.017',
    ],
  ] as const)('knows in %s what %j is', (service, row, key, usd) => {
    const { prices } = readOffer(file([row]), offer(service));
    expect([...prices].map(([name, price]) => [name, price.usd])).toEqual([[key, usd]]);
  });

  it.each([
    [
      'a trust store',
      'AWSELB',
      ['Load Balancer-Application', { usagetype: 'EU-TS-LoadBalancerUsage' }, '0.0056'],
    ],
    [
      'a network load balancer',
      'AWSELB',
      ['Load Balancer-Network', { usagetype: 'EU-LoadBalancerUsage' }, '0.0252'],
    ],
    [
      'extended support',
      'AmazonElastiCache',
      [
        'Cache Instance',
        {
          usagetype: 'ExtendedSupportYr3-NodeUsage:cache.t3.micro',
          instanceType: 'cache.t3.micro',
          cacheEngine: 'Redis',
        },
        '0.029',
      ],
    ],
    [
      'Valkey',
      'AmazonElastiCache',
      [
        'Cache Instance',
        {
          usagetype: 'NodeUsage:cache.t3.micro',
          instanceType: 'cache.t3.micro',
          cacheEngine: 'Valkey',
        },
        '0.0136',
      ],
    ],
    [
      'a standby',
      'AmazonRDS',
      [
        'Database Instance',
        {
          usagetype: 'Multi-AZUsage:db.t4g.micro',
          instanceType: 'db.t4g.micro',
          databaseEngine: 'PostgreSQL',
          deploymentOption: 'Multi-AZ',
        },
        '0.032',
      ],
    ],
    [
      'what is free',
      'AmazonECR',
      ['EC2 Container Registry', { usagetype: 'TimedStorage-ByteHrs' }, '0.0000000000'],
    ],
  ] as const)('leaves out %s', (_case, service, row) => {
    expect(readOffer(file([row]), offer(service)).prices.size).toBe(0);
  });

  it('guesses nothing where two products claim one price', () => {
    const rows: Row[] = [
      ['NAT Gateway', { usagetype: 'EU-NatGateway-Hours' }, '0.048'],
      ['NAT Gateway', { usagetype: 'EU-NatGateway-Hours' }, '0.05'],
    ];
    expect(() => readOffer(file(rows), offer('AmazonEC2'))).toThrow(
      'nat-gateway is 0.048 and 0.05',
    );
  });
});

describe('updating a table', () => {
  const table = pricesOf('eu-west-1');
  if (table === null) throw new Error('no table of eu-west-1');

  it('tells what is new and what is another, and keeps the rest', () => {
    const other = file(
      [['NAT Gateway', { usagetype: 'EU-NatGateway-Hours' }, '0.05']],
      '2026-10-30T00:00:00Z',
    );
    const { next, changes } = merged(table, [readOffer(other, offer('AmazonEC2'))]);
    expect(changes).toEqual(['nat-gateway: 0.048 -> 0.05']);
    expect(next).toMatchObject({
      date: '2026-10-30',
      prices: { alb: table.prices.alb, 'nat-gateway': { usd: '0.05' } },
    });
  });

  it('finds nothing to change in what is current', () => {
    expect(merged(table, [readOffer(NAT, offer('AmazonEC2'))]).changes).toEqual([]);
  });

  it.each(PRICED_REGIONS)('writes $region so that it reads the same', async (one) => {
    const text = await regionFile(one);
    for (const [key, price] of Object.entries(one.prices))
      expect(text).toContain(`'${price?.usd ?? key}'`);
    expect(text).toContain(`date: '${one.date}'`);
  });
});

describe('docs/costs.md', () => {
  it('shows the tables of today: `node tools/prices/main.ts --page` changes nothing', async () => {
    const page = readFileSync(PRICES_PAGE, 'utf8');
    expect(await pricesPage(page)).toBe(page);
  });
});
