import { DescribeSecurityGroupsCommand, DescribeVpcEndpointsCommand } from '@aws-sdk/client-ec2';
import { DescribeLoadBalancersCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Rule } from '../behaviour.ts';
import { text } from '../call.ts';
import { dataNetwork } from '../data-networks.ts';
import type { Emulator } from '../emulator.ts';
import { activeServices, networkOf } from '../service-networks.ts';

/** A group that a load balancer, a service, an endpoint, a database or another group's rule refers to stays. */
export const securityGroupInUse: Rule = {
  service: 'ec2',
  actions: ['DeleteSecurityGroup'],
  check: async (call, aws) => {
    const id = text(call.params['GroupId']);
    const ways = [byLoadBalancer, byService, byEndpoint, byData, byRule];
    const used = await Promise.all(ways.map((way) => way(id, aws)));
    if (!used.includes(true)) return undefined;
    return { code: 'DependencyViolation', message: `resource ${id} has a dependent object` };
  },
};

async function byLoadBalancer(id: string, aws: Emulator): Promise<boolean> {
  const { LoadBalancers = [] } = await aws.elb.send(new DescribeLoadBalancersCommand({}));
  return LoadBalancers.some(({ SecurityGroups = [] }) => SecurityGroups.includes(id));
}

async function byService(id: string, aws: Emulator): Promise<boolean> {
  return (await activeServices(aws)).some((s) => networkOf(s).securityGroups.includes(id));
}

async function byEndpoint(id: string, aws: Emulator): Promise<boolean> {
  const { VpcEndpoints = [] } = await aws.ec2.send(new DescribeVpcEndpointsCommand({}));
  return VpcEndpoints.some(({ Groups = [] }) => Groups.some(({ GroupId }) => GroupId === id));
}

async function byData(id: string, aws: Emulator): Promise<boolean> {
  return (await dataNetwork(aws)).securityGroups.has(id);
}

async function byRule(id: string, aws: Emulator): Promise<boolean> {
  const { SecurityGroups = [] } = await aws.ec2.send(new DescribeSecurityGroupsCommand({}));
  return SecurityGroups.filter(({ GroupId }) => GroupId !== id).some(
    ({ IpPermissions = [], IpPermissionsEgress = [] }) =>
      [...IpPermissions, ...IpPermissionsEgress].some((permission) =>
        permission.UserIdGroupPairs?.some(({ GroupId }) => GroupId === id),
      ),
  );
}
