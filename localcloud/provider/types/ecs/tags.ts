import type { Aws } from '../../aws.ts';
import { type TagMap, tagMap, tagsGone, tagsSet } from '../tags.ts';
import type { Tag } from '@aws-sdk/client-ecs';

export function ecsPairs(tags: TagMap | undefined): { tags?: Tag[] } {
  const entries = tagsSet({}, tags);
  return entries.length === 0 ? {} : { tags: entries.map(([key, value]) => ({ key, value })) };
}

export const ecsTags = (tags: readonly Tag[] | undefined): TagMap =>
  tagMap((tags ?? []).map((tag) => [tag.key, tag.value]));

export async function retag(aws: Aws, arn: string, before?: TagMap, after?: TagMap): Promise<void> {
  const ecs = await aws.ecs();
  const gone = tagsGone(before, after);
  if (gone.length > 0) await ecs.untagResource({ resourceArn: arn, tagKeys: gone });
  const { tags } = ecsPairs(Object.fromEntries(tagsSet(before, after)));
  if (tags) await ecs.tagResource({ resourceArn: arn, tags });
}
