import { TAGS, resource } from '../../resource.ts';
import { bool, num, str } from '../../schema/prop.ts';
import { retag, tagSpecification } from './tags.ts';
import { tagsFrom } from '../tags.ts';
import { must, remove, unless } from '../../aws.ts';
import type { Aws } from '../../aws.ts';
import { cidr } from '../rules.ts';

const NOT_FOUND = /^InvalidVpcID\.NotFound$/;

export const vpc = resource({
  token: 'aws:ec2/vpc:Vpc',
  shape: {
    cidrBlock: cidr(16, 28).computed().replaces(),
    instanceTenancy: str().oneOf('default', 'dedicated').defaultTo('default'),
    enableDnsSupport: bool().defaultTo(true),
    enableDnsHostnames: bool().computed(),
    ipv4IpamPoolId: str().local().replaces(),
    ipv4NetmaskLength: num().local().between(16, 28).replaces(),
    ...TAGS,
    arn: str().output(),
    ownerId: str().output(),
    dhcpOptionsId: str().output(),
    mainRouteTableId: str().output(),
    defaultRouteTableId: str().output(),
    defaultNetworkAclId: str().output(),
    defaultSecurityGroupId: str().output(),
  },
  faults: (inputs) =>
    inputs['cidrBlock'] === undefined && inputs['ipv4IpamPoolId'] === undefined
      ? [{ property: 'cidrBlock', reason: 'one of cidrBlock, ipv4IpamPoolId is required' }]
      : [],
  async create(aws, wanted, made) {
    const ec2 = await aws.ec2();
    const { Vpc } = await ec2.createVpc({
      CidrBlock: wanted.cidrBlock,
      InstanceTenancy: wanted.instanceTenancy as 'default',
      Ipv4IpamPoolId: wanted.ipv4IpamPoolId,
      Ipv4NetmaskLength: wanted.ipv4NetmaskLength,
      ...tagSpecification('vpc', wanted.tags),
    });
    const id = must(Vpc?.VpcId, 'VpcId');
    made(id);
    // New VPCs have DNS support and no DNS host names.
    if (!wanted.enableDnsSupport) await setAttribute(aws, id, 'EnableDnsSupport', false);
    if (wanted.enableDnsHostnames) await setAttribute(aws, id, 'EnableDnsHostnames', true);
    return id;
  },
  async read(aws, id) {
    const ec2 = await aws.ec2();
    const found = await unless(NOT_FOUND, ec2.describeVpcs({ VpcIds: [id] }));
    const it = found?.Vpcs?.[0];
    if (!it) return undefined;
    const [support, names, table, acl, group] = await Promise.all([
      ec2.describeVpcAttribute({ VpcId: id, Attribute: 'enableDnsSupport' }),
      ec2.describeVpcAttribute({ VpcId: id, Attribute: 'enableDnsHostnames' }),
      ec2.describeRouteTables({ Filters: [of(id), filter('association.main', 'true')] }),
      ec2.describeNetworkAcls({ Filters: [of(id), filter('default', 'true')] }),
      ec2.describeSecurityGroups({ Filters: [of(id), filter('group-name', 'default')] }),
    ]);
    const main = table.RouteTables?.[0]?.RouteTableId;
    return {
      cidrBlock: it.CidrBlock,
      instanceTenancy: it.InstanceTenancy,
      enableDnsSupport: support.EnableDnsSupport?.Value,
      enableDnsHostnames: names.EnableDnsHostnames?.Value,
      tags: tagsFrom(it.Tags),
      arn: `arn:aws:ec2:${aws.region}:${it.OwnerId ?? (await aws.account())}:vpc/${id}`,
      ownerId: it.OwnerId,
      dhcpOptionsId: it.DhcpOptionsId,
      mainRouteTableId: main,
      defaultRouteTableId: main,
      defaultNetworkAclId: acl.NetworkAcls?.[0]?.NetworkAclId,
      defaultSecurityGroupId: group.SecurityGroups?.[0]?.GroupId,
    };
  },
  async update(aws, { id, state, wanted, changed }) {
    if (changed('enableDnsSupport')) {
      await setAttribute(aws, id, 'EnableDnsSupport', wanted.enableDnsSupport);
    }
    if (changed('enableDnsHostnames')) {
      await setAttribute(aws, id, 'EnableDnsHostnames', wanted.enableDnsHostnames ?? false);
    }
    if (changed('instanceTenancy')) {
      await (await aws.ec2()).modifyVpcTenancy({ VpcId: id, InstanceTenancy: 'default' });
    }
    if (changed('tags')) await retag(aws, id, state.tags, wanted.tags);
  },
  async delete(aws, id) {
    const ec2 = await aws.ec2();
    await remove(aws, `VPC ${id}`, () => ec2.deleteVpc({ VpcId: id }), {
      gone: NOT_FOUND,
      busy: /^DependencyViolation$/,
    });
  },
});

async function setAttribute(
  aws: Aws,
  id: string,
  name: 'EnableDnsSupport' | 'EnableDnsHostnames',
  value: boolean,
): Promise<void> {
  await (await aws.ec2()).modifyVpcAttribute({ VpcId: id, [name]: { Value: value } });
}

const filter = (Name: string, value: string): { Name: string; Values: string[] } => ({
  Name,
  Values: [value],
});
const of = (vpcId: string): { Name: string; Values: string[] } => filter('vpc-id', vpcId);
