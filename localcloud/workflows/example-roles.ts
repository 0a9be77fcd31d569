import {
  CreateRoleCommand,
  GetRoleCommand,
  IAMClient,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { z } from 'zod';
import { TRUST_ROLES, trustPolicy } from '../../action-shared/trust/trust-policy.ts';
import type { TrustPolicy, TrustRole } from '../../action-shared/trust/trust-policy.ts';
import type { LocalCloud } from '../cloud.ts';
import { byHand } from '../world/by-hand.ts';

/** The account of the local cloud. */
export const ACCOUNT = '000000000000';

/** What the examples call: our workflows at their release. */
const SOURCE = { repository: 'org/macro-infra', ref: 'refs/tags/v1' };

/** ARN of a role of docs/security.md. */
export function roleArn(role: TrustRole): string {
  return `arn:aws:iam::${ACCOUNT}:role/${nameOf(role)}`;
}

function nameOf(role: TrustRole): string {
  return `macro-infra-${role}`;
}

/** Lets a repository into the four roles, by the very trust policies of docs/policies. */
export async function trustRepository(cloud: LocalCloud, name: string): Promise<void> {
  const iam = new IAMClient(byHand(cloud));
  try {
    for (const role of TRUST_ROLES) await trust(iam, role, policyFor(cloud, role, name));
  } finally {
    iam.destroy();
  }
}

function policyFor({ github }: LocalCloud, role: TrustRole, repo: string): TrustPolicy {
  const facts = github.repository({ repo });
  if (facts === null) throw new Error(`the local GitHub has no repository ${repo}`);
  const [owner = '', name = ''] = repo.split('/');
  const { id, ownerId, defaultBranch } = facts;
  return trustPolicy(role, {
    account: ACCOUNT,
    repositories: [{ owner, name, id: String(id), ownerId: String(ownerId), defaultBranch }],
    source: SOURCE,
    issuer: github.issuer.replace(/^https?:\/\//, ''),
  });
}

/** Makes the role, or adds a statement to the policy of one that another repository has. */
async function trust(iam: IAMClient, role: TrustRole, policy: TrustPolicy): Promise<void> {
  const RoleName = nameOf(role);
  const AssumeRolePolicyDocument = JSON.stringify(policy);
  try {
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'EntityAlreadyExistsException') throw error;
    const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
    const known = statementsOf(Role?.AssumeRolePolicyDocument ?? '');
    const both = { ...policy, Statement: [...known, ...policy.Statement] };
    const PolicyDocument = JSON.stringify(both);
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }));
  }
}

const documentSchema = z.object({ Statement: z.array(z.unknown()) });

/** IAM gives policies percent-encoded. */
function statementsOf(document: string): readonly unknown[] {
  return documentSchema.parse(JSON.parse(decodeURIComponent(document))).Statement;
}
