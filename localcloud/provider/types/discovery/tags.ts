import type { Tag } from '@aws-sdk/client-servicediscovery';
import { type Aws, unless } from '../../aws.ts';
import { type TagMap, tagMap, tagsGone, tagsSet } from '../tags.ts';

const GONE = /^(NamespaceNotFound|ServiceNotFound|ResourceNotFoundException)$/;

/** Tags in the form Cloud Map takes them at creation; nothing where there are none. */
export function tagRequest(tags: TagMap | undefined): { Tags?: Tag[] } {
  const entries = tagsSet({}, tags).map(([Key, Value]) => ({ Key, Value }));
  return entries.length === 0 ? {} : { Tags: entries };
}

export async function tagsOf(aws: Aws, arn: string | undefined): Promise<TagMap> {
  const cloudMap = await aws.serviceDiscovery();
  const answer = await unless(GONE, cloudMap.listTagsForResource({ ResourceARN: arn }));
  return tagMap((answer?.Tags ?? []).map(({ Key, Value }) => [Key, Value]));
}

export async function retag(
  aws: Aws,
  arn: string | undefined,
  before?: TagMap,
  after?: TagMap,
): Promise<void> {
  const cloudMap = await aws.serviceDiscovery();
  const gone = tagsGone(before, after);
  if (gone.length > 0) await cloudMap.untagResource({ ResourceARN: arn, TagKeys: gone });
  const { Tags } = tagRequest(Object.fromEntries(tagsSet(before, after)));
  if (Tags !== undefined) await cloudMap.tagResource({ ResourceARN: arn, Tags });
}
