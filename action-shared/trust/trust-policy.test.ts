import { describe, expect, it } from '@jest/globals';
import { isTrusted } from '../../localcloud/gateway/web-identity/trust-policy.ts';
import { ISSUER, TRUST_ROLES, trustPolicy } from './trust-policy.ts';
import type { TrustRole } from './trust-policy.ts';

const shop = { owner: 'acme', ownerId: '1234', name: 'shop', id: '5678', defaultBranch: 'main' };
const source = { repository: 'acme/macro-infra', ref: 'refs/tags/v1' };
const trust = { account: '111111111111', repositories: [shop], source };
const policies = Object.fromEntries(TRUST_ROLES.map((role) => [role, trustPolicy(role, trust)]));
const lets = (role: TrustRole, claims: Readonly<Record<string, string>>) =>
  isTrusted(policies[role], {
    provider: `arn:aws:iam::111111111111:oidc-provider/${ISSUER}`,
    context: new Map(Object.entries(claims).map(([name, value]) => [`${ISSUER}:${name}`, [value]])),
  });

const file = (name: string, ref = 'refs/tags/v1') =>
  `acme/macro-infra/.github/workflows/${name}@${ref}`;
const genuine = {
  aud: 'sts.amazonaws.com',
  sub: 'repo:acme/shop:pull_request',
  repository: 'acme/shop',
  repository_id: '5678',
  job_workflow_ref: file('deploy.yml'),
};
const ids = 'repo:acme@1234/shop@5678';

describe('the roles let in', () => {
  it.each<[TrustRole, string, string]>([
    ['preview', 'repo:acme/shop:pull_request', 'deploy.yml'],
    ['preview', `${ids}:pull_request`, 'deploy.yml'],
    ['preview', 'repo:acme/shop:ref:refs/heads/main', 'deploy.yml'],
    ['preview', `${ids}:ref:refs/heads/main`, 'deploy.yml'],
    ['cleanup', 'repo:acme/shop:pull_request', 'cleanup-preview.yml'],
    ['cleanup', `${ids}:ref:refs/heads/main`, 'sweep-previews.yml'],
    ['images', 'repo:acme/shop:pull_request', 'build-images.yml'],
    ['images', `${ids}:ref:refs/heads/main`, 'build-images.yml'],
    ['images', 'repo:acme/shop:ref:refs/tags/v1.2.3', 'build-images.yml'],
    ['images', `${ids}:ref:refs/tags/v1.2.3`, 'build-images.yml'],
    ['base', 'repo:acme/shop:ref:refs/heads/main', 'ensure-base.yml'],
    ['base', `${ids}:ref:refs/heads/main`, 'ensure-base.yml'],
  ])('%s: %s in %s', (role, sub, name) => {
    expect(lets(role, { ...genuine, sub, job_workflow_ref: file(name) })).toBe(true);
  });
});

