import type { Change, ResourceRecordSet } from '@aws-sdk/client-route-53';
import { type Aws, must, unless } from '../../aws.ts';
import { resource } from '../../resource.ts';
import { type Values, bool, list, num, obj, set, str } from '../../schema/prop.ts';
import { NO_ZONE, change, domainName, recordsOf } from './record-sets.ts';

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
