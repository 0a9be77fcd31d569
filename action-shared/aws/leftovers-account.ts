import {
  ListTagsForResourceCommand,
  paginateDescribeLogGroups,
} from '@aws-sdk/client-cloudwatch-logs';
import { ListRoleTagsCommand, paginateListRoles } from '@aws-sdk/client-iam';
import { paginateListSecrets } from '@aws-sdk/client-secrets-manager';
import { unlessNotFound } from './aws-errors.ts';
import type { AwsClients } from './clients.ts';
import type { Finding, LeftoverTarget } from './leftover-target.ts';
import { belongs, nameStart, tagRecord } from './leftover-ownership.ts';

/** Longest names, characters (CloudWatch Logs and IAM API references). */
const LOG_GROUP_NAME_MAX = 512;
const ROLE_NAME_MAX = 64;

/** Log groups with the preview's names. */
export async function logGroupLeftovers(
  target: LeftoverTarget,
  clients: AwsClients,
): Promise<Finding[]> {
  const client = await clients.logs();
  const request = { logGroupNamePrefix: nameStart(target, LOG_GROUP_NAME_MAX) };
  const findings: Finding[] = [];
  for await (const page of paginateDescribeLogGroups({ client }, request)) {
    for (const { logGroupName: name = '', arn: listed = '' } of page.logGroups ?? []) {
      // The list writes `...:*`; tags are asked for, and people know it, without.
      const arn = listed.replace(/:\*$/, '');
      const answer = client.send(new ListTagsForResourceCommand({ resourceArn: arn }));
      const found = await unlessNotFound(answer);
      if (found === null || !belongs(target, name, found.tags ?? {})) continue;
      findings.push({ arn, why: `is log group ${name}, named as the preview's` });
    }
  }
  return findings;
}

/** Roles with the preview's names. */
export async function roleLeftovers(
  target: LeftoverTarget,
  clients: AwsClients,
): Promise<Finding[]> {
  const client = await clients.iam();
  const start = nameStart(target, ROLE_NAME_MAX);
  const findings: Finding[] = [];
  for await (const page of paginateListRoles({ client, pageSize: 1_000 }, {})) {
    for (const { RoleName = '', Arn = '' } of page.Roles ?? []) {
      if (!RoleName.startsWith(start)) continue;
      const found = await unlessNotFound(client.send(new ListRoleTagsCommand({ RoleName })));
      if (found === null || !belongs(target, RoleName, tagRecord(found.Tags))) continue;
      findings.push({ arn: Arn, why: `is role ${RoleName}, named as the preview's` });
    }
  }
  return findings;
}

/** Secrets with the preview's tags; those scheduled for deletion are not listed. */
export async function secretLeftovers(
  target: LeftoverTarget,
  clients: AwsClients,
): Promise<Finding[]> {
  const client = await clients.secrets();
  const Filters = [{ Key: 'tag-value' as const, Values: [target.stack] }];
  const findings: Finding[] = [];
  for await (const page of paginateListSecrets({ client }, { Filters })) {
    for (const { ARN = '', Name = '', Tags, DeletedDate } of page.SecretList ?? []) {
      if (DeletedDate !== undefined || !belongs(target, Name, tagRecord(Tags))) continue;
      findings.push({ arn: ARN, why: `is secret ${Name} with the tags of ${target.stack}` });
    }
  }
  return findings;
}
