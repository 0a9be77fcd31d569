import { describe, expect, it } from '@jest/globals';
import { repositoryUrl } from './base-reference.ts';
import { peerNetwork } from './parts/peering.ts';

describe('repositoryUrl', () => {
  it('is the base’s', () => {
    expect(repositoryUrl('o/p/dev', { contract: 1, repositoryUrl: 'r', other: 1 })).toBe('r');
  });
  it.each([{}, null, { contract: 2, repositoryUrl: 'r' }])('is not there in %j', (outputs) => {
    expect(() => repositoryUrl('o/p/dev', outputs)).toThrow(
      'o/p/dev does not export what an environment needs',
    );
  });
});

describe('peerNetwork', () => {
  const network = { vpcId: 'vpc-1', routeTableIds: ['rtb-1', 'rtb-2'] };
  it('is what the other environment exports', () => {
    expect(peerNetwork('o/p/s', 2, { ...network, contract: 1 })).toEqual(network);
  });
  it('has as many route tables as the values say: no route is forgotten', () => {
    expect(() => peerNetwork('o/p/s', 4, network)).toThrow(
      "o/p/s has 2 route tables, the peer's values say 4: set routeTables: 2.",
    );
  });
  it('is not there in a stack that is no environment', () => {
    expect(() => peerNetwork('o/p/s', 2, { url: 'x' })).toThrow('o/p/s exports no network');
  });
});
