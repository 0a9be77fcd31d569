/** First and last address of an IPv4 block as numbers; undefined when it is not one. */
export function rangeOf(cidr: string): { first: number; last: number } | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(cidr);
  if (!match) return undefined;
  const [a = 256, b = 256, c = 256, d = 256, bits = 33] = match.slice(1).map(Number);
  if (Math.max(a, b, c, d) > 255 || bits > 32) return undefined;
  const size = 2 ** (32 - bits);
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  const first = Math.floor(address / size) * size;
  return { first, last: first + size - 1 };
}

/** Whether two IPv4 blocks share an address. */
export function overlap(left: string, right: string): boolean {
  const [a, b] = [rangeOf(left), rangeOf(right)];
  return a !== undefined && b !== undefined && a.first <= b.last && b.first <= a.last;
}

/** Whether `inner` lies wholly in `outer`. */
export function contains(outer: string, inner: string): boolean {
  const [a, b] = [rangeOf(outer), rangeOf(inner)];
  return a !== undefined && b !== undefined && a.first <= b.first && b.last <= a.last;
}
