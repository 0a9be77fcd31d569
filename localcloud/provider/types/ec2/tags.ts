import type { ResourceType as Ec2Type, Tag } from '@aws-sdk/client-ec2';
import type { Aws } from '../../aws.ts';
import { type TagMap, changeTags, tagList } from '../tags.ts';

/** Tags in the form EC2 takes them at creation; nothing where there are none. */
export function tagSpecification(
  type: Ec2Type,
  tags: TagMap | undefined,
): { TagSpecifications?: { ResourceType: Ec2Type; Tags: Tag[] }[] } {
  const Tags = tagList(tags);
  return Tags.length === 0 ? {} : { TagSpecifications: [{ ResourceType: type, Tags }] };
}

/** Brings the resource's tags from `before` to `after`. */
export async function retag(aws: Aws, id: string, before?: TagMap, after?: TagMap): Promise<void> {
  const ec2 = await aws.ec2();
  const Resources = [id];
  await changeTags(before, after, {
    untag: (keys) => ec2.deleteTags({ Resources, Tags: keys.map((Key) => ({ Key })) }),
    tag: (tags) => ec2.createTags({ Resources, Tags: tagList(tags) }),
  });
}
