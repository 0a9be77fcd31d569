import type { ResourceRecordSet } from '@aws-sdk/client-route-53';
import { type Aws, must, remove, unless } from '../../aws.ts';
import { TAGS, resource } from '../../resource.ts';
import { type TypeOf, bool, list, obj, set, str } from '../../schema/prop.ts';
import { type TagMap, tagList, tagsFrom, tagsGone, tagsSet } from '../tags.ts';
import { NO_ZONE, bare, change, domainName, recordsOf } from './record-sets.ts';

const network = obj({ vpcId: str().required(), vpcRegion: str().computed() });

export const zone = resource({
  token: 'aws:route53/zone:Zone',
  autoName: { property: 'name', max: 255 },
  shape: {
    name: str().comparedBy(domainName).required().replaces(),
    comment: str().defaultTo('Managed by Pulumi'),
    vpcs: set(network),
    forceDestroy: bool().local().defaultTo(false),
    ...TAGS,
    arn: str().output(),
    nameServers: list(str()).output(),
    primaryNameServer: str().output(),
    zoneId: str().output(),
  },
  async create(aws, wanted, made) {
    const route53 = await aws.route53();
    const [first, ...others] = wanted.vpcs ?? [];
    const answer = await route53.createHostedZone({
      Name: wanted.name,
      CallerReference: `macro-infra-${crypto.randomUUID()}`,
      HostedZoneConfig: { Comment: wanted.comment, PrivateZone: first !== undefined },
      ...(first ? { VPC: vpcOf(aws, first) } : {}),
    });
    const id = bare(must(answer.HostedZone?.Id, 'HostedZone.Id'));
    made(id);
    for (const each of others) {
      await route53.associateVPCWithHostedZone({ HostedZoneId: id, VPC: vpcOf(aws, each) });
    }
    await retag(aws, id, {}, wanted.tags);
    return id;
  },
  async read(aws, id) {
    const route53 = await aws.route53();
    const found = await unless(NO_ZONE, route53.getHostedZone({ Id: id }));
    const it = found?.HostedZone;
    if (!it) return undefined;
    const tags = await route53.listTagsForResource({ ResourceType: 'hostedzone', ResourceId: id });
    const nameServers = found.DelegationSet?.NameServers ?? [];
    return {
      name: it.Name?.replace(/\.$/, ''),
      comment: it.Config?.Comment ?? '',
      vpcs: (found.VPCs ?? []).map((each) => ({
        vpcId: must(each.VPCId, 'VPCId'),
        vpcRegion: each.VPCRegion,
      })),
      tags: tagsFrom(tags.ResourceTagSet?.Tags),
      arn: `arn:aws:route53:::hostedzone/${id}`,
      nameServers,
      primaryNameServer: nameServers[0],
      zoneId: id,
    };
  },
  async update(aws, { id, state, wanted, changed }) {
    const route53 = await aws.route53();
    if (changed('comment'))
      await route53.updateHostedZoneComment({ Id: id, Comment: wanted.comment });
    if (changed('vpcs')) await syncNetworks(aws, id, state.vpcs ?? [], wanted.vpcs ?? []);
    if (changed('tags')) await retag(aws, id, state.tags, wanted.tags);
  },
  async delete(aws, id, state) {
    const route53 = await aws.route53();
    if (state.forceDestroy) await emptyZone(aws, id, state.name ?? '');
    await remove(aws, `hosted zone ${id}`, () => route53.deleteHostedZone({ Id: id }), {
      gone: NO_ZONE,
    });
  },
});

type Network = TypeOf<typeof network>;

const vpcOf = (aws: Aws, each: Network) => ({
  VPCId: each.vpcId,
  VPCRegion: (each.vpcRegion ?? aws.region) as 'us-east-1',
});

async function syncNetworks(
  aws: Aws,
  id: string,
  before: readonly Network[],
  after: readonly Network[],
): Promise<void> {
  const route53 = await aws.route53();
  const [had, kept] = [before, after].map((each) => new Set(each.map((network) => network.vpcId)));
  for (const each of after.filter((network) => !had?.has(network.vpcId))) {
    await route53.associateVPCWithHostedZone({ HostedZoneId: id, VPC: vpcOf(aws, each) });
  }
  for (const each of before.filter((network) => !kept?.has(network.vpcId))) {
    await route53.disassociateVPCFromHostedZone({ HostedZoneId: id, VPC: vpcOf(aws, each) });
  }
}

async function retag(
  aws: Aws,
  id: string,
  before: TagMap | undefined,
  after: TagMap | undefined,
): Promise<void> {
  const gone = tagsGone(before, after);
  const AddTags = tagList(tagsSet(before, after));
  if (gone.length + AddTags.length === 0) return;
  await (
    await aws.route53()
  ).changeTagsForResource({
    ResourceType: 'hostedzone',
    ResourceId: id,
    ...(AddTags.length > 0 ? { AddTags } : {}),
    ...(gone.length > 0 ? { RemoveTagKeys: gone } : {}),
  });
}

/** Takes out every record but the zone's own NS and SOA. */
async function emptyZone(aws: Aws, id: string, name: string): Promise<void> {
  const all = await recordsOf(aws, id);
  const own = (each: ResourceRecordSet): boolean =>
    domainName(each.Name) === domainName(name) && (each.Type === 'NS' || each.Type === 'SOA');
  const changes = all
    .filter((each) => !own(each))
    .map((each) => ({ Action: 'DELETE' as const, ResourceRecordSet: each }));
  if (changes.length > 0) await change(aws, id, changes);
}
