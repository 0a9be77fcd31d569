import type { Aws } from '../../aws.ts';
import { type TagMap, changeTags, tagMap } from '../tags.ts';

/** The resource's tags, without AWS's own. */
export async function tagsOf(aws: Aws, ResourceArn: string): Promise<TagMap> {
  const { Tags = {} } = await (await aws.backup()).listTags({ ResourceArn });
  return tagMap(Object.entries(Tags));
}

/** Brings the resource's tags from `before` to `after`. */
export async function retag(
  aws: Aws,
  ResourceArn: string,
  before: TagMap | undefined,
  after: TagMap | undefined,
): Promise<void> {
  const backup = await aws.backup();
  await changeTags(before, after, {
    untag: (TagKeyList) => backup.untagResource({ ResourceArn, TagKeyList }),
    tag: (Tags) => backup.tagResource({ ResourceArn, Tags }),
  });
}