describe('the preview role refuses', () => {
  const forged: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
    ['another audience', { aud: 'https://github.com/acme' }],
    ['no audience', { aud: '' }],
    ['another repository', { sub: 'repo:acme/other:pull_request', repository_id: '9' }],
    ['another repository, its id', { repository_id: '9' }],
    ['a repository that took the name over', { repository_id: '99999' }],
    [
      'a renamed repository, by its old name and id of another',
      { sub: `repo:acme@1234/shop@9:pull_request` },
    ],
    ['another owner', { sub: 'repo:evil/shop:pull_request' }],
    ['another owner under the old name', { sub: 'repo:acme@6666/shop@5678:pull_request' }],
    ['mixed forms', { sub: 'repo:acme@1234/shop:pull_request' }],
    ['the other mixed form', { sub: 'repo:acme/shop@5678:pull_request' }],
    ['another branch', { sub: 'repo:acme/shop:ref:refs/heads/feature' }],
    ['a branch that begins like it', { sub: 'repo:acme/shop:ref:refs/heads/main2' }],
    ['a branch below it', { sub: 'repo:acme/shop:ref:refs/heads/main/x' }],
    ['a tag of its name', { sub: 'repo:acme/shop:ref:refs/tags/main' }],
    ['a release', { sub: 'repo:acme/shop:ref:refs/tags/v1.0.0' }],
    ['the merge ref', { sub: 'repo:acme/shop:ref:refs/pull/1/merge' }],
    ['an environment', { sub: 'repo:acme/shop:environment:preview' }],
    [
      'an environment that is called like an event',
      { sub: 'repo:acme/shop:environment:pull_request' },
    ],
    ['pull_request_target', { sub: 'repo:acme/shop:pull_request_target' }],
    ['an empty context', { sub: 'repo:acme/shop:' }],
    ['the repository alone', { sub: 'repo:acme/shop' }],
    ['a wildcard', { sub: 'repo:acme/*:pull_request' }],
    ['a star', { sub: '*' }],
    ['upper case', { sub: 'REPO:ACME/SHOP:PULL_REQUEST' }],
    ['a subject with something in front', { sub: 'xrepo:acme/shop:pull_request' }],
    ['a subject with something behind', { sub: 'repo:acme/shop:pull_request:x' }],
    ['a subject with a line break', { sub: 'repo:acme/shop:pull_request\n' }],
    ['no subject', { sub: '' }],
    [
      'a job of the caller itself',
      { job_workflow_ref: 'acme/shop/.github/workflows/preview.yml@refs/pull/42/merge' },
    ],
    [
      'a copy of the file in the caller',
      { job_workflow_ref: 'acme/shop/.github/workflows/deploy.yml@refs/tags/v1' },
    ],
    [
      'the file in a fork of macro-infra',
      { job_workflow_ref: 'evil/macro-infra/.github/workflows/deploy.yml@refs/tags/v1' },
    ],
    ['the file on a branch', { job_workflow_ref: file('deploy.yml', 'refs/heads/v1') }],
    ['the file at main', { job_workflow_ref: file('deploy.yml', 'refs/heads/main') }],
    [
      'the file at a tag that begins like it',
      { job_workflow_ref: file('deploy.yml', 'refs/tags/v1.evil') },
    ],
    ['the file at a commit', { job_workflow_ref: file('deploy.yml', 'a'.repeat(40)) }],
    ['the build, before the gate', { job_workflow_ref: file('build-images.yml') }],
    ['preview.yml, around the gate', { job_workflow_ref: file('preview.yml') }],
    ['the cleanup', { job_workflow_ref: file('cleanup-preview.yml') }],
    ['another folder', { job_workflow_ref: 'acme/macro-infra/workflows/deploy.yml@refs/tags/v1' }],
    ['a file of a like name', { job_workflow_ref: file('xdeploy.yml') }],
    ['a wildcard as the file', { job_workflow_ref: '*' }],
    ['no file', { job_workflow_ref: '' }],
    ['no repository id', { repository_id: '' }],
    ['an id with a space', { repository_id: '5678 ' }],
  ];

  it('more than 40 sets of claims', () => {
    expect(forged.length).toBeGreaterThan(40);
  });
  it.each(forged)('%s', (_, change) => {
    expect(lets('preview', { ...genuine, ...change })).toBe(false);
  });
  it.each(Object.keys(genuine).filter((claim) => claim !== 'repository'))(
    'a token without %s',
    (claim) => {
      const claims = Object.entries(genuine).filter(([name]) => name !== claim);
      expect(lets('preview', Object.fromEntries(claims))).toBe(false);
    },
  );
});

describe('the base role refuses', () => {
  it('pull requests', () => {
    expect(lets('base', { ...genuine, job_workflow_ref: file('ensure-base.yml') })).toBe(false);
  });
});

describe('the images role refuses', () => {
  it.each(['repo:acme/shop:ref:refs/tags/nightly', 'repo:acme/shop:ref:refs/heads/v1'])(
    '%s',
    (sub) => {
      expect(lets('images', { ...genuine, sub, job_workflow_ref: file('build-images.yml') })).toBe(
        false,
      );
    },
  );
});
