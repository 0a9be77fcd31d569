import { type Aws, must, remove, unless } from '../../aws.ts';
import { TAGS, resource } from '../../resource.ts';
import { retag, tagSpecification } from './tags.ts';
import { tagsFrom } from '../tags.ts';
import { str } from '../../schema/prop.ts';

const NO_GATEWAY = /^InvalidInternetGatewayID\.NotFound$/;
const BUSY = /^DependencyViolation$/;

export const internetGateway = resource({
  token: 'aws:ec2/internetGateway:InternetGateway',
  shape: {
    vpcId: str().computed(),
    ...TAGS,
    arn: str().output(),
    ownerId: str().output(),
  },
  async create(aws, wanted, made) {
    const ec2 = await aws.ec2();
    const answer = await ec2.createInternetGateway(
      tagSpecification('internet-gateway', wanted.tags),
    );
    const id = must(answer.InternetGateway?.InternetGatewayId, 'InternetGatewayId');
    made(id);
    if (wanted.vpcId !== undefined) {
      await ec2.attachInternetGateway({ InternetGatewayId: id, VpcId: wanted.vpcId });
    }
    return id;
  },
  async read(aws, id) {
    const ec2 = await aws.ec2();
    const call = ec2.describeInternetGateways({ InternetGatewayIds: [id] });
    const it = (await unless(NO_GATEWAY, call))?.InternetGateways?.[0];
    if (!it) return undefined;
    const ownerId = it.OwnerId ?? (await aws.account());
    return {
      vpcId: it.Attachments?.[0]?.VpcId,
      tags: tagsFrom(it.Tags),
      arn: `arn:aws:ec2:${aws.region}:${ownerId}:internet-gateway/${id}`,
      ownerId,
    };
  },
  async update(aws, { id, state, wanted, changed }) {
    if (changed('vpcId')) {
      await detach(aws, id, state.vpcId);
      const attach = { InternetGatewayId: id, VpcId: must(wanted.vpcId, 'vpcId') };
      await (await aws.ec2()).attachInternetGateway(attach);
    }
    if (changed('tags')) await retag(aws, id, state.tags, wanted.tags);
  },
  async delete(aws, id, state) {
    const ec2 = await aws.ec2();
    await detach(aws, id, state.vpcId);
    const call = (): Promise<unknown> => ec2.deleteInternetGateway({ InternetGatewayId: id });
    await remove(aws, `internet gateway ${id}`, call, { gone: NO_GATEWAY, busy: BUSY });
  },
});

async function detach(aws: Aws, id: string, vpcId: string | undefined): Promise<void> {
  if (vpcId === undefined) return;
  const ec2 = await aws.ec2();
  const call = (): Promise<unknown> =>
    ec2.detachInternetGateway({ InternetGatewayId: id, VpcId: vpcId });
  const gone = /^(Gateway\.NotAttached|InvalidInternetGatewayID\.NotFound|InvalidVpcID\.NotFound)$/;
  await remove(aws, `attachment of internet gateway ${id}`, call, { gone, busy: BUSY });
}

const NO_ADDRESS = /^(InvalidAllocationID\.NotFound|InvalidAddress\.NotFound)$/;

