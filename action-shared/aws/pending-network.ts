import {
  DescribeAddressesCommand,
  DescribeFlowLogsCommand,
  DescribeInternetGatewaysCommand,
  DescribeNatGatewaysCommand,
  DescribeNetworkAclsCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
  type Filter,
} from '@aws-sdk/client-ec2';
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeTargetGroupsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { listenerRules } from './listeners.ts';
import { only, optionalText, tagsOf, text, type Finder } from './pending-finder.ts';

type Inputs = Readonly<Record<string, unknown>>;

/** EC2 sets tags in the call that creates; what carries all of the inputs' tags is the resource. */
function tagFilters(inputs: Inputs): Filter[] {
  const tags = tagsOf(inputs);
  if (tags['Name'] === undefined && tags['macro-infra:stack'] === undefined) {
    throw new Error('it has no name and no tags to be found by');
  }
  return Object.entries(tags).map(([key, value]) => ({ Name: `tag:${key}`, Values: [value] }));
}

const vpc: Finder = async (inputs, clients) => {
  const Filters = [
    ...tagFilters(inputs),
    { Name: 'cidr-block-association.cidr-block', Values: [text(inputs, 'cidrBlock')] },
  ];
  const { Vpcs } = await (await clients.ec2()).send(new DescribeVpcsCommand({ Filters }));
  return only(
    (Vpcs ?? []).map((one) => one.VpcId),
    'VPCs',
  );
};

const subnet: Finder = async (inputs, clients) => {
  const Filters = [
    { Name: 'vpc-id', Values: [text(inputs, 'vpcId')] },
    { Name: 'cidr-block', Values: [text(inputs, 'cidrBlock')] },
  ];
  const { Subnets } = await (await clients.ec2()).send(new DescribeSubnetsCommand({ Filters }));
  return only(
    (Subnets ?? []).map((one) => one.SubnetId),
    'subnets',
  );
};

const internetGateway: Finder = async (inputs, clients) => {
  const Filters = tagFilters(inputs);
  const found = await (await clients.ec2()).send(new DescribeInternetGatewaysCommand({ Filters }));
  return only(
    (found.InternetGateways ?? []).map((one) => one.InternetGatewayId),
    'gateways',
  );
};

const natGateway: Finder = async (inputs, clients) => {
  const Filter = [
    { Name: 'subnet-id', Values: [text(inputs, 'subnetId')] },
    { Name: 'state', Values: ['pending', 'available'] },
  ];
  const found = await (await clients.ec2()).send(new DescribeNatGatewaysCommand({ Filter }));
  return only(
    (found.NatGateways ?? []).map((one) => one.NatGatewayId),
    'NAT gateways',
  );
};

const elasticIp: Finder = async (inputs, clients) => {
  const Filters = tagFilters(inputs);
  const { Addresses } = await (await clients.ec2()).send(new DescribeAddressesCommand({ Filters }));
  return only(
    (Addresses ?? []).map((one) => one.AllocationId),
    'addresses',
  );
};

const routeTable: Finder = async (inputs, clients) => {
  const Filters = [...tagFilters(inputs), { Name: 'vpc-id', Values: [text(inputs, 'vpcId')] }];
  const found = await (await clients.ec2()).send(new DescribeRouteTablesCommand({ Filters }));
  return only(
    (found.RouteTables ?? []).map((one) => one.RouteTableId),
    'route tables',
  );
};

const route: Finder = async (inputs, clients) => {
  const table = text(inputs, 'routeTableId');
  const destination = text(inputs, 'destinationCidrBlock');
  const request = new DescribeRouteTablesCommand({ RouteTableIds: [table] });
  const { RouteTables } = await (await clients.ec2()).send(request);
  const routes = RouteTables?.[0]?.Routes ?? [];
  const there = routes.some((one) => one.DestinationCidrBlock === destination);
  return there ? `${table}_${destination}` : null;
};

const routeTableAssociation: Finder = async (inputs, clients) => {
  const table = text(inputs, 'routeTableId');
  const subnetId = text(inputs, 'subnetId');
  const request = new DescribeRouteTablesCommand({ RouteTableIds: [table] });
  const { RouteTables } = await (await clients.ec2()).send(request);
  const associations = RouteTables?.[0]?.Associations ?? [];
  const there = associations.some((one) => one.SubnetId === subnetId);
  return there ? `${subnetId}/${table}` : null;
};

const networkAcl: Finder = async (inputs, clients) => {
  const Filters = [
    ...tagFilters(inputs),
    { Name: 'vpc-id', Values: [text(inputs, 'vpcId')] },
    { Name: 'default', Values: ['false'] },
  ];
  const { NetworkAcls } = await (
    await clients.ec2()
  ).send(new DescribeNetworkAclsCommand({ Filters }));
  return only(
    (NetworkAcls ?? []).map((one) => one.NetworkAclId),
    'network ACLs',
  );
};

const flowLog: Finder = async (inputs, clients) => {
  const Filter = [...tagFilters(inputs), { Name: 'resource-id', Values: [text(inputs, 'vpcId')] }];
  const { FlowLogs } = await (await clients.ec2()).send(new DescribeFlowLogsCommand({ Filter }));
  return only(
    (FlowLogs ?? []).map((one) => one.FlowLogId),
    'flow logs',
  );
};

