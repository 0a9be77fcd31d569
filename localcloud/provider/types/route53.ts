import type {
  Change,
  ListResourceRecordSetsCommandOutput as RecordPage,
  ResourceRecordSet,
} from '@aws-sdk/client-route-53';
import { type Aws, must, remove, unless } from '../aws.ts';
import { TAGS, resource } from '../resource.ts';
import { bool, list, num, obj, set, str } from '../schema/prop.ts';
import { type TagMap, tagList, tagsFrom, tagsGone, tagsSet } from './tags.ts';
import type { Values } from '../schema/prop.ts';

const NO_ZONE = /^NoSuchHostedZone$/;

/** Domain names have no case, and may end with the root's dot. */
const domainName = (value: unknown): unknown => String(value).toLowerCase().replace(/\.$/, '');

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

interface Network {
  readonly vpcId: string;
  readonly vpcRegion?: string | undefined;
}

const vpcOf = (aws: Aws, each: Network) => ({
  VPCId: each.vpcId,
  VPCRegion: (each.vpcRegion ?? aws.region) as 'us-east-1',
});

const bare = (id: string): string => id.replace(/^\/(hostedzone|change)\//, '');

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

async function recordsOf(aws: Aws, id: string): Promise<ResourceRecordSet[]> {
  const route53 = await aws.route53();
  const all: ResourceRecordSet[] = [];
  let at: { StartRecordName?: string | undefined; StartRecordType?: 'A' | undefined } | undefined =
    {};
  while (at) {
    const page: RecordPage | undefined = await unless(
      NO_ZONE,
      route53.listResourceRecordSets({ HostedZoneId: id, ...at }),
    );
    all.push(...(page?.ResourceRecordSets ?? []));
    at = page?.IsTruncated
      ? { StartRecordName: page.NextRecordName, StartRecordType: page.NextRecordType as 'A' }
      : undefined;
  }
  return all;
}

/** Changes records and waits until all of Route 53's servers know. */
async function change(aws: Aws, id: string, Changes: Change[]): Promise<void> {
  const route53 = await aws.route53();
  const answer = await route53.changeResourceRecordSets({
    HostedZoneId: id,
    ChangeBatch: { Changes },
  });
  const Id = bare(must(answer.ChangeInfo?.Id, 'ChangeInfo.Id'));
  if (answer.ChangeInfo?.Status === 'INSYNC') return;
  await aws.until(`DNS change ${Id}`, async () => {
    const { ChangeInfo } = await route53.getChange({ Id });
    return ChangeInfo?.Status === 'INSYNC' ? true : undefined;
  });
}

const alias = obj({
  name: str().comparedBy(domainName).required(),
  zoneId: str().required(),
  evaluateTargetHealth: bool().required(),
});

const RECORD = {
  zoneId: str().required().replaces(),
  name: str().comparedBy(domainName).required().replaces(),
  type: str()
    .oneOf(
      'A',
      'AAAA',
      'CAA',
      'CNAME',
      'DS',
      'HTTPS',
      'MX',
      'NAPTR',
      'NS',
      'PTR',
      'SOA',
      'SPF',
      'SRV',
      'SSHFP',
      'SVCB',
      'TLSA',
      'TXT',
    )
    .required(),
  ttl: num().between(0, 2147483647),
  records: set(str()),
  aliases: list(alias),
  allowOverwrite: bool().local().computed(),
  fqdn: str().output(),
} as const;
type RecordValues = Values<typeof RECORD>;

export const record = resource({
  token: 'aws:route53/record:Record',
  shape: RECORD,
  faults: (inputs) => {
    const [records, aliases] = [inputs['records'] !== undefined, inputs['aliases'] !== undefined];
    if (records === aliases)
      return [{ property: 'records', reason: 'exactly one of records, aliases is required' }];
    if (records === (inputs['ttl'] !== undefined)) return [];
    return [{ property: 'ttl', reason: 'goes with records, and only with them' }];
  },
  async create(aws, wanted) {
    const Action = wanted.allowOverwrite ? 'UPSERT' : 'CREATE';
    await change(aws, wanted.zoneId, [{ Action, ResourceRecordSet: await setOf(aws, wanted) }]);
    return `${wanted.zoneId}_${wanted.name}_${wanted.type}`;
  },
  async read(aws, id, state) {
    const [zoneId, name, type] = partsOf(id);
    const fqdn = await fqdnOf(aws, zoneId, name);
    const found = fqdn === undefined ? [] : await recordsOf(aws, zoneId);
    const it = found.find((each) => decoded(each.Name) === fqdn && each.Type === type);
    return it && { ...recordFrom(it), zoneId, name: state.name ?? name, type, fqdn };
  },
  async update(aws, { state, wanted }) {
    const next: Change = { Action: 'UPSERT', ResourceRecordSet: await setOf(aws, wanted) };
    if (state.type === wanted.type) return change(aws, wanted.zoneId, [next]);
    const before = { ...state, type: must(state.type, 'type') } as RecordValues;
    const gone: Change = { Action: 'DELETE', ResourceRecordSet: await setOf(aws, before) };
    return change(aws, wanted.zoneId, [gone, { ...next, Action: 'CREATE' }]);
  },
  async delete(aws, id) {
    const [zoneId, name, type] = partsOf(id);
    const fqdn = await fqdnOf(aws, zoneId, name);
    const found = fqdn === undefined ? [] : await recordsOf(aws, zoneId);
    const it = found.find((each) => decoded(each.Name) === fqdn && each.Type === type);
    if (it) await change(aws, zoneId, [{ Action: 'DELETE', ResourceRecordSet: it }]);
  },
});

/** `zone_name_type`; the name may itself hold underscores. */
function partsOf(id: string): [zoneId: string, name: string, type: string] {
  const parts = id.split('_');
  return [parts[0] ?? '', parts.slice(1, -1).join('_'), parts.at(-1) ?? ''];
}

/** Route 53 answers `*` as `\052`. */
const decoded = (name: string | undefined): unknown =>
  domainName(name?.replace('\\052', '*') ?? '');

/** The record's whole name: a program may give it without the zone's. */
async function fqdnOf(aws: Aws, zoneId: string, name: string): Promise<string | undefined> {
  const route53 = await aws.route53();
  const found = await unless(NO_ZONE, route53.getHostedZone({ Id: zoneId }));
  if (!found?.HostedZone) return undefined;
  const [own, given] = [String(domainName(found.HostedZone.Name)), String(domainName(name))];
  return given === own || given.endsWith(`.${own}`)
    ? given
    : given === ''
      ? own
      : `${given}.${own}`;
}

async function setOf(aws: Aws, wanted: RecordValues): Promise<ResourceRecordSet> {
  const target = wanted.aliases?.[0];
  return {
    Name: must(await fqdnOf(aws, wanted.zoneId, wanted.name), `hosted zone ${wanted.zoneId}`),
    Type: wanted.type as 'A',
    ...(target
      ? {
          AliasTarget: {
            DNSName: target.name,
            HostedZoneId: target.zoneId,
            EvaluateTargetHealth: target.evaluateTargetHealth,
          },
        }
      : {
          TTL: wanted.ttl,
          ResourceRecords: (wanted.records ?? []).map((each) => ({
            Value: valueFor(wanted.type, each),
          })),
        }),
  };
}

/** Text records are quoted on the wire. */
const valueFor = (type: string, value: string): string =>
  (type === 'TXT' || type === 'SPF') && !value.startsWith('"') ? `"${value}"` : value;

function recordFrom(it: ResourceRecordSet) {
  const target = it.AliasTarget;
  if (target) {
    const name = must(target.DNSName, 'DNSName').replace(/\.$/, '');
    const zoneId = must(target.HostedZoneId, 'HostedZoneId');
    return {
      aliases: [{ name, zoneId, evaluateTargetHealth: target.EvaluateTargetHealth ?? false }],
    };
  }
  const text = it.Type === 'TXT' || it.Type === 'SPF';
  const values = (it.ResourceRecords ?? []).map((each) => must(each.Value, 'Value'));
  return { ttl: it.TTL, records: text ? values.map((each) => each.replace(/^"|"$/g, '')) : values };
}
