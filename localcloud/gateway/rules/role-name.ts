import type { Rule } from '../behaviour.ts';
import { text } from '../call.ts';
import { modelViolation } from '../parameters.ts';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length */
const ROLE_NAME_LENGTH = 64;

/** A role's name: 1..64 of letters, digits and `+=,.@_-`. */
export const roleName: Rule = {
  service: 'iam',
  actions: ['CreateRole'],
  check: (call) => {
    const name = text(call.params['RoleName']);
    if (name.length > ROLE_NAME_LENGTH) {
      const constraint = `have length less than or equal to ${ROLE_NAME_LENGTH}`;
      return { code: 'ValidationError', message: modelViolation(name, 'roleName', constraint) };
    }
    if (/^[\w+=,.@-]+$/.test(name)) return undefined;
    const message =
      'The specified value for roleName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-';
    return { code: 'ValidationError', message };
  },
};