export const eip = resource({
  token: 'aws:ec2/eip:Eip',
  shape: {
    domain: str().oneOf('vpc', 'standard').computed().replaces(),
    networkBorderGroup: str().computed().replaces(),
    publicIpv4Pool: str().computed().replaces(),
    ...TAGS,
    allocationId: str().output(),
    associationId: str().output(),
    arn: str().output(),
    publicIp: str().output(),
    privateIp: str().output(),
    instance: str().output(),
    networkInterface: str().output(),
  },
  async create(aws, wanted) {
    const answer = await (
      await aws.ec2()
    ).allocateAddress({
      Domain: (wanted.domain ?? 'vpc') as 'vpc',
      NetworkBorderGroup: wanted.networkBorderGroup,
      PublicIpv4Pool: wanted.publicIpv4Pool,
      ...tagSpecification('elastic-ip', wanted.tags),
    });
    return must(answer.AllocationId, 'AllocationId');
  },
  async read(aws, id) {
    const ec2 = await aws.ec2();
    const it = (await unless(NO_ADDRESS, ec2.describeAddresses({ AllocationIds: [id] })))
      ?.Addresses?.[0];
    return (
      it && {
        domain: it.Domain,
        networkBorderGroup: it.NetworkBorderGroup,
        publicIpv4Pool: it.PublicIpv4Pool,
        tags: tagsFrom(it.Tags),
        allocationId: it.AllocationId,
        associationId: it.AssociationId,
        arn: `arn:aws:ec2:${aws.region}:${await aws.account()}:elastic-ip/${id}`,
        publicIp: it.PublicIp,
        privateIp: it.PrivateIpAddress,
        instance: it.InstanceId,
        networkInterface: it.NetworkInterfaceId,
      }
    );
  },
  async update(aws, { id, state, wanted, changed }) {
    if (changed('tags')) await retag(aws, id, state.tags, wanted.tags);
  },
  async delete(aws, id) {
    const ec2 = await aws.ec2();
    await remove(aws, `address ${id}`, () => ec2.releaseAddress({ AllocationId: id }), {
      gone: NO_ADDRESS,
      busy: /^(AuthFailure|InvalidIPAddress\.InUse)$/, // still on the way out of a NAT gateway
    });
  },
});

const NO_NAT = /^NatGatewayNotFound$/;

export const natGateway = resource({
  token: 'aws:ec2/natGateway:NatGateway',
  shape: {
    subnetId: str().required().replaces(),
    allocationId: str().replaces(),
    connectivityType: str().oneOf('public', 'private').defaultTo('public').replaces(),
    privateIp: str().computed().replaces(),
    ...TAGS,
    associationId: str().output(),
    networkInterfaceId: str().output(),
    publicIp: str().output(),
  },
  async create(aws, wanted, made) {
    const ec2 = await aws.ec2();
    const answer = await ec2.createNatGateway({
      SubnetId: wanted.subnetId,
      AllocationId: wanted.allocationId,
      ConnectivityType: wanted.connectivityType as 'public',
      PrivateIpAddress: wanted.privateIp,
      ...tagSpecification('natgateway', wanted.tags),
    });
    const id = must(answer.NatGateway?.NatGatewayId, 'NatGatewayId');
    made(id);
    await aws.until(`NAT gateway ${id} available`, async () => {
      const it = (await ec2.describeNatGateways({ NatGatewayIds: [id] })).NatGateways?.[0];
      if (it?.State === 'failed')
        throw new Error(`${it.FailureCode ?? ''}: ${it.FailureMessage ?? ''}`);
      return it?.State === 'available' ? true : undefined;
    });
    return id;
  },
  async read(aws, id) {
    const it = await natOf(aws, id);
    const address = it?.NatGatewayAddresses?.[0];
    return (
      it && {
        subnetId: it.SubnetId,
        allocationId: address?.AllocationId,
        connectivityType: it.ConnectivityType ?? 'public',
        privateIp: address?.PrivateIp,
        tags: tagsFrom(it.Tags),
        associationId: address?.AssociationId,
        networkInterfaceId: address?.NetworkInterfaceId,
        publicIp: address?.PublicIp,
      }
    );
  },
  async update(aws, { id, state, wanted, changed }) {
    if (changed('tags')) await retag(aws, id, state.tags, wanted.tags);
  },
  async delete(aws, id) {
    const ec2 = await aws.ec2();
    const call = (): Promise<unknown> => ec2.deleteNatGateway({ NatGatewayId: id });
    await remove(aws, `NAT gateway ${id}`, call, { gone: NO_NAT });
    await aws.until(`NAT gateway ${id} deleted`, async () =>
      (await natOf(aws, id)) ? undefined : true,
    );
  },
});

async function natOf(aws: Aws, id: string) {
  const ec2 = await aws.ec2();
  const it = (await unless(NO_NAT, ec2.describeNatGateways({ NatGatewayIds: [id] })))
    ?.NatGateways?.[0];
  return it?.State === 'deleted' ? undefined : it;
}
