import { ListDistributionsCommand } from '@aws-sdk/client-cloudfront';
import { GetWebACLCommand, ListResourcesForWebACLCommand } from '@aws-sdk/client-wafv2';
import type { Rule } from '../behaviour.ts';
import { text, type AwsCall } from '../call.ts';
import type { Emulator } from '../emulator.ts';

const MESSAGE =
  'AWS WAF couldn’t perform the operation because your resource is being used by another resource or it’s associated with another resource.';

/** A web ACL that a load balancer or a distribution is behind stays. */
export const webAclInUse: Rule = {
  service: 'wafv2',
  actions: ['DeleteWebACL'],
  check: async (call, aws) => {
    const used =
      call.params['Scope'] === 'CLOUDFRONT'
        ? await byDistribution(call, aws)
        : await byResource(call, aws);
    return used ? { code: 'WAFAssociatedItemException', message: MESSAGE } : undefined;
  },
};

async function byResource({ params }: AwsCall, aws: Emulator): Promise<boolean> {
  const key = { Id: text(params['Id']), Name: text(params['Name']), Scope: 'REGIONAL' } as const;
  try {
    const { WebACL } = await aws.wafv2.send(new GetWebACLCommand(key));
    const request = new ListResourcesForWebACLCommand({ WebACLArn: WebACL?.ARN });
    return ((await aws.wafv2.send(request)).ResourceArns ?? []).length > 0;
  } catch (error) {
    // The emulator's own answer is the right one for a web ACL that is not there.
    if (error instanceof Error && error.name === 'WAFNonexistentItemException') return false;
    throw error;
  }
}

async function byDistribution(call: AwsCall, aws: Emulator): Promise<boolean> {
  const { DistributionList } = await aws.cloudfront.send(new ListDistributionsCommand({}));
  const id = text(call.params['Id']);
  return (DistributionList?.Items ?? []).some(({ WebACLId = '' }) => WebACLId.endsWith(`/${id}`));
}
