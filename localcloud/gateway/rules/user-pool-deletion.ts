import { DescribeUserPoolCommand } from '@aws-sdk/client-cognito-identity-provider';
import type { Rule } from '../behaviour.ts';
import { text } from '../call.ts';

const PROTECTED =
  'The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first.';
const WITH_DOMAIN =
  'User pool cannot be deleted. It has a domain configured that should be deleted first.';

/** A user pool goes when its protection is off and its sign-in page has no address any more. */
export const userPoolDeletion: Rule = {
  service: 'cognito-idp',
  actions: ['DeleteUserPool'],
  check: async (call, aws) => {
    const UserPoolId = text(call.params['UserPoolId']);
    const ask = aws.cognito.send(new DescribeUserPoolCommand({ UserPoolId }));
    const pool = await ask.then(
      ({ UserPool }) => UserPool,
      (error: unknown) => {
        if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
        throw error;
      },
    );
    const message =
      pool?.DeletionProtection === 'ACTIVE'
        ? PROTECTED
        : (pool?.Domain ?? pool?.CustomDomain) === undefined
          ? undefined
          : WITH_DOMAIN;
    return message === undefined ? undefined : { code: 'InvalidParameterException', message };
  },
};
