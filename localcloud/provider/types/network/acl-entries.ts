import type { NetworkAclEntry } from '@aws-sdk/client-ec2';
import { type Aws, unless } from '../../aws.ts';
import { type TypeOf, num, obj, set, str } from '../../schema/prop.ts';
import type { Fault, Props } from '../../schema/prop.ts';
import { isRecord } from '../../schema/values.ts';
import { cidr } from '../rules.ts';

/** The numbers EC2 knows protocols by (IANA). */
const PROTOCOLS: Readonly<Record<string, string>> = {
  all: '-1',
  icmp: '1',
  tcp: '6',
  udp: '17',
  icmpv6: '58',
};

const protocolNumber = (protocol: unknown): string =>
  PROTOCOLS[String(protocol).toLowerCase()] ?? String(protocol);

/** Highest number of a rule of ours; 32767 is the last entry of every ACL. */
const LAST_RULE = 32_766;

const port = num().between(0, 65_535).required();
const entry = obj({
  ruleNo: num().between(1, LAST_RULE).required(),
  action: str()
    .rule((value) =>
      /^(allow|deny)$/i.test(String(value))
        ? undefined
        : `expected allow or deny, found ${JSON.stringify(value)}`,
    )
    .comparedBy((value) => String(value).toLowerCase())
    .required(),
  protocol: str().comparedBy(protocolNumber).required(),
  fromPort: port,
  toPort: port,
  cidrBlock: cidr(),
  ipv6CidrBlock: str(),
  icmpType: num(),
  icmpCode: num(),
});

/** One direction of an ACL, without the last entry that denies everything. */
export const ENTRIES = set(entry).computed();

type Entry = TypeOf<typeof entry>;

/** What only shows when an entry's properties are seen together, and what EC2 refuses later. */
export function entryFaults(inputs: Props): Fault[] {
  return ['ingress', 'egress'].flatMap((direction) => {
    const given = inputs[direction];
    const entries = Array.isArray(given) ? given.filter(isRecord) : [];
    return [
      ...entries.flatMap((each, index) => oneEntry(each, `${direction}[${index}]`)),
      ...twice(entries, direction),
    ];
  });
}

function oneEntry(each: Props, at: string): Fault[] {
  const ranges = ['cidrBlock', 'ipv6CidrBlock'].filter((key) => each[key] !== undefined);
  const everything = protocolNumber(each['protocol']) === '-1';
  const ports = each['fromPort'] !== 0 || each['toPort'] !== 0;
  return [
    ...(ranges.length === 1
      ? []
      : [{ property: at, reason: 'exactly one of cidrBlock, ipv6CidrBlock is required' }]),
    ...(everything && ports
      ? [{ property: at, reason: 'with protocol -1, fromPort and toPort are 0' }]
      : []),
  ];
}

function twice(entries: readonly Props[], direction: string): Fault[] {
  const numbers = entries.map((each) => each['ruleNo']);
  const doubled = new Set(numbers.filter((one, index) => numbers.indexOf(one) !== index));
  return [...doubled].map((one) => ({
    property: direction,
    reason: `rule number ${String(one)} is given more than once`,
  }));
}

/** Entries of one direction as EC2 has them; the last one, which every ACL has, left out. */
export function entriesOf(all: readonly NetworkAclEntry[], egress: boolean): Entry[] {
  return all
    .filter((each) => each.Egress === egress && (each.RuleNumber ?? 0) <= LAST_RULE)
    .map((each) => ({
      ruleNo: each.RuleNumber ?? 0,
      action: each.RuleAction ?? '',
      protocol: each.Protocol ?? '',
      fromPort: each.PortRange?.From ?? 0,
      toPort: each.PortRange?.To ?? 0,
      cidrBlock: each.CidrBlock,
      ipv6CidrBlock: each.Ipv6CidrBlock,
      icmpType: each.IcmpTypeCode?.Type,
      icmpCode: each.IcmpTypeCode?.Code,
    }));
}

/** Brings one direction to what is wanted, rule by rule: rules that stay are not touched. */
export async function syncEntries(
  aws: Aws,
  id: string,
  egress: boolean,
  before: readonly Entry[],
  after: readonly Entry[],
): Promise<void> {
  const ec2 = await aws.ec2();
  const had = new Map(before.map((each) => [each.ruleNo, each]));
  const kept = new Set(after.map((each) => each.ruleNo));
  for (const { ruleNo } of before.filter((each) => !kept.has(each.ruleNo))) {
    const call = ec2.deleteNetworkAclEntry({
      NetworkAclId: id,
      Egress: egress,
      RuleNumber: ruleNo,
    });
    await unless(/^InvalidNetworkAclEntry\.NotFound$/, call);
  }
  for (const each of after) {
    const old = had.get(each.ruleNo);
    const request = { NetworkAclId: id, Egress: egress, ...requestOf(each) };
    if (old === undefined) await ec2.createNetworkAclEntry(request);
    else if (JSON.stringify(requestOf(old)) !== JSON.stringify(requestOf(each)))
      await ec2.replaceNetworkAclEntry(request);
  }
}

function requestOf(each: Entry) {
  const protocol = protocolNumber(each.protocol);
  return {
    RuleNumber: each.ruleNo,
    Protocol: protocol,
    RuleAction: each.action.toLowerCase() as 'allow' | 'deny',
    CidrBlock: each.cidrBlock,
    Ipv6CidrBlock: each.ipv6CidrBlock,
    PortRange: { From: each.fromPort, To: each.toPort },
    ...(protocol === '1' || protocol === '58'
      ? { IcmpTypeCode: { Type: each.icmpType ?? 0, Code: each.icmpCode ?? 0 } }
      : {}),
  };
}
