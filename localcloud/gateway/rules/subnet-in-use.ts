import { DescribeNatGatewaysCommand, DescribeVpcEndpointsCommand } from '@aws-sdk/client-ec2';
import { DescribeLoadBalancersCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Rule } from '../behaviour.ts';
import { text } from '../call.ts';
import { dataNetwork } from '../data-networks.ts';
import type { Emulator } from '../emulator.ts';
import { activeServices, networkOf } from '../service-networks.ts';

/** A subnet that a load balancer, a service's tasks, a NAT gateway, an endpoint or a database is in stays. */
export const subnetInUse: Rule = {
  service: 'ec2',
  actions: ['DeleteSubnet'],
  check: async (call, aws) => {
    const id = text(call.params['SubnetId']);
    const ways = [byLoadBalancer, byService, byNat, byEndpoint, byData];
    const used = await Promise.all(ways.map((way) => way(id, aws)));
    if (!used.includes(true)) return undefined;
    const message = `The subnet '${id}' has dependencies and cannot be deleted.`;
    return { code: 'DependencyViolation', message };
  },
};

async function byData(id: string, aws: Emulator): Promise<boolean> {
  return (await dataNetwork(aws)).subnets.has(id);
}

async function byLoadBalancer(id: string, aws: Emulator): Promise<boolean> {
  const { LoadBalancers = [] } = await aws.elb.send(new DescribeLoadBalancersCommand({}));
  return LoadBalancers.some(({ AvailabilityZones = [] }) =>
    AvailabilityZones.some(({ SubnetId }) => SubnetId === id),
  );
}

async function byService(id: string, aws: Emulator): Promise<boolean> {
  return (await activeServices(aws)).some((s) => networkOf(s).subnets.includes(id));
}

async function byNat(id: string, aws: Emulator): Promise<boolean> {
  const { NatGateways = [] } = await aws.ec2.send(new DescribeNatGatewaysCommand({}));
  return NatGateways.some(({ SubnetId, State }) => SubnetId === id && State !== 'deleted');
}

async function byEndpoint(id: string, aws: Emulator): Promise<boolean> {
  const { VpcEndpoints = [] } = await aws.ec2.send(new DescribeVpcEndpointsCommand({}));
  return VpcEndpoints.some(({ SubnetIds = [] }) => SubnetIds.includes(id));
}
