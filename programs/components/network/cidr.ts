/** An IPv4 range: first address as an unsigned number, and the length of its prefix. */
interface Range {
  readonly start: number;
  readonly bits: number;
}

export interface SubnetRanges {
  readonly public: readonly string[];
  readonly private: readonly string[];
}

/** Zones the carving has room for; the slots of those not used stay free for later. */
const MAX_ZONES = 4;

/**
 * Carves a VPC into one public and one private subnet per zone. The range is cut into eight equal
 * parts, four public and four private, so that a third zone never moves the first two.
 * `10.0.0.0/16` with two zones: public `10.0.0.0/19`, `10.0.32.0/19`, private `10.0.128.0/19`, ...
 */
export function carveSubnets(cidr: string, zones: number): SubnetRanges {
  const vpc = parse(cidr);
  const part = (slot: number) => format(nth(vpc, vpc.bits + 3, slot));
  const indexes = Array.from({ length: zones }, (_, index) => index);
  return { public: indexes.map(part), private: indexes.map((index) => part(index + MAX_ZONES)) };
}

/** First address of a range and the first after it, as unsigned numbers. */
export function bounds(cidr: string): readonly [number, number] {
  const { start, bits } = parse(cidr);
  const size = 2 ** (32 - bits);
  const low = Math.floor(start / size) * size;
  return [low, low + size];
}

/** True when two IPv4 ranges share an address. */
export function overlaps(one: string, two: string): boolean {
  const [lowOne, highOne] = bounds(one);
  const [lowTwo, highTwo] = bounds(two);
  return lowOne < highTwo && lowTwo < highOne;
}

function parse(cidr: string): Range {
  const [address = '', bits = ''] = cidr.split('/');
  const start = address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
  return { start, bits: Number(bits) };
}

function nth(range: Range, bits: number, index: number): Range {
  return { start: range.start + index * 2 ** (32 - bits), bits };
}

function format({ start, bits }: Range): string {
  const octets = [24, 16, 8, 0].map((shift) => Math.floor(start / 2 ** shift) % 256);
  return `${octets.join('.')}/${bits}`;
}
