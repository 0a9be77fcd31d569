import * as pulumi from '@pulumi/pulumi';
import { Endpoints } from '../../components/network/endpoints.ts';
import { FlowLogs } from '../../components/network/flow-logs.ts';
import { NetworkAcl } from '../../components/network/network-acl.ts';
import { Network } from '../../components/network/network.ts';
import { availabilityZones } from '../../components/network/zones.ts';
import { parseBaseOutputs } from '../base-reference.ts';
import type { OwnNetwork, SharedNetwork } from '../config-network.ts';
import type { Scope } from '../scope.ts';
import { buildPeering } from './peering.ts';

/** A network, and where tasks run in it. */
export interface NetworkPart {
  readonly vpcId: pulumi.Output<string>;
  /** Null: it is not this environment's. */
  readonly cidr: string | null;
  readonly publicSubnetIds: pulumi.Output<string[]>;
  readonly privateSubnetIds: pulumi.Output<string[]>;
  readonly taskSubnetIds: pulumi.Output<string[]>;
  readonly assignPublicIp: pulumi.Output<boolean>;
  /** The public table first; none of a network that is not this environment's. */
  readonly routeTableIds: pulumi.Output<string[]>;
  /** Ids of all that belongs to this environment. */
  readonly ownIds: pulumi.Output<string[]>;
}

/** Network, its ACL, flow logs, endpoints, and the ways to other networks. */
export function buildNetwork(scope: Scope, values: OwnNetwork): NetworkPart {
  const { prefix, tags, region, precious } = scope;
  const { cidr, nat, peers, ports } = values;
  const zones = availabilityZones({ region, zones: values.zones }, values.whose);
  const network = new Network(prefix, { cidr, nat, zones, tags }, precious);
  const { vpcId, publicSubnetIds, privateSubnetIds } = network;
  const routeTableIds = [...network.publicRouteTableIds, ...network.privateRouteTableIds];
  const subnetIds = [...publicSubnetIds, ...privateSubnetIds];
  const peerCidrs = peers.map((peer) => peer.cidr);
  new NetworkAcl(prefix, { vpcId, cidr, peerCidrs, ports, subnetIds, tags });
  buildFlowLogs(scope, values, vpcId);
  buildEndpoints(scope, values, { vpcId, routeTableIds, subnetIds: privateSubnetIds });
  for (const peer of peers) buildPeering(scope, peer, { vpcId, cidr, region, routeTableIds });
  const open = values.tasksIn === 'public';
  return {
    ...{ vpcId, cidr },
    publicSubnetIds: pulumi.all(publicSubnetIds),
    privateSubnetIds: pulumi.all(privateSubnetIds),
    taskSubnetIds: pulumi.all(open ? publicSubnetIds : privateSubnetIds),
    assignPublicIp: pulumi.output(open),
    routeTableIds: pulumi.all(routeTableIds),
    ownIds: pulumi.all([vpcId, ...subnetIds, ...routeTableIds]),
  };
}

/** The network of a base, as its stack exports it. */
export function sharedNetwork(scope: Scope, { base }: SharedNetwork): NetworkPart {
  const known = scope.outputsOf(base.stack).apply((raw) => parseBaseOutputs(base.name, raw));
  return {
    vpcId: known.vpcId,
    cidr: null,
    publicSubnetIds: known.publicSubnetIds,
    privateSubnetIds: known.privateSubnetIds,
    taskSubnetIds: known.apply((one) =>
      one.assignPublicIp ? one.publicSubnetIds : one.privateSubnetIds,
    ),
    assignPublicIp: known.assignPublicIp,
    routeTableIds: pulumi.output([]),
    ownIds: pulumi.output([]),
  };
}

function buildFlowLogs(
  { prefix, tags, name }: Scope,
  { flowLogDays }: OwnNetwork,
  vpcId: pulumi.Output<string>,
): void {
  if (flowLogDays === null) return;
  new FlowLogs(`${prefix}-flow-logs`, {
    ...{ vpcId, tags },
    logGroupName: name('flow-logs'),
    roleName: name('flow-logs-role'),
    retentionDays: flowLogDays,
  });
}

function buildEndpoints(
  { prefix, tags, region }: Scope,
  { cidr, endpoints }: OwnNetwork,
  place: {
    readonly vpcId: pulumi.Output<string>;
    readonly routeTableIds: pulumi.Output<string>[];
    readonly subnetIds: pulumi.Output<string>[];
  },
): void {
  if (endpoints === null) return;
  new Endpoints(prefix, { ...place, cidr, region, interfaces: endpoints, tags });
}
