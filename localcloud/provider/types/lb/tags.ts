import type { Aws } from '../../aws.ts';
import { type TagMap, changeTags, tagList, tagsFrom } from '../tags.ts';
import type { Tag } from '@aws-sdk/client-elastic-load-balancing-v2';

/** Tags in the form they are taken at creation; nothing where there are none. */
export function elbTags(tags: TagMap | undefined): { Tags?: Tag[] } {
  const Tags = tagList(tags);
  return Tags.length === 0 ? {} : { Tags };
}

/** The resource's tags, without AWS's own. */
export async function tagsOf(aws: Aws, arn: string): Promise<TagMap> {
  const answer = await (await aws.elb()).describeTags({ ResourceArns: [arn] });
  return tagsFrom(answer.TagDescriptions?.[0]?.Tags);
}

/** Brings the resource's tags from `before` to `after`. */
export async function retag(aws: Aws, arn: string, before?: TagMap, after?: TagMap): Promise<void> {
  const elb = await aws.elb();
  const ResourceArns = [arn];
  await changeTags(before, after, {
    untag: (TagKeys) => elb.removeTags({ ResourceArns, TagKeys }),
    tag: (tags) => elb.addTags({ ResourceArns, Tags: tagList(tags) }),
  });
}
