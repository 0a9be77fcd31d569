import {
  paginateGetResources,
  ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api';
import type { LocalCloud } from '../../cloud.ts';
import { unlogged } from '../../world/by-hand.ts';

/**
 * What AWS still holds of the app's environments in a region, by tags. The emulator is asked past the
 * gateway: the call log stays the program's. A deregistered task definition keeps its tags for ever, as on
 * AWS, and is none of it.
 */
export async function taggedIn(
  cloud: LocalCloud,
  region: string,
  stacks: readonly string[],
): Promise<readonly string[]> {
  const client = new ResourceGroupsTaggingAPIClient(unlogged(cloud, { region }));
  const arns: string[] = [];
  const filter = { Key: 'macro-infra:stack', Values: [...stacks] };
  for await (const page of paginateGetResources({ client }, { TagFilters: [filter] }))
    for (const { ResourceARN } of page.ResourceTagMappingList ?? []) arns.push(ResourceARN ?? '');
  client.destroy();
  return arns.filter((arn) => !arn.includes(':task-definition/')).toSorted();
}
