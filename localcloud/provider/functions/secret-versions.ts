import type {
  ListSecretVersionIdsResponse,
  SecretVersionsListEntry,
} from '@aws-sdk/client-secrets-manager';
import { bool, str } from '../schema/prop.ts';
import { lookUp } from '../resource.ts';

/** Versions of a secret and their stages; never a value. */
export const getSecretVersions = lookUp({
  token: 'aws:secretsmanager/getSecretVersions:getSecretVersions',
  args: { secretId: str().required(), includeDeprecated: bool() },
  async look(aws, args) {
    const secrets = await aws.secrets();
    const { secretId: SecretId, includeDeprecated: IncludeDeprecated = false } = args;
    const versions: SecretVersionsListEntry[] = [];
    let page: ListSecretVersionIdsResponse | undefined;
    do {
      const asked = { SecretId, IncludeDeprecated, NextToken: page?.NextToken };
      page = await secrets.listSecretVersionIds(asked);
      versions.push(...(page.Versions ?? []));
    } while (page.NextToken !== undefined);
    const { ARN: arn, Name: name } = page;
    return {
      ...{ ...args, id: SecretId, arn, name, secretArn: arn, secretName: name },
      versions: versions.map(described),
    };
  },
});

function described(version: SecretVersionsListEntry) {
  return {
    createdTime: version.CreatedDate?.toISOString().replace('.000Z', 'Z') ?? '',
    lastAccessedDate: version.LastAccessedDate?.toISOString().replace('.000Z', 'Z') ?? '',
    versionId: version.VersionId ?? '',
    versionStages: version.VersionStages ?? [],
  };
}
