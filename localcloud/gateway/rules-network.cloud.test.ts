import { ApplicationAutoScaling } from '@aws-sdk/client-application-auto-scaling';
import { EC2 } from '@aws-sdk/client-ec2';
import { ECS } from '@aws-sdk/client-ecs';
import { ServiceDiscovery } from '@aws-sdk/client-servicediscovery';
import { describe, expect, it } from '@jest/globals';
import { refusal, useGateway } from './testing/use-gateway.ts';

const tested = useGateway();

/** An account of its own per test: nothing one test makes is seen by another. */
function account(id: number, region?: string) {
  const options = tested.options(id, region);
  return {
    ec2: new EC2(options),
    ecs: new ECS(options),
    discovery: new ServiceDiscovery(options),
    scaling: new ApplicationAutoScaling(options),
  };
}

/** AWS's code alone, or `accepted`. */
async function refusalCode(call: Promise<unknown>): Promise<string> {
  return (await refusal(call)).split(':', 1)[0] ?? '';
}

async function vpc(ec2: EC2, CidrBlock = '10.0.0.0/16'): Promise<string> {
  return (await ec2.createVpc({ CidrBlock })).Vpc?.VpcId ?? '';
}

async function subnetOf(ec2: EC2, VpcId: string): Promise<string> {
  const made = await ec2.createSubnet({ VpcId, CidrBlock: '10.0.0.0/24' });
  return made.Subnet?.SubnetId ?? '';
}

async function peering(ec2: EC2, VpcId: string, PeerVpcId: string, PeerRegion?: string) {
  const made = await ec2.createVpcPeeringConnection({ VpcId, PeerVpcId, PeerRegion });
  const id = made.VpcPeeringConnection?.VpcPeeringConnectionId ?? '';
  const status = async () => {
    const found = await ec2.describeVpcPeeringConnections({ VpcPeeringConnectionIds: [id] });
    return found.VpcPeeringConnections?.[0]?.Status;
  };
  return { id, status };
}

