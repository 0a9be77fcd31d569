import type { Aws } from '../../aws.ts';
import { type TagMap, tagMap, tagsGone, tagsSet } from '../tags.ts';

/** Tags as Cost Explorer takes them with a new resource; none is not an empty list. */
export function resourceTags(tags: TagMap | undefined) {
  const all = tagsSet({}, tags).map(([Key, Value]) => ({ Key, Value }));
  return all.length === 0 ? undefined : all;
}

export async function tagsAt(aws: Aws, ResourceArn: string): Promise<TagMap> {
  const explorer = await aws.costExplorer();
  const { ResourceTags = [] } = await explorer.listTagsForResource({ ResourceArn });
  return tagMap(ResourceTags.map((tag) => [tag.Key, tag.Value]));
}

export async function retagged(
  aws: Aws,
  ResourceArn: string,
  before: TagMap | undefined,
  after: TagMap | undefined,
): Promise<void> {
  const explorer = await aws.costExplorer();
  const ResourceTagKeys = tagsGone(before, after);
  if (ResourceTagKeys.length > 0) await explorer.untagResource({ ResourceArn, ResourceTagKeys });
  const ResourceTags = tagsSet(before, after).map(([Key, Value]) => ({ Key, Value }));
  if (ResourceTags.length > 0) await explorer.tagResource({ ResourceArn, ResourceTags });
}
