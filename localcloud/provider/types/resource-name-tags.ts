import { type Tag, type TagMap, changeTags, tagList, tagsFrom } from './tags.ts';

/** The services that name what they tag `ResourceName`: RDS and ElastiCache. */
export interface Tagging {
  listTagsForResource(input: { ResourceName: string }): Promise<{ TagList?: Tag[] | undefined }>;
  addTagsToResource(input: {
    ResourceName: string;
    Tags: { Key: string; Value: string }[];
  }): Promise<unknown>;
  removeTagsFromResource(input: { ResourceName: string; TagKeys: string[] }): Promise<unknown>;
}

/** Tags in the form they are taken at creation. */
export interface NewTags {
  Tags: { Key: string; Value: string }[];
}

/** Tags for a request that creates; none is an empty list. */
export function newTags(tags: TagMap | undefined): NewTags {
  return { Tags: tagList(tags) };
}

/** The resource's tags, without AWS's own. */
export async function tagsOf(client: Tagging, arn: string): Promise<TagMap> {
  const { TagList } = await client.listTagsForResource({ ResourceName: arn });
  return tagsFrom(TagList);
}

/** Brings the resource's tags from `before` to `after`. */
export async function retag(
  client: Tagging,
  ResourceName: string,
  before: TagMap | undefined,
  after: TagMap | undefined,
): Promise<void> {
  await changeTags(before, after, {
    untag: (TagKeys) => client.removeTagsFromResource({ ResourceName, TagKeys }),
    tag: (tags) => client.addTagsToResource({ ResourceName, Tags: tagList(tags) }),
  });
}
