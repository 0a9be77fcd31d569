import { describe, expect, it } from '@jest/globals';
import type { Octokit } from 'octokit';
import { failure, repo, stage } from '../../server.fixture.ts';

const preview = {
  ...repo,
  environment: 'preview-pr-1',
  auto_merge: false,
  required_contexts: [],
  transient_environment: true,
  production_environment: false,
};

async function deployed(
  octokit: Octokit,
  ref: string,
  more: Partial<typeof preview> = {},
): Promise<number> {
  const made = await octokit.rest.repos.createDeployment({ ...preview, ref, ...more });
  if (made.status !== 201) throw new Error('not created');
  return made.data.id;
}

async function setState(
  octokit: Octokit,
  id: number,
  state: 'success' | 'failure' | 'inactive' | 'in_progress',
): Promise<number> {
  const { status } = await octokit.rest.repos.createDeploymentStatus({
    ...repo,
    deployment_id: id,
    state,
  });
  return status;
}

describe('deployments', () => {
  it('keep what they were made with and make their environment', async () => {
    await using s = await stage();
    const { repos } = s.actions.rest;
    const made = await repos.createDeployment({
      ...preview,
      ref: s.headSha,
      description: 'PR 1',
      payload: { pr: 1, app: 'shop' },
    });
    expect(made).toMatchObject({
      status: 201,
      data: {
        sha: s.headSha,
        ref: s.headSha,
        task: 'deploy',
        environment: 'preview-pr-1',
        payload: { pr: 1, app: 'shop' },
        transient_environment: true,
        production_environment: false,
      },
    });
    expect((await repos.getEnvironment({ ...repo, environment_name: 'preview-pr-1' })).status).toBe(
      200,
    );
  });

  it('go to production unless told otherwise, which is then a production environment', async () => {
    await using s = await stage();
    const made = await s.actions.rest.repos.createDeployment({
      ...repo,
      ref: 'main',
      required_contexts: [],
    });
    expect(made.data).toMatchObject({
      environment: 'production',
      production_environment: true,
      transient_environment: false,
    });
  });

  it('are listed newest first and filtered by environment, ref and SHA', async () => {
    await using s = await stage();
    const first = await deployed(s.actions, s.headSha);
    const second = await deployed(s.actions, 'main', { environment: 'dev' });
    const ids = async (filter: Record<string, string>): Promise<number[]> => {
      const { data } = await s.actions.rest.repos.listDeployments({ ...repo, ...filter });
      return data.map((one) => one.id);
    };
    expect(await ids({})).toEqual([second, first]);
    expect(await ids({ environment: 'preview-pr-1' })).toEqual([first]);
    expect(await ids({ ref: 'main' })).toEqual([second]);
    expect(await ids({ sha: s.headSha })).toEqual([first]);
    expect(await ids({ environment: 'nowhere' })).toEqual([]);
  });

  it('of an unknown ref are refused', async () => {
    await using s = await stage();
    const refused = await failure(deployed(s.actions, 'no-such-branch'));
    expect(refused).toMatchObject({
      status: 422,
      body: { message: 'No ref found for: no-such-branch' },
    });
  });

  it('merge the default branch first when auto_merge is left on: 202 once, then 201', async () => {
    await using s = await stage();
    s.github.commit({ repo: 'acme/shop', branch: 'old', divergence: 'behind' });
    const call = { ...preview, ref: 'old', auto_merge: true };
    const merged = await s.actions.rest.repos.createDeployment(call);
    expect(merged).toMatchObject({
      status: 202,
      data: { message: 'Auto-merged main into old on deployment.' },
    });
    expect(s.github.deployments({ repo: 'acme/shop' })).toEqual([]);
    expect((await s.actions.rest.repos.createDeployment(call)).status).toBe(201);
  });

  it('of a branch that does not merge are a conflict, and not with auto_merge off', async () => {
    await using s = await stage();
    s.github.commit({ repo: 'acme/shop', branch: 'odd', divergence: 'conflict' });
    const call = { ...preview, ref: 'odd' };
    const refused = await failure(
      s.actions.rest.repos.createDeployment({ ...call, auto_merge: true }),
    );
    expect(refused).toMatchObject({
      status: 409,
      body: { message: 'Conflict merging main into odd' },
    });
    expect((await s.actions.rest.repos.createDeployment(call)).status).toBe(201);
  });

  it.each([
    ['a running check', undefined, 409],
    ['a required context that was never reported', ['other'], 409],
    ['an empty list of required contexts', [], 201],
  ])('with %s: %#', async (_, contexts, status) => {
    await using s = await stage();
    await s.actions.rest.checks.create({ ...repo, name: 'test', head_sha: s.headSha });
    const { environment } = preview;
    const base = { ...repo, environment, auto_merge: false };
    const wanted = contexts === undefined ? base : { ...base, required_contexts: contexts };
    const call = s.actions.rest.repos.createDeployment({ ...wanted, ref: s.headSha });
    expect(status === 201 ? (await call).status : (await failure(call)).status).toBe(status);
  });

  it('are active only until any other state, and only inactive ones can be deleted', async () => {
    await using s = await stage();
    const first = await deployed(s.actions, s.headSha);
    await deployed(s.actions, s.headSha);
    await setState(s.actions, first, 'success');
    const remove = (): Promise<unknown> =>
      s.actions.rest.repos.deleteDeployment({ ...repo, deployment_id: first });
    expect((await failure(remove())).status).toBe(422);
    await setState(s.actions, first, 'inactive');
    await remove();
    expect(s.github.deployments({ repo: 'acme/shop' })).toHaveLength(1);
  });

  it('that are the only one of a repository can be deleted while active', async () => {
    await using s = await stage();
    const only = await deployed(s.actions, s.headSha);
    await setState(s.actions, only, 'success');
    const gone = await s.actions.rest.repos.deleteDeployment({ ...repo, deployment_id: only });
    expect(gone.status).toBe(204);
  });
});

