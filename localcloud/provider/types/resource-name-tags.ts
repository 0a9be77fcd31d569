import { type TagMap, tagMap, tagsGone, tagsSet } from './tags.ts';

interface Tag {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

/** The services that name what they tag `ResourceName`: RDS and ElastiCache. */
interface Tagging {
  listTagsForResource(input: { ResourceName: string }): Promise<{ TagList?: Tag[] | undefined }>;
  addTagsToResource(input: {
    ResourceName: string;
    Tags: { Key: string; Value: string }[];
  }): Promise<unknown>;
  removeTagsFromResource(input: { ResourceName: string; TagKeys: string[] }): Promise<unknown>;
}

/** Tags in the form they are taken at creation. */
export function newTags(tags: TagMap | undefined): { Tags: { Key: string; Value: string }[] } {
  return { Tags: tagsSet({}, tags).map(([Key, Value]) => ({ Key, Value })) };
}

export async function tagsOf(client: Tagging, arn: string): Promise<TagMap> {
  const { TagList = [] } = await client.listTagsForResource({ ResourceName: arn });
  return tagMap(TagList.map((tag) => [tag.Key, tag.Value]));
}

export async function retag(
  client: Tagging,
  ResourceName: string,
  before: TagMap | undefined,
  after: TagMap | undefined,
): Promise<void> {
  const TagKeys = tagsGone(before, after);
  if (TagKeys.length > 0) await client.removeTagsFromResource({ ResourceName, TagKeys });
  const Tags = tagsSet(before, after).map(([Key, Value]) => ({ Key, Value }));
  if (Tags.length > 0) await client.addTagsToResource({ ResourceName, Tags });
}
