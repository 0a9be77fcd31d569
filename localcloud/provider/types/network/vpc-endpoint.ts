import type { ModifyVpcEndpointCommandInput, VpcEndpoint } from '@aws-sdk/client-ec2';
import { type Aws, must, remove, unless } from '../../aws.ts';
import { TAGS, resource } from '../../resource.ts';
import { type State, type TypeOf, bool, list, obj, set, str } from '../../schema/prop.ts';
import { policy } from '../rules.ts';
import { retag, tagSpecification } from '../ec2/tags.ts';
import { tagsFrom } from '../tags.ts';
import { refuse } from './flow-log.ts';

const NOT_FOUND = /^InvalidVpcEndpointId\.NotFound$/;

const dnsOptions = obj({
  dnsRecordIpType: str().oneOf('ipv4', 'dualstack', 'ipv6', 'service-defined').computed(),
  privateDnsOnlyForInboundResolverEndpoint: bool(),
});

const shape = {
  vpcId: str().required().replaces(),
  serviceName: str().required().replaces(),
  vpcEndpointType: str()
    .oneOf('Gateway', 'Interface', 'GatewayLoadBalancer')
    .defaultTo('Gateway')
    .replaces(),
  autoAccept: bool().local(),
  policy: policy().computed(),
  privateDnsEnabled: bool().computed(),
  ipAddressType: str().oneOf('ipv4', 'dualstack', 'ipv6').computed(),
  dnsOptions: dnsOptions.computed(),
  routeTableIds: set(str()).computed(),
  subnetIds: set(str()).computed(),
  securityGroupIds: set(str()).computed(),
  ...TAGS,
  arn: str().output(),
  cidrBlocks: list(str()).output(),
  dnsEntries: list(obj({ dnsName: str(), hostedZoneId: str() })).output(),
  networkInterfaceIds: list(str()).output(),
  ownerId: str().output(),
  prefixListId: str().output(),
  requesterManaged: bool().output(),
  serviceRegion: str().output(),
  state: str().output(),
} as const;

export const vpcEndpoint = resource({
  token: 'aws:ec2/vpcEndpoint:VpcEndpoint',
  shape,
  async create(aws, wanted, made) {
    const ec2 = await aws.ec2();
    const answer = await ec2.createVpcEndpoint({
      VpcId: wanted.vpcId,
      ServiceName: wanted.serviceName,
      VpcEndpointType: wanted.vpcEndpointType as 'Gateway',
      PolicyDocument: wanted.policy,
      PrivateDnsEnabled: wanted.privateDnsEnabled,
      IpAddressType: wanted.ipAddressType as 'ipv4' | undefined,
      ...dnsRequest(wanted.dnsOptions),
      RouteTableIds: wanted.routeTableIds && [...wanted.routeTableIds],
      SubnetIds: wanted.subnetIds && [...wanted.subnetIds],
      SecurityGroupIds: wanted.securityGroupIds && [...wanted.securityGroupIds],
      ...tagSpecification('vpc-endpoint', wanted.tags),
    });
    const id = must(answer.VpcEndpoint?.VpcEndpointId, 'VpcEndpointId');
    made(id);
    if (wanted.autoAccept === true) await accept(aws, id, wanted.serviceName);
    await settled(aws, id);
    return id;
  },
  async read(aws, id) {
    const it = await endpointOf(aws, id);
    if (!it) return undefined;
    const ownerId = it.OwnerId ?? (await aws.account());
    return {
      ...describe(it),
      ...(await prefixList(aws, it)),
      arn: `arn:aws:ec2:${aws.region}:${ownerId}:vpc-endpoint/${id}`,
      ownerId,
    };
  },
  async update(aws, { id, state, wanted, changed }) {
    const ec2 = await aws.ec2();
    if (changed('autoAccept') && wanted.autoAccept === true)
      await accept(aws, id, wanted.serviceName);
    if (changed(...MODIFIED)) {
      await ec2.modifyVpcEndpoint({ VpcEndpointId: id, ...modification(state, wanted, changed) });
      await settled(aws, id);
    }
    if (changed('tags')) await retag(aws, id, state.tags, wanted.tags);
  },
  async delete(aws, id) {
    const ec2 = await aws.ec2();
    const call = async (): Promise<void> => {
      refuse((await ec2.deleteVpcEndpoints({ VpcEndpointIds: [id] })).Unsuccessful);
    };
    await remove(aws, `endpoint ${id}`, call, { gone: NOT_FOUND });
    await aws.until(`endpoint ${id} deleted`, async () =>
      (await endpointOf(aws, id)) ? undefined : true,
    );
  },
});

const MODIFIED = [
  'policy',
  'privateDnsEnabled',
  'ipAddressType',
  'dnsOptions',
  'routeTableIds',
  'subnetIds',
  'securityGroupIds',
] as const;

type Modifiable = Pick<State<typeof shape>, (typeof MODIFIED)[number]>;

