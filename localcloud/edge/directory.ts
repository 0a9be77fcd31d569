import {
  ElasticLoadBalancingV2Client,
  paginateDescribeListeners,
  paginateDescribeLoadBalancers,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  ListResourceRecordSetsCommand,
  paginateListHostedZones,
  Route53Client,
  type ListResourceRecordSetsRequest,
  type ListResourceRecordSetsResponse,
  type ResourceRecordSet,
} from '@aws-sdk/client-route-53';
import { normalName, resolveName, type DnsRecord, type DnsZone } from './dns.ts';

export interface DirectoryOptions {
  /** Where AWS answers. */
  readonly endpoint: string;
  readonly region: string;
  /** Account, as MiniStack reads it from the access key. */
  readonly accessKeyId: string;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
}

export interface LoadBalancerEntry {
  readonly name: string;
  /** Names are unique in a region only. */
  readonly region: string;
  readonly dnsName: string;
  readonly listenerPorts: readonly number[];
}

/** What the emulator knows now: zones and load balancers. */
export interface Snapshot {
  readonly zones: readonly DnsZone[];
  readonly loadBalancers: readonly LoadBalancerEntry[];
}

/** Answers are kept this long: shorter than anything a person notices, long enough for a page. */
const KEEP_MS = 1_000;
/** A name that is not found is looked up again when the answer is older than this. */
const KEEP_MISSES_MS = 100;
/** Further name of every load balancer, for a base without a domain. */
const LOCAL_SUFFIX = '.elb.localhost';
const REGION = '[a-z]{2}(?:-[a-z]+)+-\\d';
const OWN_NAME = new RegExp(`\\.(${REGION})\\.elb\\.(?:amazonaws\\.com|localhost)$`);

/** Region in a load balancer's own DNS name. */
function regionOf(name: string): string | undefined {
  return OWN_NAME.exec(normalName(name))?.[1];
}

/** @param regions Where load balancers are looked for besides the regions that records lead to. */
export type LoadSnapshot = (regions: ReadonlySet<string>) => Promise<Snapshot>;

/** Finds the load balancer behind a host, as DNS would, from the emulator's Route 53. */
export class Directory {
  readonly #load: LoadSnapshot;
  /** Regions of names that were asked for. */
  readonly #regions = new Set<string>();
  readonly #now: () => number;
  #taken = -Infinity;
  #snapshot: Promise<Snapshot> | undefined;

  constructor(load: LoadSnapshot, now: () => number) {
    this.#load = load;
    this.#now = now;
  }

