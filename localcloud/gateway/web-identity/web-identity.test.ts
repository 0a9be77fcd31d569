import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { startGitHub } from '../../github/server.ts';
import type { LocalGitHub } from '../../github/server.ts';
import { decodeToken, publicKey, tokenFault } from './token.ts';
import { isTrusted } from './trust-policy.ts';

const now = (): number => Math.floor(Date.now() / 1000);

/** A token of a job of a pull request, from the local GitHub itself. */
async function issued(): Promise<{ github: LocalGitHub; token: string }> {
  const github = await startGitHub();
  github.createRepository({ name: 'acme/shop' });
  const { number } = github.openPullRequest({ repo: 'acme/shop', title: 'A', branch: 'a' });
  const { runId } = github.createRun({ repo: 'acme/shop', number, job: null });
  const { jobId } = github.addJob({ runId, key: 'deploy', status: 'in_progress' });
  const permissions = { 'id-token': 'write' } as const;
  github.createToken({ kind: 'installation', permissions, job: { runId, jobId } });
  return { github, token: github.idToken({ runId, jobId, audience: 'sts.amazonaws.com' }) };
}

async function faultOf(token: string, at = now()): Promise<string | undefined> {
  const decoded = decodeToken(token);
  if (decoded === null) return 'not a JWT';
  const fault = tokenFault(decoded, await publicKey(decoded), at);
  return fault === undefined ? undefined : `${fault.code}: ${fault.message}`;
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The same token with other claims or header, signed by nobody, or by a key of one's own. */
function forged(
  token: string,
  claims: Record<string, unknown>,
  header: Record<string, unknown> = {},
  signer?: KeyObject,
): string {
  const [head = '', body = '', signature = ''] = token.split('.');
  const parse = (part: string): object =>
    JSON.parse(Buffer.from(part, 'base64url').toString()) as object;
  const text = `${encode({ ...parse(head), ...header })}.${encode({ ...parse(body), ...claims })}`;
  if (signer === undefined) return `${text}.${signature}`;
  return `${text}.${sign('sha256', Buffer.from(text), signer).toString('base64url')}`;
}

describe('a web identity token', () => {
  it('of the issuer is good until it expires', async () => {
    const { github, token } = await issued();
    const exp = Number(decodeToken(token)?.claims.exp);
    expect(await faultOf(token, exp - 1)).toBeUndefined();
    expect(await faultOf(token, exp)).toMatch(/^ExpiredTokenException: Token expired/);
    expect(await faultOf(token, exp - 3600)).toMatch(/not yet valid/);
    await github.stop();
    expect(await faultOf(token)).toMatch(/Couldn't retrieve verification key/);
  });

  it('is refused however it is forged', async () => {
    const { github, token } = await issued();
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const jwk = createPublicKey(privateKey).export({ format: 'jwk' });
    const [head = '', body = ''] = token.split('.');
    const forgeries = {
      'another subject': forged(token, { sub: 'repo:acme/shop:ref:refs/heads/main' }),
      'a longer life': forged(token, { exp: now() + 1e6 }),
      'another key': forged(token, {}, {}, privateKey),
      'another key, shown in the header': forged(token, {}, { jwk, kid: 'mine' }, privateKey),
      'an unknown key id': forged(token, {}, { kid: 'none' }),
      'algorithm none': `${forged(token, {}, { alg: 'none' }).split('.').slice(0, 2).join('.')}.`,
      'a symmetric algorithm': forged(token, {}, { alg: 'HS256' }),
      'another issuer on the web': forged(token, { iss: 'https://evil.example' }, {}, privateKey),
      'another issuer of the same words': forged(token, { iss: `${github.issuer}/` }),
      'no signature': `${head}.${body}.`,
      'a part too few': `${head}.${body}`,
      'a part too many': `${token}.x`,
      'no issuer': forged(token, { iss: undefined }),
      'a JSON that is none': `${head}.${Buffer.from('{').toString('base64url')}.x`,
      nothing: '',
    };
    for (const [name, forgery] of Object.entries(forgeries)) {
      expect([name, await faultOf(forgery)]).toEqual([
        name,
        expect.stringMatching(/^InvalidIdentityToken|^not a JWT$/),
      ]);
    }
    await github.stop();
  });
});

const host = 'token.actions.githubusercontent.com';
const provider = `arn:aws:iam::000000000000:oidc-provider/${host}`;

function policy(Condition: object, change: object = {}): object {
  const Principal = { Federated: provider };
  const Action = 'sts:AssumeRoleWithWebIdentity';
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal, Action, Condition, ...change }],
  };
}

