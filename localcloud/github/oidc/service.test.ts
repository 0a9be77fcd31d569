import { createPublicKey, verify } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { stage } from '../server.fixture.ts';
import type { Stage } from '../server.fixture.ts';

const permissions = { 'id-token': 'write', contents: 'read' } as const;

/** A job in progress whose token was made with these permissions. */
function job(
  s: Stage,
  run: Partial<Parameters<Stage['github']['createRun']>[0]> = {},
  granted: Record<string, 'read' | 'write' | 'none'> = permissions,
): { runId: number; jobId: number; token: string } {
  const number = s.number;
  const { runId } = s.github.createRun({ repo: 'acme/shop', number, job: null, ...run });
  const { jobId } = s.github.addJob({
    runId,
    key: 'deploy',
    status: 'in_progress',
    workflowRef: 'org/macro-infra/.github/workflows/deploy.yml@refs/tags/v1',
    workflowSha: 'f'.repeat(40),
  });
  const asked = { kind: 'installation', permissions: granted, job: { runId, jobId } } as const;
  return { runId, jobId, token: s.github.createToken(asked) };
}

function claims(token: string): Record<string, unknown> {
  const [, payload = ''] = token.split('.');
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
}

describe('an OIDC token', () => {
  it('is given at the address of the job, and verifies with the published key', async () => {
    await using s = await stage();
    const { runId, jobId } = job(s);
    const request = s.github.idTokenRequest({ runId, jobId });
    const response = await fetch(`${request?.url ?? ''}&audience=sts.amazonaws.com`, {
      headers: { authorization: `Bearer ${request?.token ?? ''}` },
    });
    const { value } = (await response.json()) as { value: string };
    const well = `${s.github.issuer}/.well-known/openid-configuration`;
    const found = (await (await fetch(well)).json()) as { jwks_uri: string; issuer: string };
    const { keys } = (await (await fetch(found.jwks_uri)).json()) as {
      keys: [Record<string, string>];
    };
    const [head = '', body = '', signature = ''] = value.split('.');
    const key = createPublicKey({ key: keys[0], format: 'jwk' });
    const signed = Buffer.from(`${head}.${body}`);
    expect(verify('sha256', signed, key, Buffer.from(signature, 'base64url'))).toBe(true);
    expect(claims(value)).toMatchObject({
      iss: found.issuer,
      aud: 'sts.amazonaws.com',
      repository: 'acme/shop',
      repository_owner: 'acme',
      ref: `refs/pull/${s.number}/merge`,
      head_ref: 'feature/basket',
      base_ref: 'main',
      event_name: 'pull_request',
      run_id: String(runId),
      run_attempt: '1',
      workflow_ref: `acme/shop/.github/workflows/preview.yml@refs/pull/${s.number}/merge`,
      job_workflow_ref: 'org/macro-infra/.github/workflows/deploy.yml@refs/tags/v1',
      job_workflow_sha: 'f'.repeat(40),
      repository_visibility: 'private',
      runner_environment: 'github-hosted',
    });
    const { exp, iat } = claims(value);
    expect(Number(exp) - Number(iat)).toBe(300);
  });

  it.each([
    ['names', /^repo:acme\/old:/],
    ['immutable', /^repo:acme@\d+\/old@\d+:/],
  ] as const)('says its subject with %s', async (subjectForm, form) => {
    await using s = await stage();
    s.github.createRepository({ name: 'acme/old', subjectForm });
    const { number } = s.github.openPullRequest({ repo: 'acme/old', title: 'A', branch: 'a' });
    const subject = (place: { runId: number; jobId: number }): string =>
      String(claims(s.github.idToken(place))['sub']);
    const pull = job(s, { repo: 'acme/old', number });
    expect(subject(pull)).toMatch(form);
    expect(subject(pull)).toMatch(/:pull_request$/);
    const scheduled = job(s, { repo: 'acme/old', number: null, event: 'schedule' });
    expect(subject(scheduled)).toMatch(/:ref:refs\/heads\/main$/);
    const gated = job(s, { repo: 'acme/old', number });
    await s.github.requestEnvironment({ ...ids(gated), environment: 'pre:view' });
    expect(subject(gated)).toMatch(/:environment:pre%3Aview$/);
  });

  it.each([
    ['a job without id-token: write', {}, { contents: 'read' } as const],
    ['a fork', { number: 2 }, permissions],
    ['Dependabot', { actor: 'dependabot[bot]' }, permissions],
  ])('is not for %s', async (_, run, granted) => {
    await using s = await stage();
    const fork = { repo: 'acme/shop', title: 'F', branch: 'f', fork: 'mallory/shop' };
    s.github.openPullRequest(fork);
    const { runId, jobId } = job(s, run, granted);
    expect(s.github.idTokenRequest({ runId, jobId })).toBeNull();
    expect(() => s.github.idToken({ runId, jobId })).toThrow(/id-token: write/);
  });

  it('is refused to another job, and to a job that has ended', async () => {
    await using s = await stage();
    const one = job(s);
    const other = s.github.idTokenRequest(ids(job(s)));
    const request = s.github.idTokenRequest(ids(one));
    const ask = async (token: string): Promise<number> =>
      (await fetch(request?.url ?? '', { headers: { authorization: `bearer ${token}` } })).status;
    expect(await ask(other?.token ?? '')).toBe(401);
    expect(await ask(request?.token ?? '')).toBe(200);
    s.github.updateJob({ ...ids(one), conclusion: 'success' });
    expect(await ask(request?.token ?? '')).toBe(403);
  });
});

function ids({ runId, jobId }: { runId: number; jobId: number }): { runId: number; jobId: number } {
  return { runId, jobId };
}

describe("a job's token", () => {
  const status = async (s: Stage, token: string, method: string, path: string): Promise<number> => {
    const headers = { authorization: `Bearer ${token}` };
    const body = method === 'POST' ? '{"body":"x"}' : null;
    const url = `${s.github.apiUrl}/repos/acme/${path}`;
    return (await fetch(url, { method, headers, body })).status;
  };

  it('is good for its repository and as long as its job', async () => {
    await using s = await stage();
    s.github.createRepository({ name: 'acme/other' });
    const one = job(s, {}, { issues: 'write', contents: 'read' });
    expect(await status(s, one.token, 'POST', `shop/issues/${s.number}/comments`)).toBe(201);
    expect(await status(s, one.token, 'GET', 'other')).toBe(404);
    s.github.updateJob({ ...ids(one), conclusion: 'success' });
    expect(await status(s, one.token, 'GET', 'shop')).toBe(401);
  });

  it('of a fork only reads', async () => {
    await using s = await stage();
    const fork = { repo: 'acme/shop', title: 'F', branch: 'f', fork: 'mallory/shop' };
    const { number } = s.github.openPullRequest(fork);
    const { token } = job(s, { number }, { issues: 'write' });
    expect(await status(s, token, 'GET', `shop/issues/${number}/comments`)).toBe(200);
    expect(await status(s, token, 'POST', `shop/issues/${number}/comments`)).toBe(403);
    const byComment = job(s, { number, event: 'issue_comment' }, { issues: 'write' });
    expect(await status(s, byComment.token, 'POST', `shop/issues/${number}/comments`)).toBe(201);
  });
});