function modification(
  state: Modifiable,
  wanted: Modifiable,
  changed: (...keys: (typeof MODIFIED)[number][]) => boolean,
): Omit<ModifyVpcEndpointCommandInput, 'VpcEndpointId'> {
  return {
    ...(changed('policy')
      ? wanted.policy === undefined
        ? { ResetPolicy: true }
        : { PolicyDocument: wanted.policy }
      : {}),
    ...(changed('privateDnsEnabled') ? { PrivateDnsEnabled: wanted.privateDnsEnabled } : {}),
    ...(changed('ipAddressType') ? { IpAddressType: wanted.ipAddressType as 'ipv4' } : {}),
    ...(changed('dnsOptions') ? dnsRequest(wanted.dnsOptions) : {}),
    AddRouteTableIds: missingFrom(state.routeTableIds, wanted.routeTableIds),
    RemoveRouteTableIds: missingFrom(wanted.routeTableIds, state.routeTableIds),
    AddSubnetIds: missingFrom(state.subnetIds, wanted.subnetIds),
    RemoveSubnetIds: missingFrom(wanted.subnetIds, state.subnetIds),
    AddSecurityGroupIds: missingFrom(state.securityGroupIds, wanted.securityGroupIds),
    RemoveSecurityGroupIds: missingFrom(wanted.securityGroupIds, state.securityGroupIds),
  };
}

/** Those of `all` that `some` has not; nothing where the program does not say what it wants. */
function missingFrom(
  some: readonly string[] | undefined,
  all: readonly string[] | undefined,
): string[] | undefined {
  if (some === undefined || all === undefined) return undefined;
  const found = all.filter((one) => !some.includes(one));
  return found.length === 0 ? undefined : found;
}

function dnsRequest(options: TypeOf<typeof dnsOptions> | undefined) {
  if (options === undefined) return {};
  const only = options.privateDnsOnlyForInboundResolverEndpoint;
  return {
    DnsOptions: {
      DnsRecordIpType: options.dnsRecordIpType as 'ipv4' | undefined,
      ...(only === undefined ? {} : { PrivateDnsOnlyForInboundResolverEndpoint: only }),
    },
  };
}

function describe(it: VpcEndpoint) {
  return {
    vpcId: it.VpcId,
    serviceName: it.ServiceName,
    vpcEndpointType: it.VpcEndpointType,
    policy: it.PolicyDocument,
    privateDnsEnabled: it.PrivateDnsEnabled ?? false,
    ipAddressType: it.IpAddressType,
    dnsOptions: it.DnsOptions && {
      dnsRecordIpType: it.DnsOptions.DnsRecordIpType,
      privateDnsOnlyForInboundResolverEndpoint:
        it.DnsOptions.PrivateDnsOnlyForInboundResolverEndpoint,
    },
    routeTableIds: it.RouteTableIds ?? [],
    subnetIds: it.SubnetIds ?? [],
    securityGroupIds: (it.Groups ?? []).map(({ GroupId }) => GroupId ?? ''),
    tags: tagsFrom(it.Tags),
    dnsEntries: (it.DnsEntries ?? []).map((each) => ({
      dnsName: each.DnsName ?? '',
      hostedZoneId: each.HostedZoneId ?? '',
    })),
    networkInterfaceIds: it.NetworkInterfaceIds ?? [],
    requesterManaged: it.RequesterManaged ?? false,
    serviceRegion: it.ServiceRegion,
    state: it.State,
  };
}

/** Addresses of a gateway endpoint's service, as routes and security groups name them. */
async function prefixList(aws: Aws, it: VpcEndpoint) {
  if (it.VpcEndpointType !== 'Gateway') return {};
  const ec2 = await aws.ec2();
  const Filters = [{ Name: 'prefix-list-name', Values: [it.ServiceName ?? ''] }];
  const found = (await ec2.describePrefixLists({ Filters })).PrefixLists?.[0];
  return { prefixListId: found?.PrefixListId, cidrBlocks: found?.Cidrs ?? [] };
}

async function endpointOf(aws: Aws, id: string): Promise<VpcEndpoint | undefined> {
  const ec2 = await aws.ec2();
  const call = ec2.describeVpcEndpoints({ VpcEndpointIds: [id] });
  const it = (await unless(NOT_FOUND, call))?.VpcEndpoints?.[0];
  return it?.State?.toLowerCase() === 'deleted' ? undefined : it;
}

/** Waits until the endpoint works, or someone else has to accept it. */
async function settled(aws: Aws, id: string): Promise<void> {
  await aws.until(`endpoint ${id} available`, async () => {
    const it = await endpointOf(aws, id);
    const state = it?.State?.toLowerCase() ?? '';
    if (/^(failed|rejected|expired)$/.test(state))
      throw new Error(`endpoint ${id} is ${state}: ${it?.LastError?.Message ?? 'no reason given'}`);
    return /^(available|pendingacceptance)$/.test(state) ? true : undefined;
  });
}

async function accept(aws: Aws, id: string, serviceName: string): Promise<void> {
  const ec2 = await aws.ec2();
  const it = await endpointOf(aws, id);
  if (it?.State?.toLowerCase() !== 'pendingacceptance') return;
  const Filters = [{ Name: 'service-name', Values: [serviceName] }];
  const services = await ec2.describeVpcEndpointServiceConfigurations({ Filters });
  const ServiceId = must(services.ServiceConfigurations?.[0]?.ServiceId, 'ServiceId');
  const answer = await ec2.acceptVpcEndpointConnections({ ServiceId, VpcEndpointIds: [id] });
  refuse(answer.Unsuccessful);
}
