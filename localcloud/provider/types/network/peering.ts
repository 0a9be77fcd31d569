import type { VpcPeeringConnection } from '@aws-sdk/client-ec2';
import { type Aws, must, remove, unless } from '../../aws.ts';
import { TAGS, resource } from '../../resource.ts';
import { bool, obj, str } from '../../schema/prop.ts';
import { retag, tagSpecification } from '../ec2/tags.ts';
import { tagsFrom } from '../tags.ts';

const NOT_FOUND = /^InvalidVpcPeeringConnectionI[Dd]\.NotFound$/;
/** States that a connection does not come back from. */
const OVER = /^(deleted|deleting|expired|failed|rejected)$/;

const options = () => obj({ allowRemoteVpcDnsResolution: bool().defaultTo(false) }).computed();
type Options = { readonly allowRemoteVpcDnsResolution?: boolean | undefined } | undefined;

export const vpcPeeringConnection = resource({
  token: 'aws:ec2/vpcPeeringConnection:VpcPeeringConnection',
  shape: {
    vpcId: str().required().replaces(),
    peerVpcId: str().required().replaces(),
    peerOwnerId: str().computed().replaces(),
    peerRegion: str().computed().replaces(),
    autoAccept: bool().local(),
    accepter: options(),
    requester: options(),
    ...TAGS,
    acceptStatus: str().output(),
  },
  faults: (inputs) =>
    inputs['autoAccept'] === true && inputs['peerRegion'] !== undefined
      ? [{ property: 'peerRegion', reason: 'not together with autoAccept: true' }]
      : [],
  async create(aws, wanted, made) {
    const ec2 = await aws.ec2();
    const answer = await ec2.createVpcPeeringConnection({
      VpcId: wanted.vpcId,
      PeerVpcId: wanted.peerVpcId,
      PeerOwnerId: wanted.peerOwnerId,
      PeerRegion: wanted.peerRegion,
      ...tagSpecification('vpc-peering-connection', wanted.tags),
    });
    const id = must(answer.VpcPeeringConnection?.VpcPeeringConnectionId, 'VpcPeeringConnectionId');
    await reached(aws, id, /^(pending-acceptance|active)$/);
    made(id);
    if (wanted.autoAccept === true) await accept(aws, id);
    await setOptions(aws, id, {}, wanted);
    return id;
  },
  async read(aws, id) {
    const it = await connectionOf(aws, id);
    return (
      it && {
        ...common(it),
        vpcId: it.RequesterVpcInfo?.VpcId,
        peerVpcId: it.AccepterVpcInfo?.VpcId,
        peerOwnerId: it.AccepterVpcInfo?.OwnerId,
        peerRegion: it.AccepterVpcInfo?.Region,
      }
    );
  },
  async update(aws, { id, state, wanted, changed }) {
    if (changed('autoAccept') && wanted.autoAccept === true) await accept(aws, id);
    if (changed('accepter', 'requester')) await setOptions(aws, id, state, wanted);
    if (changed('tags')) await retag(aws, id, state.tags, wanted.tags);
  },
  async delete(aws, id) {
    const ec2 = await aws.ec2();
    const call = (): Promise<unknown> =>
      ec2.deleteVpcPeeringConnection({ VpcPeeringConnectionId: id });
    await remove(aws, `peering connection ${id}`, call, {
      gone: /^(InvalidVpcPeeringConnectionI[Dd]\.NotFound|InvalidStateTransition)$/,
    });
    await aws.until(`peering connection ${id} deleted`, async () =>
      (await connectionOf(aws, id)) ? undefined : true,
    );
  },
});

/** The other side's part of a connection; taking it away leaves the connection to who asked for it. */
export const vpcPeeringConnectionAccepter = resource({
  token: 'aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter',
  shape: {
    vpcPeeringConnectionId: str().required().replaces(),
    autoAccept: bool().local(),
    accepter: options(),
    requester: options(),
    ...TAGS,
    acceptStatus: str().output(),
    vpcId: str().output(),
    peerVpcId: str().output(),
    peerOwnerId: str().output(),
    peerRegion: str().output(),
  },
  async create(aws, wanted, made) {
    const id = wanted.vpcPeeringConnectionId;
    // A connection of another region or account is not seen here at once.
    await aws.until(`peering connection ${id}`, () => connectionOf(aws, id), 120);
    made(id);
    if (wanted.autoAccept === true) await accept(aws, id);
    await setOptions(aws, id, {}, wanted);
    await retag(aws, id, {}, wanted.tags);
    return id;
  },
  async read(aws, id) {
    const it = await connectionOf(aws, id);
    if (!it) return undefined;
    const [own, peer] = await sides(aws, it);
    return {
      ...common(it),
      vpcPeeringConnectionId: id,
      vpcId: own?.VpcId,
      peerVpcId: peer?.VpcId,
      peerOwnerId: peer?.OwnerId,
      peerRegion: it.AccepterVpcInfo?.Region,
    };
  },
  async update(aws, { id, state, wanted, changed }) {
    if (changed('autoAccept') && wanted.autoAccept === true) await accept(aws, id);
    if (changed('accepter', 'requester')) await setOptions(aws, id, state, wanted);
    if (changed('tags')) await retag(aws, id, state.tags, wanted.tags);
  },
  delete: () => Promise.resolve(),
});

