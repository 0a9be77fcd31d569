import { ListDistributionsCommand } from '@aws-sdk/client-cloudfront';
import type { Rule } from '../behaviour.ts';
import { text } from '../call.ts';

/** An origin access control that a distribution reads with stays. */
export const originAccessControlInUse: Rule = {
  service: 'cloudfront',
  actions: ['DeleteOriginAccessControl'],
  check: async (call, aws) => {
    const id = text(call.params['ResourceId']);
    const { DistributionList } = await aws.cloudfront.send(new ListDistributionsCommand({}));
    const used = (DistributionList?.Items ?? []).some(({ Origins }) =>
      (Origins?.Items ?? []).some(({ OriginAccessControlId }) => OriginAccessControlId === id),
    );
    if (!used) return undefined;
    const message = 'The specified origin access control is in use by one or more distributions.';
    return { code: 'OriginAccessControlInUse', message, status: 409 };
  },
};
