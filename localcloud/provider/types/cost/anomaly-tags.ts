import type { Aws } from '../../aws.ts';
import { type TagMap, changeTags, tagList, tagsFrom } from '../tags.ts';

/** Tags as Cost Explorer takes them with a new resource; none is not an empty list. */
export function resourceTags(tags: TagMap | undefined) {
  const all = tagList(tags);
  return all.length === 0 ? undefined : all;
}

/** The resource's tags, without AWS's own. */
export async function tagsAt(aws: Aws, ResourceArn: string): Promise<TagMap> {
  const explorer = await aws.costExplorer();
  const { ResourceTags = [] } = await explorer.listTagsForResource({ ResourceArn });
  return tagsFrom(ResourceTags);
}

/** Brings the resource's tags from `before` to `after`. */
export async function retagged(
  aws: Aws,
  ResourceArn: string,
  before: TagMap | undefined,
  after: TagMap | undefined,
): Promise<void> {
  const explorer = await aws.costExplorer();
  await changeTags(before, after, {
    untag: (ResourceTagKeys) => explorer.untagResource({ ResourceArn, ResourceTagKeys }),
    tag: (tags) => explorer.tagResource({ ResourceArn, ResourceTags: tagList(tags) }),
  });
}
