import type { Aws } from '../../aws.ts';
import { type TagMap, changeTags, tagList, tagsFrom } from '../tags.ts';

/** The topic's tags, without AWS's own. */
export async function topicTags(aws: Aws, ResourceArn: string): Promise<TagMap> {
  const { Tags = [] } = await (await aws.sns()).listTagsForResource({ ResourceArn });
  return tagsFrom(Tags);
}

/** Brings the topic's tags from `before` to `after`. */
export async function retagTopic(
  aws: Aws,
  ResourceArn: string,
  before: TagMap | undefined,
  after: TagMap | undefined,
): Promise<void> {
  const sns = await aws.sns();
  await changeTags(before, after, {
    untag: (TagKeys) => sns.untagResource({ ResourceArn, TagKeys }),
    tag: (tags) => sns.tagResource({ ResourceArn, Tags: tagList(tags) }),
  });
}
