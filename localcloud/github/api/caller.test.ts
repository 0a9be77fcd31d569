import { describe, expect, it } from '@jest/globals';
import { client, failure, repo, stage } from '../server.fixture.ts';

describe('who calls', () => {
  it('is refused with an unknown token, whatever is asked', async () => {
    await using s = await stage();
    const refused = await failure(client(s.github, 'ghs_wrong').rest.repos.get(repo));
    expect(refused).toMatchObject({ status: 401, body: { message: 'Bad credentials' } });
  });

  it('without a token sees public repositories only, and writes nowhere', async () => {
    await using s = await stage();
    s.github.createRepository({ name: 'acme/open', private: false });
    s.github.openPullRequest({ repo: 'acme/open', title: 'A', branch: 'a' });
    const ask = async (path: string, method = 'GET'): Promise<number> => {
      const body = method === 'GET' ? null : '{"body":"x"}';
      return (await fetch(`${s.github.apiUrl}/repos/${path}`, { method, body })).status;
    };
    expect(await ask('acme/open')).toBe(200);
    expect(await ask('acme/open/issues/1/comments')).toBe(200);
    expect(await ask('acme/open/issues/1/comments', 'POST')).toBe(401);
    expect(await ask('acme/shop')).toBe(404);
  });

  it('with a token for other repositories does not see a private one', async () => {
    await using s = await stage();
    const token = s.github.createToken({
      kind: 'installation',
      permissions: { contents: 'read' },
      repositories: ['acme/other'],
    });
    expect((await failure(client(s.github, token).rest.repos.get(repo))).status).toBe(404);
  });

  it('as a person sees a private repository only as a collaborator', async () => {
    await using s = await stage();
    expect((await s.as('rita').rest.repos.get(repo)).status).toBe(200);
    expect((await failure(s.as('mallory').rest.repos.get(repo))).status).toBe(404);
  });

  it('must name itself: no User-Agent is refused', async () => {
    await using s = await stage();
    const headers = { 'user-agent': '' };
    const { status } = await fetch(`${s.github.apiUrl}/repos/acme/shop`, { headers });
    expect(status).toBe(403);
  });
});

describe('what a token may do', () => {
  it.each([
    ['issues', { issues: 'write' }, 201],
    ['pull requests', { 'pull-requests': 'write' }, 201],
    ['issues, only to read', { issues: 'read' }, 403],
    ['nothing', {}, 403],
  ] as const)('with %s granted it comments or not: %#', async (_, permissions, status) => {
    await using s = await stage();
    const on = { ...repo, issue_number: s.number, body: 'x' };
    const call = s.withPermissions(permissions).rest.issues.createComment(on);
    if (status === 201) {
      expect((await call).status).toBe(201);
      return;
    }
    const refused = await failure(call);
    expect(refused).toMatchObject({
      status: 403,
      body: { message: 'Resource not accessible by integration' },
    });
    expect(refused.headers['x-accepted-github-permissions']).toBe(
      'issues=write; pull_requests=write',
    );
  });

  it('reads with a permission to write', async () => {
    await using s = await stage();
    const writer = s.withPermissions({ deployments: 'write' });
    expect((await writer.rest.repos.listDeployments(repo)).status).toBe(200);
  });

  it.each([
    ['deployments', 'deployments=read', 'GET', '/deployments'],
    ['environments', 'actions=read', 'GET', '/environments'],
    ['runs', 'actions=read', 'GET', '/actions/runs/1'],
    ['files', 'contents=read', 'GET', '/contents/README.md'],
    ['pull requests', 'pull_requests=read', 'GET', '/pulls/1'],
    ['check runs', 'checks=write', 'POST', '/check-runs'],
    ['statuses', 'statuses=write', 'POST', '/statuses/main'],
  ])('asks for the right permission for %s', async (_, accepted, method, path) => {
    await using s = await stage();
    const token = s.github.createToken({ kind: 'installation', permissions: {} });
    const response = await fetch(`${s.github.apiUrl}/repos/acme/shop${path}`, {
      method,
      headers: { authorization: `token ${token}` },
    });
    expect(response.status).toBe(403);
    expect(response.headers.get('x-accepted-github-permissions')).toBe(accepted);
  });

  it('of a person is never more than their role', async () => {
    await using s = await stage();
    const deployment = { ...repo, ref: 'main', required_contexts: [] };
    const refused = await failure(s.as('rita').rest.repos.createDeployment(deployment));
    expect(refused).toMatchObject({
      status: 403,
      body: { message: 'Must have admin rights to Repository.' },
    });
    expect((await s.as('alice').rest.repos.createDeployment(deployment)).status).toBe(201);
  });

  it('of a fine-grained personal token is what was granted', async () => {
    await using s = await stage();
    const token = s.github.createToken({
      kind: 'user',
      login: 'alice',
      permissions: { contents: 'read' },
    });
    const call = client(s.github, token).rest.repos.listDeployments(repo);
    expect(await failure(call)).toMatchObject({
      status: 403,
      body: { message: 'Resource not accessible by personal access token' },
    });
  });
});
