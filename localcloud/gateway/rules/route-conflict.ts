import {
  DescribeRouteTablesCommand,
  DescribeVpcPeeringConnectionsCommand,
} from '@aws-sdk/client-ec2';
import type { AwsError } from '../aws-error.ts';
import type { Rule } from '../behaviour.ts';
import { text } from '../call.ts';
import type { Emulator } from '../emulator.ts';

/** A table has one route per destination, and a route leads to a peering connection that is there. */
export const routeConflict: Rule = {
  service: 'ec2',
  actions: ['CreateRoute', 'ReplaceRoute'],
  check: async (call, aws) => {
    const connection = text(call.params['VpcPeeringConnectionId']);
    if (connection !== '' && !(await connectionIsThere(connection, aws))) {
      const message = `The vpcPeeringConnection ID '${connection}' does not exist`;
      return { code: 'InvalidVpcPeeringConnectionID.NotFound', message };
    }
    const table = text(call.params['RouteTableId']);
    const destination = text(call.params['DestinationCidrBlock']);
    return destinationFault(call.action, await destinations(table, aws), destination, table);
  },
};

function destinationFault(
  action: string,
  known: readonly string[] | undefined,
  destination: string,
  table: string,
): AwsError | undefined {
  // The emulator refuses a table that is not there by itself.
  if (known === undefined || destination === '') return undefined;
  const there = known.includes(destination);
  if (action === 'CreateRoute' && there) {
    const message = `The route identified by ${destination} already exists.`;
    return { code: 'RouteAlreadyExists', message };
  }
  if (action === 'ReplaceRoute' && !there) {
    const message = `There is no route defined for '${destination}' in the route table. Use CreateRoute instead. (${table})`;
    return { code: 'InvalidParameterValue', message };
  }
  return undefined;
}

async function destinations(table: string, aws: Emulator): Promise<string[] | undefined> {
  const { RouteTables = [] } = await aws.ec2.send(new DescribeRouteTablesCommand({}));
  const found = RouteTables.find(({ RouteTableId }) => RouteTableId === table);
  return found?.Routes?.map(({ DestinationCidrBlock }) => DestinationCidrBlock ?? '');
}

async function connectionIsThere(id: string, aws: Emulator): Promise<boolean> {
  const found = await aws.ec2.send(new DescribeVpcPeeringConnectionsCommand({}));
  return (found.VpcPeeringConnections ?? []).some((one) => one.VpcPeeringConnectionId === id);
}
