import { crc32 } from 'node:zlib';
import type { Route, RouteTable } from '@aws-sdk/client-ec2';
import { type Aws, must, remove, unless } from '../../aws.ts';
import { TAGS, resource } from '../../resource.ts';
import { obj, set, str } from '../../schema/prop.ts';
import { disassociate } from './route-table-association.ts';
import { retag, tagSpecification } from './tags.ts';
import { tagsFrom } from '../tags.ts';
import { cidr } from '../rules.ts';

const NO_TABLE = /^InvalidRouteTableID\.NotFound$/;
const NO_ROUTE = /^(InvalidRoute\.NotFound|InvalidRouteTableID\.NotFound)$/;

/** Where a route may lead; exactly one. */
const TARGETS = {
  gatewayId: str(),
  natGatewayId: str(),
  networkInterfaceId: str().computed(),
  transitGatewayId: str(),
  vpcPeeringConnectionId: str(),
} as const;
const TARGET_NAMES = Object.keys(TARGETS);

const route = obj({ cidrBlock: cidr().required(), ...TARGETS });
type Targets = Partial<Record<keyof typeof TARGETS, string | undefined>>;
type InlineRoute = Targets & { readonly cidrBlock: string };

export const routeTable = resource({
  token: 'aws:ec2/routeTable:RouteTable',
  shape: {
    vpcId: str().required().replaces(),
    routes: set(route).computed(),
    ...TAGS,
    arn: str().output(),
    ownerId: str().output(),
  },
  async create(aws, wanted, made) {
    const ec2 = await aws.ec2();
    const answer = await ec2.createRouteTable({
      VpcId: wanted.vpcId,
      ...tagSpecification('route-table', wanted.tags),
    });
    const id = must(answer.RouteTable?.RouteTableId, 'RouteTableId');
    made(id);
    for (const each of wanted.routes ?? []) await addRoute(aws, id, each);
    return id;
  },
  async read(aws, id) {
    const it = await tableOf(aws, id);
    if (!it) return undefined;
    const ownerId = it.OwnerId ?? (await aws.account());
    return {
      vpcId: it.VpcId,
      routes: ours(it).flatMap((each) =>
        each.DestinationCidrBlock === undefined
          ? []
          : [{ cidrBlock: each.DestinationCidrBlock, ...targetsOf(each) }],
      ),
      tags: tagsFrom(it.Tags),
      arn: `arn:aws:ec2:${aws.region}:${ownerId}:route-table/${id}`,
      ownerId,
    };
  },
  async update(aws, { id, state, wanted, changed }) {
    if (changed('routes')) await syncRoutes(aws, id, state.routes ?? [], wanted.routes ?? []);
    if (changed('tags')) await retag(aws, id, state.tags, wanted.tags);
  },
  async delete(aws, id) {
    const ec2 = await aws.ec2();
    const table = await tableOf(aws, id);
    for (const each of table?.Associations ?? [])
      await disassociate(aws, each.RouteTableAssociationId);
    await remove(aws, `route table ${id}`, () => ec2.deleteRouteTable({ RouteTableId: id }), {
      gone: NO_TABLE,
      busy: /^DependencyViolation$/,
    });
  },
});

async function syncRoutes(
  aws: Aws,
  id: string,
  before: readonly InlineRoute[],
  after: readonly InlineRoute[],
): Promise<void> {
  const ec2 = await aws.ec2();
  const text = (each: InlineRoute): string => JSON.stringify(Object.entries(each).toSorted());
  const kept = new Set(after.map(text));
  const had = new Set(before.map(text));
  for (const each of before.filter((old) => !kept.has(text(old)))) {
    const call = ec2.deleteRoute({ RouteTableId: id, DestinationCidrBlock: each.cidrBlock });
    await unless(NO_ROUTE, call);
  }
  for (const each of after.filter((next) => !had.has(text(next)))) await addRoute(aws, id, each);
}