function trusts(document: unknown, claims: Record<string, string>): boolean {
  const context = new Map(
    Object.entries(claims).map(([name, value]) => [`${host}:${name}`, [value]] as const),
  );
  return isTrusted(document, { provider, context });
}

const sub = 'repo:acme@1/shop@2:environment:preview';
const equals = (name: string, value: unknown): object => ({
  StringEquals: { [`${host}:${name}`]: value },
});
const like = (value: unknown): object => ({ StringLike: { [`${host}:sub`]: value } });

describe('a trust policy', () => {
  it.each([
    ['an equal subject', policy(equals('sub', sub)), true],
    ['another subject', policy(equals('sub', 'repo:acme/shop:environment:preview')), false],
    ['one of both forms', policy(equals('sub', ['repo:acme/shop:environment:preview', sub])), true],
    ['a pattern', policy(like('repo:acme@1/shop@2:*')), true],
    ['a pattern that does not fit', policy(like('repo:acme@1/shop@2:ref:*')), false],
    ['a pattern without wildcards taken as text', policy(like('repo:acme@1/shop.2:*')), false],
    ['a question mark', policy(like('repo:acme@?/shop@2:*')), true],
    ['a wildcard where equality is asked', policy(equals('sub', 'repo:acme@1/*')), false],
    ['another case', policy(equals('sub', sub.toUpperCase())), false],
    ['a key in another case', policy({ StringEquals: { [`${host}:SUB`]: sub } }), true],
    ['a claim that is not there', policy(equals('environment', 'preview')), false],
    ['two conditions', policy({ ...equals('aud', 'sts.amazonaws.com'), ...like('repo:*') }), true],
    ['two, one of which fails', policy({ ...equals('aud', 'other'), ...like('repo:*') }), false],
    ['IfExists and no claim', policy({ StringEqualsIfExists: { [`${host}:ref`]: 'x' } }), true],
    ['a negation', policy({ StringNotEquals: { [`${host}:sub`]: sub } }), false],
    ['an operator that is not known', policy({ DateLessThan: { [`${host}:sub`]: sub } }), false],
    ['no condition', policy({}), true],
    ['another provider', policy({}, { Principal: { Federated: `${provider}.evil` } }), false],
    ['an AWS principal', policy({}, { Principal: { AWS: '*' } }), false],
    ['another action', policy({}, { Action: 'sts:AssumeRole' }), false],
    ['all actions of STS', policy({}, { Action: ['sts:*'] }), true],
    ['a denial', policy({}, { Effect: 'Deny' }), false],
    ['no statement', { Statement: [] }, false],
    ['no policy', null, false],
  ])('with %s', (_, document, expected) => {
    expect(trusts(document, { sub, aud: 'sts.amazonaws.com' })).toBe(expected);
  });

  it('denies in spite of another statement that allows', () => {
    const [allow] = (policy({}) as { Statement: object[] }).Statement;
    const [deny] = (
      policy(like('*:environment:preview'), { Effect: 'Deny' }) as { Statement: object[] }
    ).Statement;
    const document = { Statement: [allow, deny] };
    expect(trusts(document, { sub })).toBe(false);
    expect(trusts(document, { sub: 'repo:acme@1/shop@2:pull_request' })).toBe(true);
  });
});