describe('what is in use stays', () => {
  it('a VPC with a route table, a network ACL or an endpoint, and a table that routes a subnet', async () => {
    const { ec2 } = account(1);
    const VpcId = await vpc(ec2);
    const table = (await ec2.createRouteTable({ VpcId })).RouteTable?.RouteTableId ?? '';
    expect(await refusalCode(ec2.deleteVpc({ VpcId }))).toBe('DependencyViolation');
    const SubnetId = await subnetOf(ec2, VpcId);
    const { AssociationId } = await ec2.associateRouteTable({ RouteTableId: table, SubnetId });
    const drop = () => ec2.deleteRouteTable({ RouteTableId: table });
    expect(await refusalCode(drop())).toBe('DependencyViolation');
    await ec2.disassociateRouteTable({ AssociationId });
    expect(await refusalCode(drop())).toBe('accepted');
    await ec2.deleteSubnet({ SubnetId });
    const acl = (await ec2.createNetworkAcl({ VpcId })).NetworkAcl?.NetworkAclId;
    expect(await refusalCode(ec2.deleteVpc({ VpcId }))).toBe('DependencyViolation');
    await ec2.deleteNetworkAcl({ NetworkAclId: acl });
    expect(await refusalCode(ec2.deleteVpc({ VpcId }))).toBe('accepted');
  });

  it('a network ACL with subnets, and the default one', async () => {
    const { ec2 } = account(2);
    const VpcId = await vpc(ec2);
    const SubnetId = await subnetOf(ec2, VpcId);
    const Filters = [{ Name: 'association.subnet-id', Values: [SubnetId] }];
    const first = (await ec2.describeNetworkAcls({ Filters })).NetworkAcls?.[0];
    expect(first?.IsDefault).toBe(true);
    const acl = (await ec2.createNetworkAcl({ VpcId })).NetworkAcl?.NetworkAclId;
    const AssociationId = first?.Associations?.[0]?.NetworkAclAssociationId;
    await ec2.replaceNetworkAclAssociation({ AssociationId, NetworkAclId: acl });
    expect(await refusalCode(ec2.deleteNetworkAcl({ NetworkAclId: acl }))).toBe(
      'DependencyViolation',
    );
    const own = ec2.deleteNetworkAcl({ NetworkAclId: first?.NetworkAclId });
    expect(await refusalCode(own)).toBe('InvalidParameterValue');
  });

  it('subnet and security group of an endpoint', async () => {
    const { ec2 } = account(3);
    const VpcId = await vpc(ec2);
    const SubnetId = await subnetOf(ec2, VpcId);
    const names = { GroupName: 'endpoints', Description: 'endpoints' };
    const GroupId = (await ec2.createSecurityGroup({ VpcId, ...names })).GroupId ?? '';
    const made = await ec2.createVpcEndpoint({
      ...{
        VpcId,
        ServiceName: 'com.amazonaws.eu-west-1.logs',
        VpcEndpointType: 'Interface' as const,
      },
      ...{ SubnetIds: [SubnetId], SecurityGroupIds: [GroupId] },
    });
    expect(await refusalCode(ec2.deleteSubnet({ SubnetId }))).toBe('DependencyViolation');
    expect(await refusalCode(ec2.deleteSecurityGroup({ GroupId }))).toBe('DependencyViolation');
    await ec2.deleteVpcEndpoints({ VpcEndpointIds: [made.VpcEndpoint?.VpcEndpointId ?? ''] });
    expect(await refusalCode(ec2.deleteSecurityGroup({ GroupId }))).toBe('accepted');
    expect(await refusalCode(ec2.deleteSubnet({ SubnetId }))).toBe('accepted');
  });

  it("the address of a NAT gateway, and a namespace's services", async () => {
    const { ec2, discovery } = account(4);
    const VpcId = await vpc(ec2);
    const SubnetId = await subnetOf(ec2, VpcId);
    const { AllocationId } = await ec2.allocateAddress({ Domain: 'vpc' });
    const { NatGateway } = await ec2.createNatGateway({ SubnetId, AllocationId });
    expect(await refusalCode(ec2.releaseAddress({ AllocationId }))).toBe('InvalidIPAddress.InUse');
    await ec2.deleteNatGateway({ NatGatewayId: NatGateway?.NatGatewayId });
    expect(await refusalCode(ec2.releaseAddress({ AllocationId }))).toBe('accepted');

    const made = await discovery.createPrivateDnsNamespace({ Name: 'a.internal', Vpc: VpcId });
    const { Operation } = await discovery.getOperation({ OperationId: made.OperationId ?? '' });
    const NamespaceId = Operation?.Targets?.NAMESPACE ?? '';
    const DnsConfig = { NamespaceId, DnsRecords: [{ Type: 'A' as const, TTL: 10 }] };
    const { Service } = await discovery.createService({ Name: 'api', DnsConfig });
    const again = discovery.createService({ Name: 'api', DnsConfig });
    expect(await refusalCode(again)).toBe('ServiceAlreadyExists');
    expect(await refusalCode(discovery.deleteNamespace({ Id: NamespaceId }))).toBe('ResourceInUse');
    const instance = { ServiceId: Service?.Id, InstanceId: 'a' };
    await discovery.registerInstance({
      ...instance,
      Attributes: { AWS_INSTANCE_IPV4: '10.0.0.1' },
    });
    expect(await refusalCode(discovery.deleteService({ Id: Service?.Id }))).toBe('ResourceInUse');
  });
});

