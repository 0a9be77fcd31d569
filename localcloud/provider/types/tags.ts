export type TagMap = Readonly<Record<string, string>>;

/** AWS's pairs as a map; its own `aws:` tags are not ours to show. */
export function tagMap(
  pairs: readonly (readonly [string | undefined, string | undefined])[],
): Record<string, string> {
  const ours = pairs.filter(([key]) => key !== undefined && !key.startsWith('aws:'));
  return Object.fromEntries(ours.map(([key, value]) => [key ?? '', value ?? '']));
}

/** Keys that have to be taken off. */
export function tagsGone(before: TagMap = {}, after: TagMap = {}): string[] {
  return Object.keys(before).filter((key) => !(key in after));
}

/** Tags that have to be written: new ones and those with another value. */
export function tagsSet(before: TagMap = {}, after: TagMap = {}): [string, string][] {
  return Object.entries(after).filter(([key, value]) => before[key] !== value);
}
