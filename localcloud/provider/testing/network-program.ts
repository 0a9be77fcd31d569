import { Policy } from '@pulumi/aws/appautoscaling/policy.js';
import { ScheduledAction } from '@pulumi/aws/appautoscaling/scheduledAction.js';
import { Target } from '@pulumi/aws/appautoscaling/target.js';
import { LogGroup } from '@pulumi/aws/cloudwatch/logGroup.js';
import { FlowLog } from '@pulumi/aws/ec2/flowLog.js';
import { NetworkAcl } from '@pulumi/aws/ec2/networkAcl.js';
import { Route } from '@pulumi/aws/ec2/route.js';
import { RouteTable } from '@pulumi/aws/ec2/routeTable.js';
import { SecurityGroup } from '@pulumi/aws/ec2/securityGroup.js';
import { Subnet } from '@pulumi/aws/ec2/subnet.js';
import { Vpc } from '@pulumi/aws/ec2/vpc.js';
import { VpcEndpoint } from '@pulumi/aws/ec2/vpcEndpoint.js';
import { VpcPeeringConnection } from '@pulumi/aws/ec2/vpcPeeringConnection.js';
import { VpcPeeringConnectionAccepter } from '@pulumi/aws/ec2/vpcPeeringConnectionAccepter.js';
import { Cluster } from '@pulumi/aws/ecs/cluster.js';
import { Service as EcsService } from '@pulumi/aws/ecs/service.js';
import { TaskDefinition } from '@pulumi/aws/ecs/taskDefinition.js';
import { Role } from '@pulumi/aws/iam/role.js';
import { Provider } from '@pulumi/aws/provider.js';
import { PrivateDnsNamespace } from '@pulumi/aws/servicediscovery/privateDnsNamespace.js';
import { Service } from '@pulumi/aws/servicediscovery/service.js';

const tags = { 'macro:environment': 'test' };

/** What a run of the program may have other than the first one. */
export interface NetworkProgramValues {
  /** Port that the ACL lets in. @default 80 */
  readonly port?: number;
  /** Percent of CPU aimed at. @default 70 */
  readonly cpu?: number;
  /** Tasks at most. @default 4 */
  readonly max?: number;
  /** Seconds of a DNS answer. @default 10 */
  readonly ttl?: number;
  /** Subnets under the ACL and with an endpoint: 1 or 2. @default 2 */
  readonly subnets?: number;
}

/**
 * A network with an ACL, flow logs, endpoints, two peerings (this region, another one), a private zone and an
 * autoscaled service without tasks: every type of the families network, scaling and discovery.
 *
 * @param region Of the stack.
 * @param far Region of the other side of the second peering.
 */
export function networkProgram(region: string, far: string, values: NetworkProgramValues = {}) {
  return (): void => {
    const place = network(region, values);
    peering(place.vpc, far);
    scaled(place, values);
  };
}

function network(region: string, { port = 80, subnets: count = 2 }: NetworkProgramValues) {
  const vpc = new Vpc('own', { cidrBlock: '10.0.0.0/16', enableDnsHostnames: true, tags });
  const subnets = ['10.0.0.0/24', '10.0.1.0/24'].map(
    (cidrBlock, index) =>
      new Subnet(`own-${index}`, {
        ...{ vpcId: vpc.id, cidrBlock, tags },
        availabilityZone: `${region}${'ab'[index] ?? ''}`,
      }),
  );
  const ruled = subnets.slice(0, count).map(({ id }) => id);
  const anywhere = { action: 'allow', cidrBlock: '0.0.0.0/0' };
  new NetworkAcl('own', {
    ...{ vpcId: vpc.id, subnetIds: ruled, tags },
    ingress: [
      { ...anywhere, ruleNo: 100, protocol: 'tcp', fromPort: port, toPort: port },
      { ...anywhere, ruleNo: 110, protocol: 'udp', fromPort: 53, toPort: 53 },
      { ...anywhere, ruleNo: 120, protocol: 'icmp', fromPort: 0, toPort: 0, icmpType: 8 },
    ],
    egress: [{ ...anywhere, ruleNo: 100, protocol: '-1', fromPort: 0, toPort: 0 }],
  });
  const logs = new LogGroup('flows', { name: '/network/flows', retentionInDays: 7, tags });
  const trust = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { Service: 'vpc-flow-logs.amazonaws.com' },
      },
    ],
  };
  const role = new Role('flows', { assumeRolePolicy: JSON.stringify(trust), tags });
  new FlowLog('own', {
    ...{ vpcId: vpc.id, trafficType: 'ALL', tags },
    ...{ logDestination: logs.arn, iamRoleArn: role.arn },
  });
  const table = new RouteTable('own', { vpcId: vpc.id, tags });
  new VpcEndpoint('s3', {
    ...{ vpcId: vpc.id, serviceName: `com.amazonaws.${region}.s3`, tags },
    ...{ vpcEndpointType: 'Gateway', routeTableIds: [table.id] },
  });
  const group = new SecurityGroup('endpoints', { vpcId: vpc.id, description: 'endpoints', tags });
  new VpcEndpoint('logs', {
    ...{ vpcId: vpc.id, serviceName: `com.amazonaws.${region}.logs`, tags },
    ...{ vpcEndpointType: 'Interface', privateDnsEnabled: true },
    ...{ subnetIds: ruled, securityGroupIds: [group.id] },
  });
  return { vpc, subnets, table, group };
}