const vpcEndpoint: Finder = async (inputs, clients) => {
  const Filters = [
    { Name: 'vpc-id', Values: [text(inputs, 'vpcId')] },
    { Name: 'service-name', Values: [text(inputs, 'serviceName')] },
    { Name: 'vpc-endpoint-state', Values: ['pending', 'available'] },
  ];
  const found = await (await clients.ec2()).send(new DescribeVpcEndpointsCommand({ Filters }));
  return only(
    (found.VpcEndpoints ?? []).map((one) => one.VpcEndpointId),
    'endpoints',
  );
};

const securityGroup: Finder = async (inputs, clients) => {
  const Filters = [
    { Name: 'group-name', Values: [text(inputs, 'name')] },
    { Name: 'vpc-id', Values: [text(inputs, 'vpcId')] },
  ];
  const found = await (await clients.ec2()).send(new DescribeSecurityGroupsCommand({ Filters }));
  return only(
    (found.SecurityGroups ?? []).map((one) => one.GroupId),
    'security groups',
  );
};

const securityGroupRule =
  (egress: boolean): Finder =>
  async (inputs, clients) => {
    const Filters = [{ Name: 'group-id', Values: [text(inputs, 'securityGroupId')] }];
    const request = new DescribeSecurityGroupRulesCommand({ Filters });
    const { SecurityGroupRules } = await (await clients.ec2()).send(request);
    const port = (name: string): number => Number(inputs[name] ?? -1);
    const fitting = (SecurityGroupRules ?? []).filter(
      (rule) =>
        rule.IsEgress === egress &&
        rule.IpProtocol === text(inputs, 'ipProtocol') &&
        (rule.FromPort ?? -1) === port('fromPort') &&
        (rule.ToPort ?? -1) === port('toPort') &&
        (rule.CidrIpv4 ?? null) === optionalText(inputs, 'cidrIpv4') &&
        (rule.CidrIpv6 ?? null) === optionalText(inputs, 'cidrIpv6') &&
        (rule.ReferencedGroupInfo?.GroupId ?? null) ===
          optionalText(inputs, 'referencedSecurityGroupId'),
    );
    return only(
      fitting.map((rule) => rule.SecurityGroupRuleId),
      'rules',
    );
  };

const loadBalancer: Finder = async (inputs, clients) => {
  const request = new DescribeLoadBalancersCommand({ Names: [text(inputs, 'name')] });
  const { LoadBalancers } = await (await clients.elb()).send(request);
  return LoadBalancers?.[0]?.LoadBalancerArn ?? null;
};

const targetGroup: Finder = async (inputs, clients) => {
  const request = new DescribeTargetGroupsCommand({ Names: [text(inputs, 'name')] });
  const { TargetGroups } = await (await clients.elb()).send(request);
  return TargetGroups?.[0]?.TargetGroupArn ?? null;
};

const listener: Finder = async (inputs, clients) => {
  const LoadBalancerArn = text(inputs, 'loadBalancerArn');
  const request = new DescribeListenersCommand({ LoadBalancerArn });
  const { Listeners } = await (await clients.elb()).send(request);
  const port = Number(inputs['port']);
  return (Listeners ?? []).find((one) => one.Port === port)?.ListenerArn ?? null;
};

/** A priority is unique on a listener, but it may have been taken by another preview meanwhile. */
const listenerRule: Finder = async (inputs, clients) => {
  const rules = await listenerRules(text(inputs, 'listenerArn'), await clients.elb());
  const rule = rules.find((one) => one.Priority === String(inputs['priority']));
  if (rule?.RuleArn === undefined) return null;
  const values = (rule.Conditions ?? []).flatMap((one) => [
    ...(one.HostHeaderConfig?.Values ?? []),
    ...(one.PathPatternConfig?.Values ?? []),
  ]);
  const wanted = JSON.stringify(inputs['conditions'] ?? []);
  return values.every((value) => wanted.includes(`"${value}"`)) ? rule.RuleArn : null;
};

/** VPC and load balancing. */
export const networkFinders: Readonly<Record<string, Finder>> = {
  'aws:ec2/vpc:Vpc': vpc,
  'aws:ec2/subnet:Subnet': subnet,
  'aws:ec2/internetGateway:InternetGateway': internetGateway,
  'aws:ec2/natGateway:NatGateway': natGateway,
  'aws:ec2/eip:Eip': elasticIp,
  'aws:ec2/routeTable:RouteTable': routeTable,
  'aws:ec2/route:Route': route,
  'aws:ec2/routeTableAssociation:RouteTableAssociation': routeTableAssociation,
  'aws:ec2/networkAcl:NetworkAcl': networkAcl,
  'aws:ec2/flowLog:FlowLog': flowLog,
  'aws:ec2/vpcEndpoint:VpcEndpoint': vpcEndpoint,
  'aws:ec2/securityGroup:SecurityGroup': securityGroup,
  'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule': securityGroupRule(false),
  'aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule': securityGroupRule(true),
  'aws:lb/loadBalancer:LoadBalancer': loadBalancer,
  'aws:lb/targetGroup:TargetGroup': targetGroup,
  'aws:lb/listener:Listener': listener,
  'aws:lb/listenerRule:ListenerRule': listenerRule,
};
