import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { TRUST_ROLES, trustPolicy } from '../../action-shared/trust/trust-policy.ts';

const repository = {
  owner: 'ORG',
  ownerId: 'ORG_ID',
  name: 'REPOSITORY',
  id: 'REPOSITORY_ID',
  defaultBranch: 'main',
};
/** What docs/quickstart.md fills in. */
const PLACES = {
  account: 'ACCOUNT_ID',
  repositories: [repository],
  source: { repository: 'ORG/macro-infra', ref: 'refs/tags/v1' },
};

/** `docs/policies/trust-<role>.json`: where they are, and what should be in them. */
export async function trustPolicyPages(
  root: string,
): Promise<readonly { file: string; content: string }[]> {
  return Promise.all(
    TRUST_ROLES.map(async (role) => {
      const file = join(root, `docs/policies/trust-${role}.json`);
      const policy = JSON.stringify(trustPolicy(role, PLACES));
      const style = await resolveConfig(file);
      return { file, content: await format(policy, { ...style, parser: 'json' }) };
    }),
  );
}
