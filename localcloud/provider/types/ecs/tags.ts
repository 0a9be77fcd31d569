import type { Aws } from '../../aws.ts';
import { type TagMap, changeTags, tagMap } from '../tags.ts';
import type { Tag } from '@aws-sdk/client-ecs';

/** Tags as ECS writes them. */
export const ecsTagList = (tags: TagMap = {}): { key: string; value: string }[] =>
  Object.entries(tags).map(([key, value]) => ({ key, value }));

/** Tags in the form they are taken at creation; nothing where there are none. */
export function newEcsTags(tags: TagMap | undefined): { tags?: Tag[] } {
  const all = ecsTagList(tags);
  return all.length === 0 ? {} : { tags: all };
}

/** ECS's tags as a map, without AWS's own. */
export const ecsTags = (tags: readonly Tag[] | undefined): TagMap =>
  tagMap((tags ?? []).map((tag) => [tag.key, tag.value]));

/** Brings the resource's tags from `before` to `after`. */
export async function retag(aws: Aws, arn: string, before?: TagMap, after?: TagMap): Promise<void> {
  const ecs = await aws.ecs();
  await changeTags(before, after, {
    untag: (tagKeys) => ecs.untagResource({ resourceArn: arn, tagKeys }),
    tag: (tags) => ecs.tagResource({ resourceArn: arn, tags: ecsTagList(tags) }),
  });
}
