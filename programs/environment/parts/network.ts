import { Provider } from '@pulumi/aws/provider.js';
import * as pulumi from '@pulumi/pulumi';
import { environmentOutputsSchema } from '../../../action-shared/documents/environment-outputs.ts';
import { UserError } from '../../../action-shared/errors.ts';
import { Endpoints } from '../../components/network/endpoints.ts';
import { FlowLogs } from '../../components/network/flow-logs.ts';
import { NetworkAcl } from '../../components/network/network-acl.ts';
import { Network } from '../../components/network/network.ts';
import { Peering } from '../../components/network/peering.ts';
import { availabilityZones } from '../../components/network/zones.ts';
import { runsPublic } from '../plan.ts';
import type { PeerValues } from '../schema.ts';
import type { Scope } from '../scope.ts';

/** The environment's network and where its tasks run in it. */
export interface NetworkPart {
  readonly network: Network;
  readonly taskSubnetIds: pulumi.Output<string>[];
  readonly assignPublicIp: boolean;
  /** The public table first. */
  readonly routeTableIds: pulumi.Output<string>[];
}

/** Network, its ACL, flow logs, endpoints, and the ways to other networks. */
export function buildNetwork(scope: Scope): NetworkPart {
  const { config, prefix, tags, child, precious } = scope;
  const { cidr, nat, flowLogDays, peers } = config.network;
  const zones = availabilityZones(
    { region: config.region, zones: config.network.zones },
    'environment',
  );
  const network = new Network(prefix, { cidr, nat, zones, tags }, precious);
  const { vpcId, publicSubnetIds, privateSubnetIds } = network;
  const routeTableIds = [...network.publicRouteTableIds, ...network.privateRouteTableIds];
  new NetworkAcl(
    prefix,
    {
      ...{ vpcId, cidr, tags },
      peerCidrs: peers.map((peer) => peer.cidr),
      ports: config.listenerPorts,
      subnetIds: [...publicSubnetIds, ...privateSubnetIds],
    },
    child,
  );
  new FlowLogs(
    `${prefix}-flow-logs`,
    {
      ...{ vpcId, tags },
      logGroupName: scope.name('flow-logs'),
      roleName: scope.name('flow-logs-role'),
      retentionDays: flowLogDays,
    },
    child,
  );
  new Endpoints(
    prefix,
    {
      ...{ vpcId, cidr, tags, routeTableIds },
      region: config.region,
      subnetIds: privateSubnetIds,
      interfaces: config.network.endpoints,
    },
    child,
  );
  for (const peer of peers) buildPeering(scope, peer, { vpcId, routeTableIds });
  const open = runsPublic(config);
  const taskSubnetIds = open ? publicSubnetIds : privateSubnetIds;
  return { network, taskSubnetIds, assignPublicIp: open, routeTableIds };
}

function buildPeering(
  { config, prefix, tags, child }: Scope,
  peer: PeerValues,
  own: { readonly vpcId: pulumi.Output<string>; readonly routeTableIds: pulumi.Output<string>[] },
): void {
  const name = `${prefix}-to-${peer.name}`;
  const { region, cidr, accountId, roleArn } = peer;
  const provider =
    roleArn === undefined
      ? undefined
      : new Provider(name, { region, assumeRoles: [{ roleArn }] }, child);
  new Peering(
    name,
    {
      own: { ...own, cidr: config.network.cidr, region: config.region },
      peer: {
        ...{ cidr, region },
        ...farSide(peer),
        ...(accountId === undefined ? {} : { accountId }),
        ...(provider === undefined ? {} : { provider }),
      },
      tags,
    },
    child,
  );
}

/** Network and route tables of the other side: as given, or as its own stack exports them. */
function farSide({ stack, vpcId = '', routeTableIds = [], routeTables }: PeerValues) {
  if (stack === undefined) return { vpcId, routeTableIds };
  const outputs = new pulumi.StackReference(stack).outputs;
  const other = outputs.apply((raw: unknown) => peerNetwork(stack, routeTables, raw));
  return {
    vpcId: other.apply((known) => known.vpcId),
    routeTableIds: Array.from({ length: routeTables }, (_, index) =>
      other.apply((known) => known.routeTableIds[index] ?? ''),
    ),
  };
}

const peerOutputs = environmentOutputsSchema.pick({ vpcId: true, routeTableIds: true });

/** @throws UserError when the stack is no environment, or has fewer route tables than its values say */
export function peerNetwork(stack: string, routeTables: number, outputs: unknown) {
  const parsed = peerOutputs.safeParse(outputs);
  if (!parsed.success)
    throw new UserError(`${stack} exports no network: is it an environment that is deployed?`);
  const count = parsed.data.routeTableIds.length;
  if (count === routeTables) return parsed.data;
  throw new UserError(
    `${stack} has ${count} route tables, the peer's values say ${routeTables}: set routeTables: ${count}.`,
  );
}
