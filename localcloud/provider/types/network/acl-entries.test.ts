import { describe, expect, it } from '@jest/globals';
import { agrees } from '../../schema/diff.ts';
import { ENTRIES, entriesOf, entryFaults } from './acl-entries.ts';

const entry = {
  ...{ ruleNo: 100, action: 'allow', protocol: 'tcp', cidrBlock: '10.0.0.0/8' },
  ...{ fromPort: 80, toPort: 80 },
};

describe('entries of a network ACL', () => {
  it.each<[string, Record<string, unknown>[], readonly string[]]>([
    ['two entries of different numbers', [entry, { ...entry, ruleNo: 110 }], []],
    ['one number twice', [entry, entry], ['ingress']],
    ['no range', [{ ...entry, cidrBlock: undefined }], ['ingress[0]']],
    ['two ranges', [{ ...entry, ipv6CidrBlock: '::/0' }], ['ingress[0]']],
    ['ports with every protocol', [{ ...entry, protocol: '-1' }], ['ingress[0]']],
    ['every protocol, without ports', [{ ...entry, protocol: 'all', fromPort: 0, toPort: 0 }], []],
  ])('%s', (_case, ingress, properties) => {
    expect(entryFaults({ ingress }).map(({ property }) => property)).toEqual(properties);
  });

  it.each<[string, Record<string, unknown>, boolean]>([
    ['a protocol by name and by number', { protocol: '6' }, true],
    ['an action in capitals', { action: 'ALLOW' }, true],
    ['types of ICMP that are 0', { icmpType: 0, icmpCode: 0 }, true],
    ['another port', { toPort: 81 }, false],
    ['another action', { action: 'deny' }, false],
  ])('compares %s', (_case, other, same) => {
    expect(agrees(ENTRIES, [{ ...entry, ...other }], [entry])).toBe(same);
  });

  it('are told without the last one, which every ACL has', () => {
    const last = { RuleNumber: 32_767, Egress: true, Protocol: '-1', RuleAction: 'deny' as const };
    expect(entriesOf([last, { ...last, Egress: false }], true)).toEqual([]);
  });
});
