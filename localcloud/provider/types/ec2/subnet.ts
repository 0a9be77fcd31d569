import { TAGS, resource } from '../../resource.ts';
import { bool, str } from '../../schema/prop.ts';
import { retag, tagSpecification } from './tags.ts';
import { tagsFrom } from '../tags.ts';
import { must, remove, unless } from '../../aws.ts';
import { cidr } from '../rules.ts';

const NOT_FOUND = /^InvalidSubnetID\.NotFound$/;

export const subnet = resource({
  token: 'aws:ec2/subnet:Subnet',
  shape: {
    vpcId: str().required().replaces(),
    cidrBlock: cidr(16, 28).replaces(),
    availabilityZone: str().computed().replaces(),
    availabilityZoneId: str().computed().replaces(),
    mapPublicIpOnLaunch: bool().defaultTo(false),
    ...TAGS,
    arn: str().output(),
    ownerId: str().output(),
  },
  faults: (inputs) =>
    inputs['availabilityZone'] !== undefined && inputs['availabilityZoneId'] !== undefined
      ? [{ property: 'availabilityZone', reason: 'conflicts with availabilityZoneId' }]
      : [],
  async create(aws, wanted, made) {
    const ec2 = await aws.ec2();
    const { Subnet } = await ec2.createSubnet({
      VpcId: wanted.vpcId,
      CidrBlock: wanted.cidrBlock,
      AvailabilityZone: wanted.availabilityZone,
      AvailabilityZoneId: wanted.availabilityZoneId,
      ...tagSpecification('subnet', wanted.tags),
    });
    const id = must(Subnet?.SubnetId, 'SubnetId');
    made(id);
    await aws.until(`subnet ${id} available`, async () => {
      const found = await unless(NOT_FOUND, ec2.describeSubnets({ SubnetIds: [id] }));
      return found?.Subnets?.[0]?.State === 'available' ? true : undefined;
    });
    if (wanted.mapPublicIpOnLaunch) {
      await ec2.modifySubnetAttribute({ SubnetId: id, MapPublicIpOnLaunch: { Value: true } });
    }
    return id;
  },
  async read(aws, id) {
    const ec2 = await aws.ec2();
    const found = await unless(NOT_FOUND, ec2.describeSubnets({ SubnetIds: [id] }));
    const it = found?.Subnets?.[0];
    return (
      it && {
        vpcId: it.VpcId,
        cidrBlock: it.CidrBlock,
        availabilityZone: it.AvailabilityZone,
        availabilityZoneId: it.AvailabilityZoneId,
        mapPublicIpOnLaunch: it.MapPublicIpOnLaunch,
        tags: tagsFrom(it.Tags),
        arn: it.SubnetArn,
        ownerId: it.OwnerId,
      }
    );
  },
  async update(aws, { id, state, wanted, changed }) {
    if (changed('mapPublicIpOnLaunch')) {
      const MapPublicIpOnLaunch = { Value: wanted.mapPublicIpOnLaunch };
      await (await aws.ec2()).modifySubnetAttribute({ SubnetId: id, MapPublicIpOnLaunch });
    }
    if (changed('tags')) await retag(aws, id, state.tags, wanted.tags);
  },
  async delete(aws, id) {
    const ec2 = await aws.ec2();
    await remove(aws, `subnet ${id}`, () => ec2.deleteSubnet({ SubnetId: id }), {
      gone: NOT_FOUND,
      busy: /^DependencyViolation$/,
    });
  },
});