/** Between two accounts the accepter's own side is the accepting one; otherwise the requesting one. */
async function sides(aws: Aws, it: VpcPeeringConnection) {
  const account = await aws.account();
  const [requester, accepter] = [it.RequesterVpcInfo, it.AccepterVpcInfo];
  const accepting = accepter?.OwnerId === account && requester?.OwnerId !== account;
  return accepting ? ([accepter, requester] as const) : ([requester, accepter] as const);
}

function common(it: VpcPeeringConnection) {
  return {
    acceptStatus: it.Status?.Code,
    accepter: dnsOf(it.AccepterVpcInfo?.PeeringOptions),
    requester: dnsOf(it.RequesterVpcInfo?.PeeringOptions),
    tags: tagsFrom(it.Tags),
  };
}

function dnsOf(found: { AllowDnsResolutionFromRemoteVpc?: boolean | undefined } | undefined) {
  return found && { allowRemoteVpcDnsResolution: found.AllowDnsResolutionFromRemoteVpc ?? false };
}

async function connectionOf(aws: Aws, id: string): Promise<VpcPeeringConnection | undefined> {
  const ec2 = await aws.ec2();
  const call = ec2.describeVpcPeeringConnections({ VpcPeeringConnectionIds: [id] });
  const it = (await unless(NOT_FOUND, call))?.VpcPeeringConnections?.[0];
  return OVER.test(it?.Status?.Code ?? '') ? undefined : it;
}

async function reached(aws: Aws, id: string, wanted: RegExp): Promise<void> {
  const ec2 = await aws.ec2();
  await aws.until(`peering connection ${id}`, async () => {
    const call = ec2.describeVpcPeeringConnections({ VpcPeeringConnectionIds: [id] });
    const status = (await unless(NOT_FOUND, call))?.VpcPeeringConnections?.[0]?.Status;
    if (OVER.test(status?.Code ?? ''))
      throw new Error(
        `peering connection ${id} is ${status?.Code ?? ''}: ${status?.Message ?? ''}`,
      );
    return wanted.test(status?.Code ?? '') ? true : undefined;
  });
}

async function accept(aws: Aws, id: string): Promise<void> {
  const ec2 = await aws.ec2();
  const it = await connectionOf(aws, id);
  if (it?.Status?.Code !== 'pending-acceptance') return;
  try {
    await ec2.acceptVpcPeeringConnection({ VpcPeeringConnectionId: id });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `peering connection ${id} cannot be accepted from here; autoAccept works within one account and region: ${reason}`,
      { cause: error },
    );
  }
  await reached(aws, id, /^active$/);
}

interface Sides {
  readonly accepter?: Options;
  readonly requester?: Options;
}

/** Each side's DNS option, where it is to be another than it is. */
async function setOptions(aws: Aws, id: string, state: Sides, wanted: Sides): Promise<void> {
  const request = {
    ...optionRequest('AccepterPeeringConnectionOptions', state.accepter, wanted.accepter),
    ...optionRequest('RequesterPeeringConnectionOptions', state.requester, wanted.requester),
  };
  if (Object.keys(request).length === 0) return;
  const ec2 = await aws.ec2();
  await ec2.modifyVpcPeeringConnectionOptions({ VpcPeeringConnectionId: id, ...request });
}

function optionRequest(name: string, before: Options, after: Options): Record<string, object> {
  const had = before?.allowRemoteVpcDnsResolution ?? false;
  const wanted = after?.allowRemoteVpcDnsResolution;
  if (wanted === undefined || wanted === had) return {};
  return { [name]: { AllowDnsResolutionFromRemoteVpc: wanted } };
}
