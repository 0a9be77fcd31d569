export type TagMap = Readonly<Record<string, string>>;

/** A tag as most services answer it. */
export interface Tag {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

/** AWS's pairs as a map; its own `aws:` tags are not ours to show. */
export function tagMap(
  pairs: readonly (readonly [string | undefined, string | undefined])[],
): Record<string, string> {
  const ours = pairs.filter(([key]) => key !== undefined && !key.startsWith('aws:'));
  return Object.fromEntries(ours.map(([key, value]) => [key ?? '', value ?? '']));
}

/** Tags as most services answer them, as a map without AWS's own. */
export function tagsFrom(tags: readonly Tag[] = []): Record<string, string> {
  return tagMap(tags.map((tag) => [tag.Key, tag.Value]));
}

/** Tags as most services take them. */
export function tagList(tags: TagMap = {}): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** Keys that have to be taken off. */
export function tagsGone(before: TagMap = {}, after: TagMap = {}): string[] {
  return Object.keys(before).filter((key) => !(key in after));
}

/** Tags that have to be written: new ones and those with another value. */
export function tagsSet(before: TagMap = {}, after: TagMap = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(after).filter(([key, value]) => before[key] !== value));
}

/** One resource's tags, in its service's own calls. */
interface TagCalls {
  untag(keys: string[]): Promise<unknown>;
  tag(tags: Record<string, string>): Promise<unknown>;
}

/** Takes off the tags that are gone, then writes those that are new or differ; asks for no more. */
export async function changeTags(
  before: TagMap | undefined,
  after: TagMap | undefined,
  calls: TagCalls,
): Promise<void> {
  const gone = tagsGone(before, after);
  if (gone.length > 0) await calls.untag(gone);
  const set = tagsSet(before, after);
  if (Object.keys(set).length > 0) await calls.tag(set);
}
