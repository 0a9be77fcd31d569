import { createPublicKey, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** Seconds that a token is good for; GitHub's are good for five minutes. */
export const lifetimeSeconds = 300;

export interface Issuer {
  /** `iss` of its tokens. */
  readonly url: string;
  /** The document behind `/.well-known/openid-configuration`. */
  configuration(): Record<string, unknown>;
  /** The document behind `jwks_uri`. */
  jwks(): Record<string, unknown>;
  /** Signs claims (RS256), adding `iss`, `jti` and the times. */
  sign(claims: Readonly<Record<string, unknown>>, nowSeconds: number): string;
}

/**
 * An OIDC issuer with a key of its own, made at first use.
 * @param base Address that its documents are served below.
 */
export function openIssuer(url: string, base: string): Issuer {
  const kid = randomUUID();
  let made: KeyObject | undefined;
  const key = (): KeyObject =>
    (made ??= generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey);
  return {
    url,
    configuration: () => ({
      issuer: url,
      jwks_uri: `${base}/.well-known/jwks`,
      subject_types_supported: ['public', 'pairwise'],
      response_types_supported: ['id_token'],
      claims_supported: [...claimNames],
      id_token_signing_alg_values_supported: ['RS256'],
      scopes_supported: ['openid'],
    }),
    jwks: () => {
      const publicKey = createPublicKey(key()).export({ format: 'jwk' });
      return { keys: [{ ...publicKey, alg: 'RS256', kid, use: 'sig' }] };
    },
    sign: (claims, nowSeconds) => {
      // GitHub dates the start back, for clocks that run behind.
      const times = { nbf: nowSeconds - 600, exp: nowSeconds + lifetimeSeconds, iat: nowSeconds };
      const payload = { jti: randomUUID(), iss: url, ...times, ...claims };
      const text = `${encoded({ alg: 'RS256', kid, typ: 'JWT' })}.${encoded(payload)}`;
      return `${text}.${sign('sha256', Buffer.from(text), key()).toString('base64url')}`;
    },
  };
}

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

const claimNames = [
  'sub',
  'aud',
  'exp',
  'iat',
  'iss',
  'jti',
  'nbf',
  'ref',
  'sha',
  'repository',
  'repository_id',
  'repository_owner',
  'repository_owner_id',
  'run_id',
  'run_number',
  'run_attempt',
  'actor',
  'actor_id',
  'workflow',
  'workflow_ref',
  'workflow_sha',
  'head_ref',
  'base_ref',
  'event_name',
  'ref_type',
  'ref_protected',
  'environment',
  'job_workflow_ref',
  'job_workflow_sha',
  'repository_visibility',
  'runner_environment',
] as const;
