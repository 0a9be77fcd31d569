import type { ResourceType as Ec2Type, Tag } from '@aws-sdk/client-ec2';
import type { Aws } from '../../aws.ts';
import { type TagMap, tagMap, tagsGone, tagsSet } from '../tags.ts';

/** Tags in the form EC2 takes them at creation; nothing where there are none. */
export function tagSpecification(
  type: Ec2Type,
  tags: TagMap | undefined,
): { TagSpecifications?: { ResourceType: Ec2Type; Tags: Tag[] }[] } {
  const entries = tagsSet({}, tags);
  return entries.length === 0
    ? {}
    : {
        TagSpecifications: [
          { ResourceType: type, Tags: entries.map(([Key, Value]) => ({ Key, Value })) },
        ],
      };
}

export async function retag(aws: Aws, id: string, before?: TagMap, after?: TagMap): Promise<void> {
  const ec2 = await aws.ec2();
  const gone = tagsGone(before, after);
  const set = tagsSet(before, after);
  if (gone.length > 0) {
    await ec2.deleteTags({ Resources: [id], Tags: gone.map((Key) => ({ Key })) });
  }
  if (set.length > 0) {
    await ec2.createTags({ Resources: [id], Tags: set.map(([Key, Value]) => ({ Key, Value })) });
  }
}

export const ec2Tags = (tags: readonly Tag[] | undefined): TagMap =>
  tagMap((tags ?? []).map((tag) => [tag.Key, tag.Value]));
