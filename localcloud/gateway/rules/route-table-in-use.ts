import { DescribeRouteTablesCommand } from '@aws-sdk/client-ec2';
import type { Rule } from '../behaviour.ts';
import { text } from '../call.ts';

/** A table stays while subnets are routed by it, and a VPC's main table always. */
export const routeTableInUse: Rule = {
  service: 'ec2',
  actions: ['DeleteRouteTable'],
  check: async (call, aws) => {
    const id = text(call.params['RouteTableId']);
    const { RouteTables = [] } = await aws.ec2.send(new DescribeRouteTablesCommand({}));
    const table = RouteTables.find(({ RouteTableId }) => RouteTableId === id);
    if ((table?.Associations ?? []).length === 0) return undefined;
    const message = `The routeTable '${id}' has dependencies and cannot be deleted.`;
    return { code: 'DependencyViolation', message };
  },
};
