import type { Aws } from '../../aws.ts';
import { type TagMap, tagMap, tagsGone, tagsSet } from '../tags.ts';
import type { Tag } from '@aws-sdk/client-elastic-load-balancing-v2';

export function elbTags(tags: TagMap | undefined): { Tags?: Tag[] } {
  const entries = tagsSet({}, tags);
  return entries.length === 0 ? {} : { Tags: entries.map(([Key, Value]) => ({ Key, Value })) };
}

export async function tagsOf(aws: Aws, arn: string): Promise<TagMap> {
  const answer = await (await aws.elb()).describeTags({ ResourceArns: [arn] });
  const tags = answer.TagDescriptions?.[0]?.Tags ?? [];
  return tagMap(tags.map((tag) => [tag.Key, tag.Value]));
}

export async function retag(aws: Aws, arn: string, before?: TagMap, after?: TagMap): Promise<void> {
  const elb = await aws.elb();
  const gone = tagsGone(before, after);
  if (gone.length > 0) await elb.removeTags({ ResourceArns: [arn], TagKeys: gone });
  const { Tags } = elbTags(Object.fromEntries(tagsSet(before, after)));
  if (Tags) await elb.addTags({ ResourceArns: [arn], Tags });
}
