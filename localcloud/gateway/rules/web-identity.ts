import { GetOpenIDConnectProviderCommand, GetRoleCommand } from '@aws-sdk/client-iam';
import type { IAMClient } from '@aws-sdk/client-iam';
import type { AwsError } from '../aws-error.ts';
import type { Rule } from '../behaviour.ts';
import { text } from '../call.ts';
import { decodeToken, invalid, publicKey, tokenFault } from '../web-identity/token.ts';
import type { Claims } from '../web-identity/token.ts';
import { isTrusted } from '../web-identity/trust-policy.ts';

/**
 * Claims of GitHub's tokens that AWS knows as condition keys beside `sub`, `aud` and `amr`; all
 * others are never there. Source: the STS announcement of January 2026 on provider-specific claims.
 */
const CLAIM_KEYS = [
  'sub',
  'aud',
  'amr',
  'actor',
  'actor_id',
  'job_workflow_ref',
  'repository',
  'repository_id',
  'workflow',
  'ref',
  'environment',
  'enterprise_id',
] as const;

const denied: AwsError = {
  code: 'AccessDenied',
  message: 'Not authorized to perform sts:AssumeRoleWithWebIdentity',
  status: 403,
};

const notJwt =
  'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)';

/**
 * Believes a web identity token only when its issuer signed it, its time has come and is not over,
 * and the role's trust policy lets it in. The emulator believes any.
 */
export const webIdentity: Rule = {
  service: 'sts',
  actions: ['AssumeRoleWithWebIdentity'],
  check: async (call, aws) => {
    const roleArn = text(call.params['RoleArn']);
    const account = /^arn:aws:iam::(\d{12}):role\/./.exec(roleArn)?.[1];
    if (account === undefined) return wrongRole(roleArn);
    const token = decodeToken(text(call.params['WebIdentityToken']));
    if (token === null) return invalid(notJwt);
    const fault = tokenFault(token, await publicKey(token), Math.floor(Date.now() / 1000));
    if (fault !== undefined) return fault;
    const host = token.claims.iss.replace(/^https?:\/\//, '').replace(/\/$/, '');
    const provider = `arn:aws:iam::${account}:oidc-provider/${host}`;
    const audiences = await clientIds(aws.iam, provider);
    if (audiences !== null && !listed(token.claims.aud).some((one) => audiences.includes(one))) {
      return invalid('Incorrect token audience');
    }
    const document = await trustPolicy(aws.iam, roleArn);
    const identity = { provider, context: contextOf(host, token.claims) };
    return isTrusted(document, identity) ? undefined : denied;
  },
};

function wrongRole(roleArn: string): AwsError {
  return { code: 'ValidationError', message: `${roleArn} is invalid` };
}

/** Condition keys that a token gives: `<issuer's host>:<claim>`. */
function contextOf(host: string, claims: Claims): ReadonlyMap<string, readonly string[]> {
  return new Map(
    CLAIM_KEYS.flatMap((name) => {
      const values = listed(claims[name]);
      return values.length === 0 ? [] : [[`${host}:${name}`.toLowerCase(), values] as const];
    }),
  );
}

function listed(value: unknown): readonly string[] {
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  return all.filter((one) => typeof one === 'string');
}

/** Audiences of an identity provider; `null`: nobody made one, and then any will do (AWS: none). */
async function clientIds(iam: IAMClient, arn: string): Promise<readonly string[] | null> {
  const input = { OpenIDConnectProviderArn: arn };
  return orNothing(async () => {
    const found = await iam.send(new GetOpenIDConnectProviderCommand(input));
    return found.ClientIDList ?? [];
  });
}

/** A role's trust policy; `null` when there is no such role. */
async function trustPolicy(iam: IAMClient, roleArn: string): Promise<unknown> {
  const RoleName = roleArn.slice(roleArn.lastIndexOf('/') + 1);
  const document = await orNothing(async () => {
    const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
    return Role?.Arn === roleArn ? (Role.AssumeRolePolicyDocument ?? null) : null;
  });
  if (document === null) return null;
  // AWS sends it URL-encoded, the emulator sometimes as it is.
  return JSON.parse(document.startsWith('{') ? document : decodeURIComponent(document));
}

async function orNothing<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    if (/^NoSuchEntity/.test(name)) return null;
    throw error;
  }
}
