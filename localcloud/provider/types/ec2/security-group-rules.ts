import type { SecurityGroupRule } from '@aws-sdk/client-ec2';
import { type Aws, must, unless } from '../../aws.ts';
import { type Props, type Values, num, str } from '../../schema/prop.ts';
import { TAGS, resource } from '../../resource.ts';
import { retag, tagSpecification } from './tags.ts';
import { tagsFrom } from '../tags.ts';
import type { ResourceType } from '../../resource.ts';
import { cidr } from '../rules.ts';

const NOT_FOUND = /^(InvalidSecurityGroupRuleId\.NotFound|InvalidGroup\.NotFound)$/;

const SOURCES = ['cidrIpv4', 'cidrIpv6', 'prefixListId', 'referencedSecurityGroupId'] as const;

const shape = {
  securityGroupId: str().required().replaces(),
  ipProtocol: str().required().comparedBy(protocolName),
  fromPort: num().between(-1, 65535),
  toPort: num().between(-1, 65535),
  cidrIpv4: cidr(),
  cidrIpv6: str(),
  prefixListId: str(),
  referencedSecurityGroupId: str(),
  description: str(),
  ...TAGS,
  arn: str().output(),
  securityGroupRuleId: str().output(),
} as const;

/** Numbers and names of the protocols AWS knows by name. */
function protocolName(value: unknown): string {
  const names: Record<string, string> = {
    '6': 'tcp',
    '17': 'udp',
    '1': 'icmp',
    '58': 'icmpv6',
    all: '-1',
  };
  return names[String(value)] ?? String(value);
}

function faults(inputs: Props): { property: string; reason: string }[] {
  const given = SOURCES.filter((key) => inputs[key] !== undefined);
  if (given.length === 1) return [];
  return [
    { property: SOURCES.join(', '), reason: `exactly one is required, found ${given.length}` },
  ];
}

type Wanted = Values<typeof shape>;

function ruleType(token: string, egress: boolean): ResourceType {
  return resource({
    token,
    shape,
    faults,
    async create(aws, wanted) {
      const ec2 = await aws.ec2();
      const request = {
        GroupId: wanted.securityGroupId,
        IpPermissions: [permission(wanted)],
        ...tagSpecification('security-group-rule', wanted.tags),
      };
      const answer = egress
        ? await ec2.authorizeSecurityGroupEgress(request)
        : await ec2.authorizeSecurityGroupIngress(request);
      return must(answer.SecurityGroupRules?.[0]?.SecurityGroupRuleId, 'SecurityGroupRuleId');
    },
    async read(aws, id) {
      const it = await ruleOf(aws, id);
      return it && { ...described(it), arn: it.SecurityGroupRuleArn ?? (await arnOf(aws, it)) };
    },
    async update(aws, { id, state, wanted, changed }) {
      const ec2 = await aws.ec2();
      const rule = ['ipProtocol', 'fromPort', 'toPort', 'description', ...SOURCES] as const;
      if (changed(...rule)) {
        await ec2.modifySecurityGroupRules({
          GroupId: wanted.securityGroupId,
          SecurityGroupRules: [{ SecurityGroupRuleId: id, SecurityGroupRule: flat(wanted) }],
        });
      }
      if (changed('tags')) await retag(aws, id, state.tags, wanted.tags);
    },
    async delete(aws, id, state) {
      const ec2 = await aws.ec2();
      const request = { GroupId: state.securityGroupId, SecurityGroupRuleIds: [id] };
      const call = egress
        ? ec2.revokeSecurityGroupEgress(request)
        : ec2.revokeSecurityGroupIngress(request);
      await unless(NOT_FOUND, call);
    },
  });
}

export const securityGroupIngressRule = ruleType(
  'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule',
  false,
);
export const securityGroupEgressRule = ruleType(
  'aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule',
  true,
);

function ports(wanted: Wanted): { FromPort?: number | undefined; ToPort?: number | undefined } {
  return wanted.ipProtocol === '-1' ? {} : { FromPort: wanted.fromPort, ToPort: wanted.toPort };
}

function permission(wanted: Wanted) {
  const Description = wanted.description;
  const { cidrIpv4, cidrIpv6, prefixListId, referencedSecurityGroupId: group } = wanted;
  return {
    IpProtocol: wanted.ipProtocol,
    ...ports(wanted),
    ...(cidrIpv4 === undefined ? {} : { IpRanges: [{ CidrIp: cidrIpv4, Description }] }),
    ...(cidrIpv6 === undefined ? {} : { Ipv6Ranges: [{ CidrIpv6: cidrIpv6, Description }] }),
    ...(prefixListId === undefined
      ? {}
      : { PrefixListIds: [{ PrefixListId: prefixListId, Description }] }),
    ...(group === undefined ? {} : { UserIdGroupPairs: [{ GroupId: group, Description }] }),
  };
}

function flat(wanted: Wanted) {
  return {
    IpProtocol: wanted.ipProtocol,
    ...ports(wanted),
    CidrIpv4: wanted.cidrIpv4,
    CidrIpv6: wanted.cidrIpv6,
    PrefixListId: wanted.prefixListId,
    ReferencedGroupId: wanted.referencedSecurityGroupId,
    Description: wanted.description,
  };
}

function described(it: SecurityGroupRule) {
  return {
    securityGroupId: it.GroupId,
    ipProtocol: it.IpProtocol,
    // AWS says -1 for the ports of a rule that has none.
    ...(it.IpProtocol === '-1' ? {} : { fromPort: it.FromPort, toPort: it.ToPort }),
    cidrIpv4: it.CidrIpv4,
    cidrIpv6: it.CidrIpv6,
    prefixListId: it.PrefixListId,
    referencedSecurityGroupId: it.ReferencedGroupInfo?.GroupId,
    description: it.Description,
    tags: tagsFrom(it.Tags),
    securityGroupRuleId: it.SecurityGroupRuleId,
  };
}

async function ruleOf(aws: Aws, id: string): Promise<SecurityGroupRule | undefined> {
  const ec2 = await aws.ec2();
  const call = ec2.describeSecurityGroupRules({ SecurityGroupRuleIds: [id] });
  return (await unless(NOT_FOUND, call))?.SecurityGroupRules?.[0];
}

async function arnOf(aws: Aws, it: SecurityGroupRule): Promise<string> {
  const owner = it.GroupOwnerId ?? (await aws.account());
  return `arn:aws:ec2:${aws.region}:${owner}:security-group-rule/${it.SecurityGroupRuleId ?? ''}`;
}