describe('deployment statuses', () => {
  it('are kept newest first with their links', async () => {
    await using s = await stage();
    const id = await deployed(s.actions, s.headSha);
    const at = { ...repo, deployment_id: id };
    const { repos } = s.actions.rest;
    await repos.createDeploymentStatus({ ...at, state: 'queued' });
    await repos.createDeploymentStatus({
      ...at,
      state: 'success',
      description: 'ready',
      environment_url: 'https://pr-1.localhost:8443/',
      log_url: `${s.github.serverUrl}/acme/shop/actions/runs/1`,
    });
    const { data } = await repos.listDeploymentStatuses(at);
    expect(data.map((one) => one.state)).toEqual(['success', 'queued']);
    expect(data[0]).toMatchObject({
      environment_url: 'https://pr-1.localhost:8443/',
      target_url: `${s.github.serverUrl}/acme/shop/actions/runs/1`,
      creator: { login: 'github-actions[bot]' },
    });
  });

  it.each([
    ['a description over 140 characters', { description: 'x'.repeat(141) }, 'description'],
    ['an environment URL that is none', { environment_url: 'ftp://x' }, 'environment_url'],
    ['a log URL with a script', { log_url: 'javascript:alert(1)' }, 'log_url'],
  ])('with %s are refused, naming the field', async (_, more, field) => {
    await using s = await stage();
    const id = await deployed(s.actions, s.headSha);
    const call = s.actions.rest.repos.createDeploymentStatus({
      ...repo,
      deployment_id: id,
      state: 'success',
      ...more,
    });
    expect(await failure(call)).toMatchObject({ status: 422, body: { errors: [{ field }] } });
  });

  it.each([
    [
      'a permanent environment',
      { transient_environment: false, production_environment: false },
      'inactive',
    ],
    [
      'a transient environment',
      { transient_environment: true, production_environment: false },
      'success',
    ],
    [
      'a production environment',
      { transient_environment: false, production_environment: true },
      'success',
    ],
  ])('success leaves the older deployment of %s %s', async (_, kind, state) => {
    await using s = await stage();
    const first = await deployed(s.actions, s.headSha, kind);
    const second = await deployed(s.actions, s.headSha, kind);
    await setState(s.actions, first, 'success');
    await setState(s.actions, second, 'success');
    expect(s.github.deployments({ repo: 'acme/shop' }).map((one) => one.state)).toEqual([
      state,
      'success',
    ]);
  });

  it('retire neither failed nor other environments, and nothing with auto_inactive off', async () => {
    await using s = await stage();
    const kind = { transient_environment: false };
    const failed = await deployed(s.actions, s.headSha, kind);
    const other = await deployed(s.actions, s.headSha, { ...kind, environment: 'dev' });
    const newest = await deployed(s.actions, s.headSha, kind);
    await setState(s.actions, failed, 'failure');
    await setState(s.actions, other, 'success');
    await setState(s.actions, newest, 'success');
    const last = await deployed(s.actions, s.headSha, kind);
    await s.actions.rest.repos.createDeploymentStatus({
      ...repo,
      deployment_id: last,
      state: 'success',
      auto_inactive: false,
    });
    expect(s.github.deployments({ repo: 'acme/shop' }).map((one) => one.state)).toEqual([
      'failure',
      'success',
      'success',
      'success',
    ]);
  });
});

describe('environments', () => {
  it('are counted, found without regard to case, and made once for many deployments', async () => {
    await using s = await stage();
    await deployed(s.actions, s.headSha);
    await deployed(s.actions, s.headSha, { environment: 'Preview-PR-1' });
    const { data } = await s.actions.rest.repos.getAllEnvironments(repo);
    expect(data.total_count).toBe(1);
    expect(data.environments?.map((one) => one.name)).toEqual(['preview-pr-1']);
  });

  it('are deleted only by a token that administrates: GITHUB_TOKEN never does', async () => {
    await using s = await stage();
    await deployed(s.actions, s.headSha);
    const at = { ...repo, environment_name: 'preview-pr-1' };
    const refused = await failure(s.actions.rest.repos.deleteAnEnvironment(at));
    expect(refused.status).toBe(403);
    expect(refused.headers['x-accepted-github-permissions']).toBe('administration=write');
    expect((await failure(s.as('alice').rest.repos.deleteAnEnvironment(at))).status).toBe(403);
    expect((await s.as('adam').rest.repos.deleteAnEnvironment(at)).status).toBe(204);
    expect((await failure(s.as('adam').rest.repos.deleteAnEnvironment(at))).status).toBe(404);
  });

  it('with a slash in their name are found', async () => {
    await using s = await stage();
    await deployed(s.actions, s.headSha, { environment: 'preview/pr-1' });
    const found = await s.actions.rest.repos.getEnvironment({
      ...repo,
      environment_name: 'preview/pr-1',
    });
    expect(found.data.name).toBe('preview/pr-1');
  });
});
