/** A record that leads somewhere else: an alias or a CNAME. */
export interface DnsRecord {
  /** Lower case, without a final dot; the first label may be `*`. */
  readonly name: string;
  /** Name it leads to; undefined for records that hold data (TXT, MX, addresses, ...). */
  readonly target?: string;
}

/** A hosted zone: a name and what is recorded below it. */
export interface DnsZone {
  readonly name: string;
  readonly records: readonly DnsRecord[];
}

const MAX_STEPS = 8;

/**
 * Follows aliases and CNAMEs as a resolver does: the most specific zone answers, an exact name
 * before a wildcard, and a wildcard only where nothing is closer (RFC 4592).
 * @returns the first name on the way that no zone leads further from; the name itself when it is
 *   not recorded at all; undefined when names lead in circles.
 */
export function resolveName(zones: readonly DnsZone[], name: string): string | undefined {
  let current = normalName(name);
  for (let step = 0; step < MAX_STEPS; step++) {
    const target = targetOf(zones, current);
    if (target === undefined) return current;
    current = normalName(target);
  }
  return undefined;
}

/** A name as it is compared: lower case, no final dot, `*` for Route 53's `\052`. */
export function normalName(name: string): string {
  return name.toLowerCase().replace(/\.$/, '').replaceAll('\\052', '*');
}

function targetOf(zones: readonly DnsZone[], name: string): string | undefined {
  const zone = zones
    .filter((candidate) => name === candidate.name || name.endsWith(`.${candidate.name}`))
    .sort((a, b) => b.name.length - a.name.length)[0];
  if (!zone) return undefined;
  const owner = ownerOf(zone, name);
  return zone.records.find((record) => record.name === owner && record.target !== undefined)
    ?.target;
}

/** The recorded name that answers for `name`: itself, or the wildcard below its closest encloser. */
function ownerOf(zone: DnsZone, name: string): string | undefined {
  if (exists(zone, name)) return name;
  for (let parent = parentOf(name); parent !== ''; parent = parentOf(parent)) {
    const wildcard = `*.${parent}`;
    if (zone.records.some((record) => record.name === wildcard)) return wildcard;
    if (exists(zone, parent)) return undefined;
  }
  return undefined;
}

/** A name exists when something is recorded at it or anywhere below it. */
function exists(zone: DnsZone, name: string): boolean {
  return zone.records.some((record) => record.name === name || record.name.endsWith(`.${name}`));
}

function parentOf(name: string): string {
  const dot = name.indexOf('.');
  return dot < 0 ? '' : name.slice(dot + 1);
}
