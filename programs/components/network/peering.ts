import { Route } from '@pulumi/aws/ec2/route.js';
import { VpcPeeringConnection } from '@pulumi/aws/ec2/vpcPeeringConnection.js';
import { VpcPeeringConnectionAccepter } from '@pulumi/aws/ec2/vpcPeeringConnectionAccepter.js';
import * as pulumi from '@pulumi/pulumi';
import { named, type Tags } from '../tags.ts';

/** One side of a peering. */
export interface PeeringSide {
  /** Network of this side. */
  readonly vpcId: pulumi.Input<string>;
  /** Its IPv4 range; the two must not overlap. */
  readonly cidr: string;
  /** Its region. */
  readonly region: string;
  /** Tables that get a route to the other side; how many must be known before anything is made. */
  readonly routeTableIds: readonly pulumi.Input<string>[];
}

export interface PeeringArgs {
  readonly own: PeeringSide;
  /** The other side, which may lie in another region and, with a provider of its own, in another account. */
  readonly peer: PeeringSide & {
    /** 12 digits. @default the own account */
    readonly accountId?: string;
    /** Provider of the peer's account, which accepts and routes. @default the own provider */
    readonly provider?: pulumi.ProviderResource;
  };
  readonly tags: Tags;
}

/** How a peering is accepted: by itself, by us in the other region, or by the other account. */
export function acceptance(own: Pick<PeeringSide, 'region'>, peer: PeeringArgs['peer']) {
  if (peer.accountId !== undefined) return 'other-account';
  return peer.region === own.region ? 'at-once' : 'other-region';
}

/** Two VPCs that reach each other by private addresses; free but for traffic between zones and regions. */
export class Peering extends pulumi.ComponentResource {
  readonly connectionId: pulumi.Output<string>;

  constructor(name: string, args: PeeringArgs, opts?: pulumi.ComponentResourceOptions) {
    super('macro:network:Peering', name, {}, opts);
    const child = { parent: this };
    const { own, peer } = args;
    const far = farOptions(this, peer);
    const how = acceptance(own, peer);
    const connection = new VpcPeeringConnection(
      name,
      {
        vpcId: own.vpcId,
        peerVpcId: peer.vpcId,
        ...(peer.accountId === undefined ? {} : { peerOwnerId: peer.accountId }),
        ...(how === 'at-once' || peer.region === own.region ? {} : { peerRegion: peer.region }),
        ...(how === 'at-once' ? { autoAccept: true } : {}),
        tags: named(args.tags, name),
      },
      child,
    );
    this.connectionId =
      how === 'at-once' ? connection.id : accepted(name, args, connection.id, far);
    const id = this.connectionId;
    routes(`${name}-there`, own.routeTableIds, { cidr: peer.cidr, id }, child);
    routes(`${name}-back`, peer.routeTableIds, { cidr: own.cidr, id, region: peer.region }, far);
    this.registerOutputs({ connectionId: this.connectionId });
  }
}

/** Options of what lies in the peer's account. */
function farOptions(
  parent: pulumi.Resource,
  { provider }: PeeringArgs['peer'],
): pulumi.CustomResourceOptions {
  return { parent, ...(provider === undefined ? {} : { provider }) };
}

function accepted(
  name: string,
  { peer, tags }: PeeringArgs,
  vpcPeeringConnectionId: pulumi.Output<string>,
  far: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const accepter = new VpcPeeringConnectionAccepter(
    name,
    { vpcPeeringConnectionId, region: peer.region, autoAccept: true, tags: named(tags, name) },
    far,
  );
  // Routes may use a connection only once it is accepted.
  return accepter.vpcPeeringConnectionId;
}

function routes(
  name: string,
  tables: readonly pulumi.Input<string>[],
  to: { readonly cidr: string; readonly id: pulumi.Input<string>; readonly region?: string },
  options: pulumi.CustomResourceOptions,
): void {
  tables.forEach((routeTableId, index) => {
    new Route(
      `${name}-${index + 1}`,
      {
        routeTableId,
        destinationCidrBlock: to.cidr,
        vpcPeeringConnectionId: to.id,
        ...(to.region === undefined ? {} : { region: to.region }),
      },
      options,
    );
  });
}
