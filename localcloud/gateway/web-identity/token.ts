import { createPublicKey, verify } from 'node:crypto';
import type { JsonWebKey } from 'node:crypto';
import { z } from 'zod';
import type { AwsError } from '../aws-error.ts';

const header = z.looseObject({ alg: z.string(), kid: z.string().optional() });
const claims = z.looseObject({
  iss: z.string(),
  sub: z.string().optional(),
  aud: z.union([z.string(), z.array(z.string())]).optional(),
  exp: z.number().optional(),
  nbf: z.number().optional(),
});

export type Claims = z.output<typeof claims>;

/** A web identity token, taken apart and not yet believed. */
export interface Token {
  readonly algorithm: string;
  readonly keyId: string | undefined;
  readonly claims: Claims;
  readonly signed: Buffer;
  readonly signature: Buffer;
}

/** Takes a JWT apart; `null` when it is none. */
export function decodeToken(text: string): Token | null {
  const [head = '', body = '', signature, ...rest] = text.split('.');
  if (signature === undefined || rest.length > 0) return null;
  const parsedHeader = header.safeParse(json(head));
  const parsedClaims = claims.safeParse(json(body));
  if (!parsedHeader.success || !parsedClaims.success) return null;
  return {
    algorithm: parsedHeader.data.alg,
    keyId: parsedHeader.data.kid,
    claims: parsedClaims.data,
    signed: Buffer.from(`${head}.${body}`),
    signature: Buffer.from(signature, 'base64url'),
  };
}

function json(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return undefined; // not a JWT: the caller says so
  }
}

const configuration = z.looseObject({ issuer: z.string(), jwks_uri: z.url() });
const keySet = z.looseObject({ keys: z.array(z.looseObject({ kid: z.string() })) });

/** The issuer's public key of this id; `null` when it cannot be had. Only loopback is asked. */
export async function publicKey(
  { claims: { iss }, keyId }: Token,
  get: typeof fetch = fetch,
): Promise<JsonWebKey | null> {
  if (!/^https?:\/\/(127\.0\.0\.1|localhost)(:\d+)?(\/|$)/.test(iss)) return null;
  try {
    const document = `${iss.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const found = configuration.parse(await (await get(document)).json());
    if (found.issuer !== iss) return null;
    const { keys } = keySet.parse(await (await get(found.jwks_uri)).json());
    return keys.find((key) => key.kid === keyId) ?? null;
  } catch {
    return null; // as AWS: whatever is wrong with the provider, there is no key
  }
}

/** What AWS says against a token, its signature and its times; `undefined`: it is good. */
export function tokenFault(
  token: Token,
  key: JsonWebKey | null,
  nowSeconds: number,
): AwsError | undefined {
  if (token.algorithm !== 'RS256') return invalid('Token is not signed with RS256');
  if (key === null) {
    return invalid(
      "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements",
    );
  }
  const publicKeyObject = createPublicKey({ key, format: 'jwk' });
  if (!verify('sha256', token.signed, publicKeyObject, token.signature)) {
    return invalid('The signature of the token is not valid');
  }
  const { sub, aud, exp, nbf } = token.claims;
  for (const [name, value] of Object.entries({ sub, aud, exp })) {
    if (value === undefined) return invalid(`Missing a required claim: ${name}`);
  }
  if (exp !== undefined && nowSeconds >= exp) {
    const message = `Token expired: current date/time ${nowSeconds} must be before the expiration date/time ${exp}`;
    return { code: 'ExpiredTokenException', message };
  }
  return nbf !== undefined && nowSeconds < nbf ? invalid('Token is not yet valid') : undefined;
}

/** `InvalidIdentityToken`. */
export function invalid(message: string): AwsError {
  return { code: 'InvalidIdentityToken', message };
}
