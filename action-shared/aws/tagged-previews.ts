import { paginateGetResources } from '@aws-sdk/client-resource-groups-tagging-api';
import type { Leftover } from '../documents/report.ts';
import { STACK_TAG } from '../naming/tags.ts';
import { kindOfArn, typeOfArn } from './arn-kinds.ts';
import { explained } from './aws-errors.ts';
import type { AwsClients } from './clients.ts';

/** One resource of a preview, as its tags tell it. */
export interface TaggedResource {
  readonly arn: string;
  /** Pulumi stack: `shop-pr-42`; empty when the tag is missing. */
  readonly stack: string;
  readonly app: string;
  /** `owner/name`. */
  readonly repository: string;
  /** Number of the pull request; null when the tag is none. */
  readonly number: number | null;
}

/**
 * Every resource of every preview of a region that the tagging API lists, whatever its repository.
 * It lags behind by minutes, so it may also list what is gone.
 */
export async function taggedPreviews(
  clients: Pick<AwsClients, 'tagging'>,
): Promise<readonly TaggedResource[]> {
  const TagFilters = [{ Key: 'DeploymentType', Values: ['preview'] }];
  const found: TaggedResource[] = [];
  try {
    const client = await clients.tagging();
    for await (const page of paginateGetResources({ client }, { TagFilters })) {
      for (const { ResourceARN: arn = '', Tags = [] } of page.ResourceTagMappingList ?? []) {
        found.push(taggedResource(arn, new Map(Tags.map((tag) => [tag.Key ?? '', tag.Value]))));
      }
    }
  } catch (error) {
    throw explained('list the resources of previews (tag:GetResources)', error);
  }
  return found;
}

function taggedResource(
  arn: string,
  tags: ReadonlyMap<string, string | undefined>,
): TaggedResource {
  const text = (key: string): string => tags.get(key) ?? '';
  const number = text('PullRequest');
  return {
    arn,
    stack: text(STACK_TAG),
    app: text('App'),
    repository: text('Repository'),
    number: /^[1-9]\d{0,9}$/.test(number) ? Number(number) : null,
  };
}

/** Resources asked for at the same time. */
const PARALLEL_READS = 10;

/**
 * Those that their own service confirms, with the command that removes each. Nothing is removed. Task
 * definitions are left out: they cost nothing, and AWS lists them for months after they are gone.
 */
export async function existingOrphans(
  resources: readonly TaggedResource[],
  clients: AwsClients,
): Promise<readonly Leftover[]> {
  const asked = resources.filter(({ arn }) => typeOfArn(arn) !== 'ecs:task-definition');
  const found: Leftover[] = [];
  for (let at = 0; at < asked.length; at += PARALLEL_READS) {
    const some = asked.slice(at, at + PARALLEL_READS).map((one) => orphan(one, clients));
    found.push(...(await Promise.all(some)).filter((one) => one !== null));
  }
  return found.sort((a, b) => a.arn.localeCompare(b.arn));
}

async function orphan(
  { arn, stack }: TaggedResource,
  clients: AwsClients,
): Promise<Leftover | null> {
  const kind = kindOfArn(arn);
  if (kind !== null && !(await kind.exists(arn, clients))) return null;
  const owner = stack === '' ? 'a preview' : `preview ${stack}`;
  const why = `carries the tags of ${owner}, of which the state backend has no stack`;
  const remove = kind?.remove(arn) ?? `AWS console, Tag Editor: find and delete ${arn}`;
  return { arn, type: typeOfArn(arn), why, remove };
}