async function addRoute(aws: Aws, id: string, each: InlineRoute): Promise<void> {
  const ec2 = await aws.ec2();
  await ec2.createRoute({
    RouteTableId: id,
    DestinationCidrBlock: each.cidrBlock,
    ...requestOf(each),
  });
}

const requestOf = (each: Targets) => ({
  GatewayId: each.gatewayId,
  NatGatewayId: each.natGatewayId,
  NetworkInterfaceId: each.networkInterfaceId,
  TransitGatewayId: each.transitGatewayId,
  VpcPeeringConnectionId: each.vpcPeeringConnectionId,
});

function targetsOf(each: Route): Record<string, string> {
  const found = {
    gatewayId: each.GatewayId,
    natGatewayId: each.NatGatewayId,
    networkInterfaceId: each.NetworkInterfaceId,
    transitGatewayId: each.TransitGatewayId,
    vpcPeeringConnectionId: each.VpcPeeringConnectionId,
  };
  const given = Object.entries(found).filter(([, value]) => value !== undefined && value !== '');
  return Object.fromEntries(given.map(([key, value]) => [key, value ?? '']));
}

/** Routes a program can have made: not the local one, not those of an endpoint. */
function ours(table: RouteTable): Route[] {
  return (table.Routes ?? []).filter(
    (each) => each.GatewayId !== 'local' && !each.GatewayId?.startsWith('vpce-'),
  );
}

async function tableOf(aws: Aws, id: string): Promise<RouteTable | undefined> {
  const ec2 = await aws.ec2();
  return (await unless(NO_TABLE, ec2.describeRouteTables({ RouteTableIds: [id] })))
    ?.RouteTables?.[0];
}

export const routeEntry = resource({
  token: 'aws:ec2/route:Route',
  shape: {
    routeTableId: str().required().replaces(),
    destinationCidrBlock: cidr().replaces(),
    ...TARGETS,
    origin: str().output(),
    state: str().output(),
  },
  faults: (inputs) => {
    const given = TARGET_NAMES.filter((key) => inputs[key] !== undefined);
    const target = {
      property: TARGET_NAMES.join(', '),
      reason: `exactly one is required, found ${given.length}`,
    };
    const missing = { property: 'destinationCidrBlock', reason: 'a destination is required' };
    return [
      ...(given.length === 1 ? [] : [target]),
      ...(inputs['destinationCidrBlock'] === undefined ? [missing] : []),
    ];
  },
  async create(aws, wanted) {
    const destination = must(wanted.destinationCidrBlock, 'destinationCidrBlock');
    await addRoute(aws, wanted.routeTableId, { cidrBlock: destination, ...wanted });
    return routeId(wanted.routeTableId, destination);
  },
  async read(aws, id, state) {
    const [importedTable, importedDestination] = id.split('_');
    const routeTableId = state.routeTableId ?? importedTable ?? '';
    const destination = state.destinationCidrBlock ?? importedDestination;
    const table = await tableOf(aws, routeTableId);
    const it = table && ours(table).find((each) => each.DestinationCidrBlock === destination);
    if (!it || destination === undefined) return undefined;
    return {
      id: routeId(routeTableId, destination),
      routeTableId,
      destinationCidrBlock: destination,
      ...targetsOf(it),
      origin: it.Origin,
      state: it.State,
    };
  },
  async update(aws, { wanted }) {
    const ec2 = await aws.ec2();
    await ec2.replaceRoute({
      RouteTableId: wanted.routeTableId,
      DestinationCidrBlock: wanted.destinationCidrBlock,
      ...requestOf(wanted),
    });
  },
  async delete(aws, _id, state) {
    const ec2 = await aws.ec2();
    const call = ec2.deleteRoute({
      RouteTableId: state.routeTableId,
      DestinationCidrBlock: state.destinationCidrBlock,
    });
    await unless(NO_ROUTE, call);
  },
});

const routeId = (table: string, destination: string): string => `r-${table}${crc32(destination)}`;
