import type { Rule } from '../behaviour.ts';
import { isRecord, text } from '../call.ts';
import { modelViolation } from '../parameters.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolDomain.html */
const PATTERN = '^[a-z0-9](?:[a-z0-9\\-]{0,61}[a-z0-9])?$';
const RESERVED = ['aws', 'amazon', 'cognito'] as const;

/** First label of the sign-in page's host: lower-case, and nobody else's name. */
export const userPoolDomain: Rule = {
  service: 'cognito-idp',
  actions: ['CreateUserPoolDomain'],
  check: (call) => {
    const domain = text(call.params['Domain']);
    if (isRecord(call.params['CustomDomainConfig'])) return undefined;
    const code = 'InvalidParameterException';
    if (!new RegExp(PATTERN).test(domain)) {
      const constraint = `satisfy regular expression pattern: ${PATTERN}`;
      return { code, message: modelViolation(domain, 'domain', constraint) };
    }
    const reserved = RESERVED.find((word) => domain.includes(word));
    if (reserved === undefined) return undefined;
    return { code, message: `Domain cannot contain reserved word: ${reserved}` };
  },
};
