import type { Aws } from '../../aws.ts';
import { type TagMap, tagMap, tagsGone, tagsSet } from '../tags.ts';

export async function topicTags(aws: Aws, ResourceArn: string): Promise<TagMap> {
  const { Tags = [] } = await (await aws.sns()).listTagsForResource({ ResourceArn });
  return tagMap(Tags.map((tag) => [tag.Key, tag.Value]));
}

export async function retagTopic(
  aws: Aws,
  ResourceArn: string,
  before: TagMap | undefined,
  after: TagMap | undefined,
): Promise<void> {
  const sns = await aws.sns();
  const gone = tagsGone(before, after);
  if (gone.length > 0) await sns.untagResource({ ResourceArn, TagKeys: gone });
  const Tags = tagsSet(before, after).map(([Key, Value]) => ({ Key, Value }));
  if (Tags.length > 0) await sns.tagResource({ ResourceArn, Tags });
}
