import {
  DescribeNatGatewaysCommand,
  DescribeNetworkAclsCommand,
  DescribeRouteTablesCommand,
  DescribeVpcEndpointsCommand,
} from '@aws-sdk/client-ec2';
import type { Rule } from '../behaviour.ts';
import { text } from '../call.ts';
import type { Emulator } from '../emulator.ts';

/** A VPC goes after what was made in it; only its own main table, default ACL and group go with it. */
export const vpcInUse: Rule = {
  service: 'ec2',
  actions: ['DeleteVpc'],
  check: async (call, aws) => {
    const id = text(call.params['VpcId']);
    const used = await Promise.all([tables(id, aws), acls(id, aws), ways(id, aws)]);
    if (!used.includes(true)) return undefined;
    const message = `The vpc '${id}' has dependencies and cannot be deleted.`;
    return { code: 'DependencyViolation', message };
  },
};

const inVpc = (id: string) => [{ Name: 'vpc-id', Values: [id] }];

async function tables(id: string, aws: Emulator): Promise<boolean> {
  const found = await aws.ec2.send(new DescribeRouteTablesCommand({ Filters: inVpc(id) }));
  return (found.RouteTables ?? []).some(
    ({ Associations = [] }) => !Associations.some(({ Main }) => Main),
  );
}

async function acls(id: string, aws: Emulator): Promise<boolean> {
  const found = await aws.ec2.send(new DescribeNetworkAclsCommand({ Filters: inVpc(id) }));
  return (found.NetworkAcls ?? []).some(({ IsDefault }) => IsDefault !== true);
}

async function ways(id: string, aws: Emulator): Promise<boolean> {
  const endpoints = await aws.ec2.send(new DescribeVpcEndpointsCommand({ Filters: inVpc(id) }));
  const nats = await aws.ec2.send(new DescribeNatGatewaysCommand({}));
  return (
    (endpoints.VpcEndpoints ?? []).length > 0 ||
    (nats.NatGateways ?? []).some(({ VpcId, State }) => VpcId === id && State !== 'deleted')
  );
}