describe('what is there is not made twice', () => {
  it('routes, ACL entries, flow logs and endpoints', async () => {
    const { ec2 } = account(5);
    const VpcId = await vpc(ec2);
    const RouteTableId = (await ec2.createRouteTable({ VpcId })).RouteTable?.RouteTableId ?? '';
    const own = { RouteTableId, DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'igw-1' };
    expect(await refusalCode(ec2.createRoute(own))).toBe('RouteAlreadyExists');
    const absent = { ...own, DestinationCidrBlock: '10.9.0.0/16' };
    expect(await refusalCode(ec2.replaceRoute(absent))).toBe('InvalidParameterValue');

    const acl = (await ec2.createNetworkAcl({ VpcId })).NetworkAcl?.NetworkAclId;
    const entry = {
      ...{ NetworkAclId: acl, RuleNumber: 100, Egress: false, RuleAction: 'allow' as const },
      ...{ Protocol: '6', CidrBlock: '0.0.0.0/0', PortRange: { From: 80, To: 80 } },
    };
    expect(await refusalCode(ec2.createNetworkAclEntry(entry))).toBe('accepted');
    const twice = ec2.createNetworkAclEntry(entry);
    expect(await refusalCode(twice)).toBe('NetworkAclEntryAlreadyExists');

    const log = {
      ...{ ResourceIds: [VpcId], ResourceType: 'VPC' as const, TrafficType: 'ALL' as const },
      LogDestination: 'arn:aws:logs:eu-west-1:222222222225:log-group:a',
    };
    expect(await refusalCode(ec2.createFlowLogs(log))).toBe('InvalidParameter');
    const DeliverLogsPermissionArn = 'arn:aws:iam::222222222225:role/a';
    await ec2.createFlowLogs({ ...log, DeliverLogsPermissionArn });
    const answer = await ec2.createFlowLogs({ ...log, DeliverLogsPermissionArn });
    expect(answer.Unsuccessful?.[0]?.Error?.Code).toBe('FlowLogAlreadyExists');

    const s3 = {
      ...{ VpcId, ServiceName: 'com.amazonaws.eu-west-1.s3' },
      RouteTableIds: [RouteTableId],
    };
    expect(await refusalCode(ec2.createVpcEndpoint(s3))).toBe('accepted');
    expect(await refusalCode(ec2.createVpcEndpoint(s3))).toBe('RouteAlreadyExists');
    const unknown = { ...s3, ServiceName: 'com.amazonaws.us-east-1.s3' };
    expect(await refusalCode(ec2.createVpcEndpoint(unknown))).toBe('InvalidServiceName');
  });
});

describe('peering', () => {
  it('fails between overlapping ranges, in the same region and in another', async () => {
    const { ec2 } = account(6);
    const [one, two] = [await vpc(ec2), await vpc(ec2, '10.0.128.0/17')];
    const far = await vpc(account(6, 'eu-west-2').ec2);
    for (const { status } of [
      await peering(ec2, one, two),
      await peering(ec2, one, far, 'eu-west-2'),
    ])
      expect(await status()).toMatchObject({
        Code: 'failed',
        Message: 'Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range',
      });
  });

  it('is accepted by the other side only, and routes lead nowhere until then and afterwards', async () => {
    const [{ ec2 }, { ec2: there }] = [account(7), account(7, 'eu-west-2')];
    const [own, far] = [await vpc(ec2), await vpc(there, '10.1.0.0/16')];
    const { id, status } = await peering(ec2, own, far, 'eu-west-2');
    const call = { VpcPeeringConnectionId: id };
    const RouteTableId =
      (await ec2.createRouteTable({ VpcId: own })).RouteTable?.RouteTableId ?? '';
    const route = { RouteTableId, DestinationCidrBlock: '10.1.0.0/16' };
    const state = async () => {
      const found = await ec2.describeRouteTables({ RouteTableIds: [RouteTableId] });
      const routes = found.RouteTables?.[0]?.Routes ?? [];
      return routes.find((one) => one.DestinationCidrBlock === '10.1.0.0/16')?.State;
    };
    const none = ec2.createRoute({ ...route, VpcPeeringConnectionId: 'pcx-0' });
    expect(await refusalCode(none)).toBe('InvalidVpcPeeringConnectionID.NotFound');
    await ec2.createRoute({ ...route, ...call });
    expect(await state()).toBe('blackhole');
    const options = { AccepterPeeringConnectionOptions: { AllowDnsResolutionFromRemoteVpc: true } };
    const early = ec2.modifyVpcPeeringConnectionOptions({ ...call, ...options });
    expect(await refusalCode(early)).toBe('OperationNotPermitted');
    expect(await refusalCode(ec2.acceptVpcPeeringConnection(call))).toBe('OperationNotPermitted');
    await there.acceptVpcPeeringConnection(call);
    expect([(await status())?.Code, await state()]).toEqual(['active', 'active']);
    await ec2.deleteVpcPeeringConnection(call);
    expect(await state()).toBe('blackhole');
    expect(await refusalCode(there.acceptVpcPeeringConnection(call))).toBe(
      'InvalidStateTransition',
    );
  });
});

