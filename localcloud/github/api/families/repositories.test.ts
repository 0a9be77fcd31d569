import { describe, expect, it } from '@jest/globals';
import { failure, repo, stage } from '../../server.fixture.ts';

const file = { ...repo, path: '.github/macro-infra.yml' };

describe('repositories', () => {
  it('are found without regard to case', async () => {
    await using s = await stage();
    const { data } = await s.actions.rest.repos.get({ owner: 'ACME', repo: 'Shop' });
    expect([data.full_name, data.default_branch, data.private]).toEqual([
      'acme/shop',
      'main',
      true,
    ]);
  });

  it("give a file at a branch: a pull request's copy and the base's are different", async () => {
    await using s = await stage();
    const files = { '.github/macro-infra.yml': 'app: other\n' };
    s.github.push({ repo: 'acme/shop', number: s.number, files });
    const text = async (ref: string): Promise<string> => {
      const { data } = await s.actions.rest.repos.getContent({ ...file, ref });
      return 'content' in data ? Buffer.from(data.content, 'base64').toString() : '';
    };
    expect(await text('main')).toBe('app: shop\n');
    expect(await text('feature/basket')).toBe('app: other\n');
    expect(await text(s.headSha)).toBe('app: shop\n');
  });

  it('give a file as plain text when that is asked for', async () => {
    await using s = await stage();
    const { data } = await s.actions.rest.repos.getContent({
      ...file,
      mediaType: { format: 'raw' },
    });
    expect(data).toBe('app: shop\n');
  });

  it.each([
    ['file', { path: 'none.yml' }],
    ['ref', { path: file.path, ref: 'none' }],
  ])('answer 404 for a %s that is not there', async (_, what) => {
    await using s = await stage();
    expect((await failure(s.actions.rest.repos.getContent({ ...repo, ...what }))).status).toBe(404);
  });

  it.each([
    ['acme', 'admin'],
    ['adam', 'admin'],
    ['alice', 'write'],
    ['rita', 'read'],
    ['mallory', 'none'],
  ])('tell that %s may %s', async (username, permission) => {
    await using s = await stage();
    const { data } = await s.actions.rest.repos.getCollaboratorPermissionLevel({
      ...repo,
      username,
    });
    expect(data.permission).toBe(permission);
  });

  it.each([
    ['maintain', 'write'],
    ['triage', 'read'],
  ] as const)(
    'tell the role %s by its name, beside the older word %s',
    async (role, permission) => {
      await using s = await stage();
      s.github.createRepository({ name: 'acme/roles', collaborators: { mary: role } });
      const { data } = await s.actions.rest.repos.getCollaboratorPermissionLevel({
        owner: 'acme',
        repo: 'roles',
        username: 'mary',
      });
      expect(data).toMatchObject({ permission, role_name: role });
      expect(data.user?.permissions).toMatchObject({ triage: true, push: role === 'maintain' });
    },
  );

  it('keep statuses of commits', async () => {
    await using s = await stage();
    const { repos } = s.actions.rest;
    await repos.createCommitStatus({ ...repo, sha: s.headSha, state: 'pending', context: 'ci' });
    await repos.createCommitStatus({ ...repo, sha: s.headSha, state: 'success', context: 'ci' });
    const { data } = await repos.listCommitStatusesForRef({ ...repo, ref: 'feature/basket' });
    expect(data.map((one) => one.state)).toEqual(['success', 'pending']);
  });
});

describe('users', () => {
  it('know themselves with their own token; an installation has no user', async () => {
    await using s = await stage();
    const me = await s.as('alice').rest.users.getAuthenticated();
    expect([me.data.login, me.data.type]).toEqual(['alice', 'User']);
    const bot = await failure(s.actions.rest.users.getAuthenticated());
    expect(bot).toMatchObject({
      status: 403,
      body: { message: 'Resource not accessible by integration' },
    });
  });

  it('are found by login', async () => {
    await using s = await stage();
    const { users } = s.actions.rest;
    expect((await users.getByUsername({ username: 'alice' })).data.login).toBe('alice');
    expect((await failure(users.getByUsername({ username: 'nobody' }))).status).toBe(404);
  });
});
