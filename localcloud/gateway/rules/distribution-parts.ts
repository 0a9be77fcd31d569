import {
  GetCachePolicyCommand,
  GetOriginAccessControlCommand,
  ListDistributionsCommand,
} from '@aws-sdk/client-cloudfront';
import type { AwsError } from '../aws-error.ts';
import type { Rule } from '../behaviour.ts';
import { text } from '../call.ts';
import type { Emulator } from '../emulator.ts';

/** A distribution names origins of its own, policies and access controls that exist, and free hosts. */
export const distributionParts: Rule = {
  service: 'cloudfront',
  actions: ['CreateDistribution', 'CreateDistributionWithTags', 'UpdateDistribution'],
  check: async (call, aws) => {
    const document = text(call.params['Document']);
    return (
      originFault(document) ??
      (await policyFault(document, aws)) ??
      (await accessControlFault(document, aws)) ??
      aliasFault(document, text(call.params['ResourceId']), aws)
    );
  },
};

/** Texts of all elements of a name. */
function textsOf(document: string, name: string): string[] {
  const found = document.matchAll(new RegExp(`<(?:\\w+:)?${name}>([^<]*)<`, 'g'));
  return [...new Set([...found].map(([, value = '']) => value).filter((value) => value !== ''))];
}

function originFault(document: string): AwsError | undefined {
  const origins = /<Origins>.*?<\/Origins>/s.exec(document)?.[0] ?? '';
  const ids = textsOf(origins, 'Id');
  const groups = textsOf(/<OriginGroups>.*?<\/OriginGroups>/s.exec(document)?.[0] ?? '', 'Id');
  const known = new Set([...ids, ...groups]);
  if (textsOf(document, 'TargetOriginId').every((id) => known.has(id))) return undefined;
  const message = 'One or more of your origins or origin groups do not exist.';
  return { code: 'NoSuchOrigin', message, status: 404 };
}

async function policyFault(document: string, aws: Emulator): Promise<AwsError | undefined> {
  for (const Id of textsOf(document, 'CachePolicyId')) {
    if (await exists(aws.cloudfront.send(new GetCachePolicyCommand({ Id })))) continue;
    return { code: 'NoSuchCachePolicy', message: 'The cache policy does not exist.', status: 404 };
  }
  return undefined;
}

async function accessControlFault(document: string, aws: Emulator): Promise<AwsError | undefined> {
  for (const Id of textsOf(document, 'OriginAccessControlId')) {
    if (await exists(aws.cloudfront.send(new GetOriginAccessControlCommand({ Id })))) continue;
    const message = 'The specified origin access control does not exist.';
    return { code: 'NoSuchOriginAccessControl', message, status: 404 };
  }
  return undefined;
}

async function aliasFault(
  document: string,
  own: string,
  aws: Emulator,
): Promise<AwsError | undefined> {
  const aliases = new Set(textsOf(document, 'CNAME'));
  if (aliases.size === 0) return undefined;
  const { DistributionList } = await aws.cloudfront.send(new ListDistributionsCommand({}));
  const taken = (DistributionList?.Items ?? [])
    .filter(({ Id }) => Id !== own)
    .some(({ Aliases }) => (Aliases?.Items ?? []).some((alias) => aliases.has(alias)));
  if (!taken) return undefined;
  const message =
    'One or more of the CNAMEs you provided are already associated with a different resource.';
  return { code: 'CNAMEAlreadyExists', message, status: 409 };
}

async function exists(call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    if (error instanceof Error && error.name.startsWith('NoSuch')) return false;
    throw error;
  }
}
