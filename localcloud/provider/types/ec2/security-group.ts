import type { IpPermission, SecurityGroup } from '@aws-sdk/client-ec2';
import { type Aws, must, remove, unless } from '../../aws.ts';
import { TAGS, resource } from '../../resource.ts';
import { type TypeOf, bool, list, num, obj, set, str } from '../../schema/prop.ts';
import { retag, tagSpecification } from './tags.ts';
import { tagsFrom } from '../tags.ts';
import { cidr } from '../rules.ts';

const NOT_FOUND = /^InvalidGroup\.NotFound$|^InvalidGroupId\.Malformed$/;

const rule = obj({
  protocol: str().required(),
  fromPort: num().required(),
  toPort: num().required(),
  cidrBlocks: list(cidr()),
  ipv6CidrBlocks: list(str()),
  prefixListIds: list(str()),
  securityGroups: set(str()),
  self: bool(),
  description: str(),
});

type InlineRule = TypeOf<typeof rule>;

/** What AWS lets out of every new group; like the real plugin we take it away. */
const OPEN: InlineRule = { protocol: '-1', fromPort: 0, toPort: 0, cidrBlocks: ['0.0.0.0/0'] };

export const securityGroup = resource({
  token: 'aws:ec2/securityGroup:SecurityGroup',
  autoName: { property: 'name', max: 255 },
  shape: {
    name: str()
      .matches(
        /^(?!sg-)[\w \-.:/()#,@[\]+=&;{}!$*]{1,255}$/,
        "1 to 255 of AWS's characters, not starting with sg-",
      )
      .required()
      .replaces(),
    description: str()
      .matches(/^[\w \-.:/()#,@[\]+=&;{}!$*]{1,255}$/, "1 to 255 of AWS's characters")
      .defaultTo('Managed by Pulumi')
      .replaces(),
    vpcId: str().computed().replaces(),
    ingress: set(rule).computed(),
    egress: set(rule).computed(),
    revokeRulesOnDelete: bool().local().defaultTo(false),
    ...TAGS,
    arn: str().output(),
    ownerId: str().output(),
  },
  async create(aws, wanted, made) {
    const ec2 = await aws.ec2();
    const answer = await ec2.createSecurityGroup({
      GroupName: wanted.name,
      Description: wanted.description,
      VpcId: wanted.vpcId,
      ...tagSpecification('security-group', wanted.tags),
    });
    const id = must(answer.GroupId, 'GroupId');
    made(id);
    await unless(/^InvalidPermission\.NotFound$/, revoke(aws, id, 'egress', [OPEN]));
    await authorize(aws, id, 'ingress', wanted.ingress ?? []);
    await authorize(aws, id, 'egress', wanted.egress ?? []);
    return id;
  },
  async read(aws, id) {
    const it = await groupOf(aws, id);
    return (
      it && {
        name: it.GroupName,
        description: it.Description,
        vpcId: it.VpcId,
        ingress: rulesOf(it.IpPermissions, id),
        egress: rulesOf(it.IpPermissionsEgress, id),
        tags: tagsFrom(it.Tags),
        arn: `arn:aws:ec2:${aws.region}:${it.OwnerId ?? (await aws.account())}:security-group/${id}`,
        ownerId: it.OwnerId,
      }
    );
  },
  async update(aws, { id, state, wanted, changed }) {
    for (const side of ['ingress', 'egress'] as const) {
      if (changed(side)) await syncRules(aws, id, side, state[side] ?? [], wanted[side] ?? []);
    }
    if (changed('tags')) await retag(aws, id, state.tags, wanted.tags);
  },
  async delete(aws, id, state) {
    const ec2 = await aws.ec2();
    if (state.revokeRulesOnDelete) {
      await revoke(aws, id, 'ingress', state.ingress ?? []);
      await revoke(aws, id, 'egress', state.egress ?? []);
    }
    await remove(aws, `security group ${id}`, () => ec2.deleteSecurityGroup({ GroupId: id }), {
      gone: NOT_FOUND,
      busy: /^(DependencyViolation|InvalidGroup\.InUse)$/,
    });
  },
});

/** The security group as EC2 has it; undefined: there is none. */
export async function groupOf(aws: Aws, id: string): Promise<SecurityGroup | undefined> {
  const ec2 = await aws.ec2();
  return (await unless(NOT_FOUND, ec2.describeSecurityGroups({ GroupIds: [id] })))
    ?.SecurityGroups?.[0];
}

type Side = 'ingress' | 'egress';

async function syncRules(
  aws: Aws,
  id: string,
  side: Side,
  before: readonly InlineRule[],
  after: readonly InlineRule[],
): Promise<void> {
  const [kept, had] = [new Set(after.map(text)), new Set(before.map(text))];
  await revoke(
    aws,
    id,
    side,
    before.filter((each) => !kept.has(text(each))),
  );
  await authorize(
    aws,
    id,
    side,
    after.filter((each) => !had.has(text(each))),
  );
}

const text = (each: InlineRule): string => JSON.stringify(permissionOf('', each));

async function authorize(
  aws: Aws,
  id: string,
  side: Side,
  rules: readonly InlineRule[],
): Promise<void> {
  if (rules.length === 0) return;
  const ec2 = await aws.ec2();
  const request = { GroupId: id, IpPermissions: rules.map((each) => permissionOf(id, each)) };
  await (side === 'ingress'
    ? ec2.authorizeSecurityGroupIngress(request)
    : ec2.authorizeSecurityGroupEgress(request));
}

async function revoke(
  aws: Aws,
  id: string,
  side: Side,
  rules: readonly InlineRule[],
): Promise<void> {
  if (rules.length === 0) return;
  const ec2 = await aws.ec2();
  const request = { GroupId: id, IpPermissions: rules.map((each) => permissionOf(id, each)) };
  await (side === 'ingress'
    ? ec2.revokeSecurityGroupIngress(request)
    : ec2.revokeSecurityGroupEgress(request));
}

function permissionOf(id: string, each: InlineRule): IpPermission {
  const Description = each.description === '' ? undefined : each.description;
  const groups = [...(each.securityGroups ?? []), ...(each.self ? [id] : [])];
  return {
    IpProtocol: each.protocol,
    ...(each.protocol === '-1' ? {} : { FromPort: each.fromPort, ToPort: each.toPort }),
    ...some(
      'IpRanges',
      (each.cidrBlocks ?? []).map((CidrIp) => ({ CidrIp, Description })),
    ),
    ...some(
      'Ipv6Ranges',
      (each.ipv6CidrBlocks ?? []).map((CidrIpv6) => ({ CidrIpv6, Description })),
    ),
    ...some(
      'PrefixListIds',
      (each.prefixListIds ?? []).map((PrefixListId) => ({ PrefixListId, Description })),
    ),
    ...some(
      'UserIdGroupPairs',
      groups.map((GroupId) => ({ GroupId, Description })),
    ),
  };
}

function some<K extends string, T>(key: K, items: T[]): Partial<Record<K, T[]>> {
  return items.length > 0 ? ({ [key]: items } as Record<K, T[]>) : {};
}

/** AWS's permissions as rules: one per description, as a program writes them. */
function rulesOf(permissions: readonly IpPermission[] | undefined, id: string): InlineRule[] {
  return (permissions ?? []).flatMap((each) => {
    const byText = new Map<string, IpPermission>();
    const at = (description: string | undefined): IpPermission => {
      const known = byText.get(description ?? '') ?? {};
      byText.set(description ?? '', known);
      return known;
    };
    for (const range of each.IpRanges ?? []) (at(range.Description).IpRanges ??= []).push(range);
    for (const range of each.Ipv6Ranges ?? [])
      (at(range.Description).Ipv6Ranges ??= []).push(range);
    for (const entry of each.PrefixListIds ?? [])
      (at(entry.Description).PrefixListIds ??= []).push(entry);
    for (const pair of each.UserIdGroupPairs ?? [])
      (at(pair.Description).UserIdGroupPairs ??= []).push(pair);
    return [...byText].map(([description, part]) =>
      ruleOf({ ...each, ...part }, part, id, description),
    );
  });
}

function ruleOf(
  whole: IpPermission,
  part: IpPermission,
  id: string,
  description: string,
): InlineRule {
  const groups = (part.UserIdGroupPairs ?? []).map((pair) => must(pair.GroupId, 'GroupId'));
  const others = groups.filter((group) => group !== id);
  return {
    protocol: whole.IpProtocol ?? '-1',
    fromPort: whole.FromPort ?? 0,
    toPort: whole.ToPort ?? 0,
    ...some(
      'cidrBlocks',
      (part.IpRanges ?? []).map((range) => must(range.CidrIp, 'CidrIp')),
    ),
    ...some(
      'ipv6CidrBlocks',
      (part.Ipv6Ranges ?? []).map((range) => must(range.CidrIpv6, 'CidrIpv6')),
    ),
    ...some(
      'prefixListIds',
      (part.PrefixListIds ?? []).map((entry) => must(entry.PrefixListId, 'PrefixListId')),
    ),
    ...some('securityGroups', others),
    self: groups.includes(id),
    description,
  };
}
