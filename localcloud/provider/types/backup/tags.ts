import type { Aws } from '../../aws.ts';
import { type TagMap, tagMap, tagsGone, tagsSet } from '../tags.ts';

export async function tagsOf(aws: Aws, ResourceArn: string): Promise<TagMap> {
  const { Tags = {} } = await (await aws.backup()).listTags({ ResourceArn });
  return tagMap(Object.entries(Tags));
}

export async function retag(
  aws: Aws,
  ResourceArn: string,
  before: TagMap | undefined,
  after: TagMap | undefined,
): Promise<void> {
  const backup = await aws.backup();
  const TagKeyList = tagsGone(before, after);
  if (TagKeyList.length > 0) await backup.untagResource({ ResourceArn, TagKeyList });
  const set = tagsSet(before, after);
  if (set.length > 0) await backup.tagResource({ ResourceArn, Tags: Object.fromEntries(set) });
}