  /** @returns undefined when no record leads from `host` to a load balancer */
  async find(host: string): Promise<LoadBalancerEntry | undefined> {
    const region = regionOf(host);
    if (region !== undefined && !this.#regions.has(region)) {
      this.#regions.add(region);
      this.#snapshot = undefined;
    }
    const found = findLoadBalancer(await this.#recent(KEEP_MS), host);
    return found ?? findLoadBalancer(await this.#recent(KEEP_MISSES_MS), host);
  }

  #recent(keepMs: number): Promise<Snapshot> {
    if (this.#snapshot && this.#now() - this.#taken < keepMs) return this.#snapshot;
    this.#taken = this.#now();
    const snapshot = this.#load(this.#regions);
    this.#snapshot = snapshot;
    snapshot.catch(() => {
      if (this.#snapshot === snapshot) this.#snapshot = undefined; // the next request asks again
    });
    return snapshot;
  }
}

/**
 * The load balancer a host leads to: by records, by its own DNS name, by `<name>.elb.localhost`, or, where
 * several regions have one of that name, by `<name>.<region>.elb.localhost`.
 */
export function findLoadBalancer(
  { zones, loadBalancers }: Snapshot,
  host: string,
): LoadBalancerEntry | undefined {
  const named = (asked: string) =>
    loadBalancers.find(({ name, region }) =>
      [`${name}${LOCAL_SUFFIX}`, `${name}.${region}${LOCAL_SUFFIX}`].some(
        (own) => own.toLowerCase() === asked,
      ),
    );
  const target = resolveName(zones, host)?.replace(/^dualstack\./, '');
  return (
    named(normalName(host)) ?? loadBalancers.find(({ dnsName }) => normalName(dnsName) === target)
  );
}

/** Reads zones, records, and the load balancers and listeners of all regions that are of interest. */
export function awsSnapshots(options: DirectoryOptions): LoadSnapshot {
  const settings = (region: string) => ({
    endpoint: options.endpoint,
    region,
    credentials: { accessKeyId: options.accessKeyId, secretAccessKey: 'local' },
    customUserAgent: 'macro-infra-edge',
  });
  const route53 = new Route53Client(settings(options.region));
  const clients = new Map<string, ElasticLoadBalancingV2Client>();
  const balancing = (region: string) => {
    const client = clients.get(region) ?? new ElasticLoadBalancingV2Client(settings(region));
    clients.set(region, client);
    return client;
  };
  return async (asked) => {
    const zones = await readZones(route53);
    const regions = new Set([options.region, ...asked, ...zones.flatMap(regionsOf)]);
    const each = [...regions].map((region) => readLoadBalancers(balancing(region), region));
    return { zones, loadBalancers: (await Promise.all(each)).flat() };
  };
}

function regionsOf({ records }: DnsZone): readonly string[] {
  return records.flatMap(({ target = '' }) => regionOf(target) ?? []);
}

async function readZones(client: Route53Client): Promise<DnsZone[]> {
  const zones: { id: string; name: string }[] = [];
  for await (const page of paginateListHostedZones({ client }, {})) {
    for (const { Id, Name, Config } of page.HostedZones ?? []) {
      if (Id !== undefined && Name !== undefined && Config?.PrivateZone !== true) {
        zones.push({ id: Id, name: normalName(Name) });
      }
    }
  }
  return Promise.all(
    zones.map(async ({ id, name }) => ({ name, records: await readRecords(client, id) })),
  );
}

async function readRecords(client: Route53Client, zoneId: string): Promise<DnsRecord[]> {
  const records: DnsRecord[] = [];
  let from: ListResourceRecordSetsRequest | undefined = { HostedZoneId: zoneId };
  while (from) {
    const page: ListResourceRecordSetsResponse = await client.send(
      new ListResourceRecordSetsCommand(from),
    );
    records.push(...(page.ResourceRecordSets ?? []).map(toRecord));
    from = nextPage(zoneId, page);
  }
  return records;
}

function nextPage(
  zoneId: string,
  page: ListResourceRecordSetsResponse,
): ListResourceRecordSetsRequest | undefined {
  if (page.IsTruncated !== true) return undefined;
  return {
    HostedZoneId: zoneId,
    StartRecordName: page.NextRecordName,
    StartRecordType: page.NextRecordType,
    StartRecordIdentifier: page.NextRecordIdentifier,
  };
}

function toRecord(set: ResourceRecordSet): DnsRecord {
  const cname = set.Type === 'CNAME' ? set.ResourceRecords?.[0]?.Value : undefined;
  const target = set.AliasTarget?.DNSName ?? cname;
  return { name: normalName(set.Name ?? ''), ...(target === undefined ? {} : { target }) };
}

async function readLoadBalancers(
  client: ElasticLoadBalancingV2Client,
  region: string,
): Promise<LoadBalancerEntry[]> {
  const entries: Promise<LoadBalancerEntry>[] = [];
  for await (const page of paginateDescribeLoadBalancers({ client }, {})) {
    for (const { LoadBalancerArn, LoadBalancerName, DNSName } of page.LoadBalancers ?? []) {
      if (LoadBalancerArn === undefined) continue;
      const ports = readPorts(client, LoadBalancerArn);
      entries.push(
        ports.then((listenerPorts) => ({
          name: LoadBalancerName ?? '',
          region,
          dnsName: DNSName ?? '',
          listenerPorts,
        })),
      );
    }
  }
  return Promise.all(entries);
}

async function readPorts(client: ElasticLoadBalancingV2Client, arn: string): Promise<number[]> {
  const ports: number[] = [];
  for await (const page of paginateDescribeListeners({ client }, { LoadBalancerArn: arn })) {
    ports.push(...(page.Listeners ?? []).flatMap(({ Port }) => Port ?? []));
  }
  return ports;
}
