import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { carveSubnets } from './cidr.ts';
import { natGatewayCount } from './network.ts';

describe('carveSubnets', () => {
  it.each([
    ['10.0.0.0/16', 2, ['10.0.0.0/19', '10.0.32.0/19'], ['10.0.128.0/19', '10.0.160.0/19']],
    ['10.4.0.0/22', 2, ['10.4.0.0/25', '10.4.0.128/25'], ['10.4.2.0/25', '10.4.2.128/25']],
    [
      '192.168.64.0/18',
      3,
      ['192.168.64.0/21', '192.168.72.0/21', '192.168.80.0/21'],
      ['192.168.96.0/21', '192.168.104.0/21', '192.168.112.0/21'],
    ],
  ])('carves %s for %i zones', (cidr, zones, open, closed) => {
    expect(carveSubnets(cidr, zones)).toEqual({ public: open, private: closed });
  });

  it('never moves a subnet when a zone is added', () => {
    const two = carveSubnets('10.0.0.0/16', 2);
    const three = carveSubnets('10.0.0.0/16', 3);
    expect(three.public.slice(0, 2)).toEqual(two.public);
    expect(three.private.slice(0, 2)).toEqual(two.private);
  });

  it('gives disjoint ranges within the VPC, whatever the VPC', () => {
    const vpcs = fc.record({ bits: fc.integer({ min: 16, max: 22 }), slot: fc.nat(0xffff) });
    fc.assert(
      fc.property(vpcs, fc.integer({ min: 2, max: 3 }), ({ bits, slot }, zones) => {
        const size = 2 ** (32 - bits);
        const start = (slot * size) % 2 ** 32;
        const carved = carveSubnets(`${dotted(start)}/${bits}`, zones);
        const ranges = [...carved.public, ...carved.private].map(bounds);
        for (const [low, high] of ranges) {
          expect(low).toBeGreaterThanOrEqual(start);
          expect(high).toBeLessThanOrEqual(start + size);
        }
        const sorted = ranges.toSorted(([a], [b]) => a - b);
        sorted.slice(1).forEach(([low], index) => {
          expect(low).toBeGreaterThanOrEqual(sorted[index]?.[1] ?? 0);
        });
      }),
    );
  });
});

describe('natGatewayCount', () => {
  it.each([
    ['none', 0],
    ['one', 1],
    ['per-zone', 3],
  ] as const)('%s in three zones makes %i', (nat, count) => {
    expect(natGatewayCount(nat, 3)).toBe(count);
  });
});

function dotted(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}

function bounds(cidr: string): readonly [number, number] {
  const [address = '', bits = ''] = cidr.split('/');
  const low = address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
  return [low, low + 2 ** (32 - Number(bits))];
}