const PLACE = {
  ServiceNamespace: 'ecs',
  ResourceId: 'service/shop/api',
  ScalableDimension: 'ecs:service:DesiredCount',
} as const;

describe('Application Auto Scaling', () => {
  it('wants a service that is there, a minimum below the maximum, and a target before all else', async () => {
    const { scaling } = account(8);
    const target = scaling.registerScalableTarget({ ...PLACE, MinCapacity: 1, MaxCapacity: 2 });
    await expect(target).rejects.toMatchObject({
      name: 'ValidationException',
      message: "ECS service doesn't exist: service/shop/api",
    });
    const action = { ...PLACE, ScheduledActionName: 'a', Schedule: 'rate(1 hour)' };
    const put = scaling.putScheduledAction(action);
    expect(await refusalCode(put)).toBe('ObjectNotFoundException');
    const drop = scaling.deregisterScalableTarget(PLACE);
    expect(await refusalCode(drop)).toBe('ObjectNotFoundException');
  });

  it('holds a target to its range and takes what belongs to it along', async () => {
    const { ec2, ecs, scaling } = account(9);
    const SubnetId = await subnetOf(ec2, await vpc(ec2));
    await ecs.createCluster({ clusterName: 'shop' });
    await ecs.registerTaskDefinition({
      ...{ family: 'api', cpu: '256', memory: '512', networkMode: 'awsvpc' as const },
      requiresCompatibilities: ['FARGATE'],
      containerDefinitions: [{ name: 'api', image: 'none' }],
    });
    await ecs.createService({
      ...{ cluster: 'shop', serviceName: 'api', taskDefinition: 'api', desiredCount: 0 },
      launchType: 'FARGATE',
      networkConfiguration: { awsvpcConfiguration: { subnets: [SubnetId] } },
    });
    const turned = scaling.registerScalableTarget({ ...PLACE, MinCapacity: 3, MaxCapacity: 2 });
    expect(await refusalCode(turned)).toBe('ValidationException');
    await scaling.registerScalableTarget({ ...PLACE, MinCapacity: 1, MaxCapacity: 2 });
    const metric = { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' } as const;
    const name = { ...PLACE, PolicyName: 'cpu', PolicyType: 'TargetTrackingScaling' } as const;
    expect(await refusalCode(scaling.putScalingPolicy(name))).toBe('ValidationException');
    await scaling.putScalingPolicy({
      ...name,
      TargetTrackingScalingPolicyConfiguration: {
        ...{ TargetValue: 70, PredefinedMetricSpecification: metric },
      },
    });
    await scaling.putScheduledAction({
      ...{ ...PLACE, ScheduledActionName: 'evening', Schedule: 'cron(0 18 * * ? *)' },
      ScalableTargetAction: { MinCapacity: 0, MaxCapacity: 0 },
    });
    // The service may go first: its target stays, as on AWS.
    await ecs.deleteService({ cluster: 'shop', service: 'api' });
    const left = async () => {
      const { ServiceNamespace } = PLACE;
      const policies = await scaling.describeScalingPolicies({ ServiceNamespace });
      const actions = await scaling.describeScheduledActions({ ServiceNamespace });
      return [policies.ScalingPolicies?.length, actions.ScheduledActions?.length];
    };
    expect(await left()).toEqual([1, 1]);
    await scaling.deregisterScalableTarget(PLACE);
    expect(await left()).toEqual([0, 0]);
  });
});