type Place = ReturnType<typeof network>;

function peering(vpc: Vpc, far: string): void {
  const near = new Vpc('near', { cidrBlock: '10.1.0.0/16', tags });
  const nearTable = new RouteTable('near', { vpcId: near.id, tags });
  const options = { allowRemoteVpcDnsResolution: true };
  const connection = new VpcPeeringConnection('near', {
    ...{ vpcId: vpc.id, peerVpcId: near.id, autoAccept: true, tags },
    ...{ accepter: options, requester: options },
  });
  new Route('near', {
    ...{ routeTableId: nearTable.id, destinationCidrBlock: '10.0.0.0/16' },
    vpcPeeringConnectionId: connection.id,
  });
  const there = new Vpc('far', { cidrBlock: '10.2.0.0/16', region: far, tags });
  const thereTable = new RouteTable('far', { vpcId: there.id, region: far, tags });
  const asked = new VpcPeeringConnection('far', {
    ...{ vpcId: vpc.id, peerVpcId: there.id, peerRegion: far, tags },
  });
  const accepter = new VpcPeeringConnectionAccepter('far', {
    ...{ vpcPeeringConnectionId: asked.id, region: far, autoAccept: true, tags },
  });
  new Route('far', {
    ...{ routeTableId: thereTable.id, region: far, destinationCidrBlock: '10.0.0.0/16' },
    vpcPeeringConnectionId: accepter.vpcPeeringConnectionId,
  });
}

function scaled(place: Place, { cpu = 70, max = 4, ttl = 10 }: NetworkProgramValues): void {
  const zone = new PrivateDnsNamespace('zone', {
    ...{ name: 'test.internal', vpc: place.vpc.id, description: 'test', tags },
  });
  const registry = new Service('api', {
    ...{ name: 'api', forceDestroy: true, tags },
    dnsConfig: { namespaceId: zone.id, dnsRecords: [{ type: 'A', ttl }] },
  });
  const cluster = new Cluster('shop', { name: 'shop', tags });
  const task = new TaskDefinition('api', {
    ...{ family: 'api', cpu: '256', memory: '512', networkMode: 'awsvpc', tags },
    requiresCompatibilities: ['FARGATE'],
    containerDefinitions: JSON.stringify([{ name: 'api', image: 'none', essential: true }]),
  });
  const service = new EcsService(
    'api',
    {
      ...{ name: 'api', cluster: cluster.arn, taskDefinition: task.arn, desiredCount: 0 },
      ...{ launchType: 'FARGATE', tags },
      networkConfiguration: {
        subnets: place.subnets.map(({ id }) => id),
        securityGroups: [place.group.id],
      },
      serviceRegistries: { registryArn: registry.arn },
    },
    { ignoreChanges: ['desiredCount'] },
  );
  const dimension = { serviceNamespace: 'ecs', scalableDimension: 'ecs:service:DesiredCount' };
  const target = new Target('api', {
    ...dimension,
    resourceId: service.name.apply((name) => `service/shop/${name}`),
    ...{ minCapacity: 1, maxCapacity: max, tags },
  });
  const at = { ...dimension, resourceId: target.resourceId };
  new Policy('cpu', {
    ...{ ...at, name: 'cpu', policyType: 'TargetTrackingScaling' },
    targetTrackingScalingPolicyConfiguration: {
      ...{ targetValue: cpu, scaleInCooldown: 600, scaleOutCooldown: 300 },
      predefinedMetricSpecification: { predefinedMetricType: 'ECSServiceAverageCPUUtilization' },
    },
  });
  new ScheduledAction('evening', {
    ...{ ...at, name: 'evening', schedule: 'cron(0 18 ? * MON-FRI *)', timezone: 'Europe/London' },
    scalableTargetAction: { minCapacity: 0, maxCapacity: 0 },
  });
}

/** A peering with another account's VPC, made and accepted there by a provider that takes on a role. */
export function accountPeeringProgram(region: string, account: string) {
  return (): void => {
    const roleArn = `arn:aws:iam::${account}:role/peering`;
    const provider = new Provider('other', { region, assumeRoles: [{ roleArn }] });
    const own = new Vpc('own', { cidrBlock: '10.0.0.0/16', tags });
    const theirs = new Vpc('theirs', { cidrBlock: '10.3.0.0/16', tags }, { provider });
    const table = new RouteTable('theirs', { vpcId: theirs.id, tags }, { provider });
    const asked = new VpcPeeringConnection('accounts', {
      ...{ vpcId: own.id, peerVpcId: theirs.id, peerOwnerId: account, tags },
    });
    const accepter = new VpcPeeringConnectionAccepter(
      'accounts',
      { vpcPeeringConnectionId: asked.id, autoAccept: true, tags },
      { provider },
    );
    new Route(
      'back',
      {
        ...{ routeTableId: table.id, destinationCidrBlock: '10.0.0.0/16' },
        vpcPeeringConnectionId: accepter.vpcPeeringConnectionId,
      },
      { provider },
    );
  };
}
