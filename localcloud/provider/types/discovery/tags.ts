import type { Tag } from '@aws-sdk/client-servicediscovery';
import { type Aws, unless } from '../../aws.ts';
import { type TagMap, changeTags, tagList, tagsFrom } from '../tags.ts';

const GONE = /^(NamespaceNotFound|ServiceNotFound|ResourceNotFoundException)$/;

/** Tags in the form Cloud Map takes them at creation; nothing where there are none. */
export function tagRequest(tags: TagMap | undefined): { Tags?: Tag[] } {
  const Tags = tagList(tags);
  return Tags.length === 0 ? {} : { Tags };
}

/** The resource's tags; none where it is gone. */
export async function tagsOf(aws: Aws, arn: string | undefined): Promise<TagMap> {
  const cloudMap = await aws.serviceDiscovery();
  const answer = await unless(GONE, cloudMap.listTagsForResource({ ResourceARN: arn }));
  return tagsFrom(answer?.Tags);
}

/** Brings the resource's tags from `before` to `after`. */
export async function retag(
  aws: Aws,
  arn: string | undefined,
  before?: TagMap,
  after?: TagMap,
): Promise<void> {
  const cloudMap = await aws.serviceDiscovery();
  await changeTags(before, after, {
    untag: (TagKeys) => cloudMap.untagResource({ ResourceARN: arn, TagKeys }),
    tag: (tags) => cloudMap.tagResource({ ResourceARN: arn, Tags: tagList(tags) }),
  });
}
