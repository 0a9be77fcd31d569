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

/** Finds the load balancer behind a host, as DNS would, from the emulator's Route 53. */
export class Directory {
  readonly #load: () => Promise<Snapshot>;
  readonly #now: () => number;
  #taken = -Infinity;
  #snapshot: Promise<Snapshot> | undefined;

  constructor(load: () => Promise<Snapshot>, now: () => number) {
    this.#load = load;
    this.#now = now;
  }

  /** @returns undefined when no record leads from `host` to a load balancer */
  async find(host: string): Promise<LoadBalancerEntry | undefined> {
    const found = findLoadBalancer(await this.#recent(KEEP_MS), host);
    return found ?? findLoadBalancer(await this.#recent(KEEP_MISSES_MS), host);
  }

  #recent(keepMs: number): Promise<Snapshot> {
    if (this.#snapshot && this.#now() - this.#taken < keepMs) return this.#snapshot;
    this.#taken = this.#now();
    const snapshot = this.#load();
    this.#snapshot = snapshot;
    snapshot.catch(() => {
      if (this.#snapshot === snapshot) this.#snapshot = undefined; // the next request asks again
    });
    return snapshot;
  }
}

/** The load balancer a host leads to: by records, by its own DNS name, or by `<name>.elb.localhost`. */
export function findLoadBalancer(
  { zones, loadBalancers }: Snapshot,
  host: string,
): LoadBalancerEntry | undefined {
  const named = (name: string) =>
    loadBalancers.find((balancer) => `${balancer.name.toLowerCase()}${LOCAL_SUFFIX}` === name);
  const target = resolveName(zones, host)?.replace(/^dualstack\./, '');
  return (
    named(normalName(host)) ?? loadBalancers.find(({ dnsName }) => normalName(dnsName) === target)
  );
}

/** Reads zones, records, load balancers and listeners from the emulator. */
export function awsSnapshots(options: DirectoryOptions): () => Promise<Snapshot> {
  const settings = {
    endpoint: options.endpoint,
    region: options.region,
    credentials: { accessKeyId: options.accessKeyId, secretAccessKey: 'local' },
    customUserAgent: 'macro-infra-edge',
  };
  const route53 = new Route53Client(settings);
  const balancing = new ElasticLoadBalancingV2Client(settings);
  return async () => {
    const [zones, loadBalancers] = await Promise.all([
      readZones(route53),
      readLoadBalancers(balancing),
    ]);
    return { zones, loadBalancers };
  };
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
): Promise<LoadBalancerEntry[]> {
  const entries: Promise<LoadBalancerEntry>[] = [];
  for await (const page of paginateDescribeLoadBalancers({ client }, {})) {
    for (const { LoadBalancerArn, LoadBalancerName, DNSName } of page.LoadBalancers ?? []) {
      if (LoadBalancerArn === undefined) continue;
      const ports = readPorts(client, LoadBalancerArn);
      entries.push(
        ports.then((listenerPorts) => ({
          name: LoadBalancerName ?? '',
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
