import { describe, expect, it } from '@jest/globals';
import { parseBuildList } from './build-list.ts';
import { parseDigests, registryOf } from './digests.ts';
import { cacheScopes, imageNames } from './image-names.ts';
import type { ImageOrigin } from './image-names.ts';

const sha = '0123456789abcdef0123456789abcdef01234567';
const origin: ImageOrigin = {
  app: 'shop',
  service: 'web',
  repository: 'registry.test/images',
  ref: 'refs/heads/main',
  defaultBranch: 'main',
  prNumber: null,
  sha,
  build: null,
};
const digest = `sha256:${'a'.repeat(64)}`;

describe('the names of an image', () => {
  it.each([
    ['a pull request', { prNumber: 42, ref: 'refs/pull/42/merge' }, 'pr-42'],
    ['a pull request, from the default branch', { prNumber: 42 }, 'pr-42'],
    ['the default branch', {}, 'latest'],
    [
      'a default branch of another name',
      { ref: 'refs/heads/trunk', defaultBranch: 'trunk' },
      'latest',
    ],
    ['a release', { ref: 'refs/tags/v1.2.3' }, 'v1.2.3'],
    ['a release candidate', { ref: 'refs/tags/v1.2.3-rc.1' }, 'v1.2.3-rc.1'],
    ['another branch', { ref: 'refs/heads/Fix/it_now' }, 'branch-fix-it-now'],
  ])('of %s tell what moved it, and the commit', (_, change, tag) => {
    expect(imageNames({ ...origin, ...change }).tags).toEqual([
      `shop-web-${tag}`,
      `shop-web-sha-${sha}`,
    ]);
  });

  it.each(['refs/tags/nightly', 'refs/tags/v1', 'refs/tags/v1.2.3+build', ''])(
    'of the ref "%s" are the commit alone',
    (ref) => {
      expect(imageNames({ ...origin, ref }).tags).toEqual([`shop-web-sha-${sha}`]);
    },
  );

  it('need no prefix where each service has a repository', () => {
    const named = imageNames({ ...origin, repository: 'registry.test/{app}/{service}' });
    expect(named).toEqual({ repository: 'registry.test/shop/web', tags: ['latest', `sha-${sha}`] });
  });

  it('end with the build where tags may not move, but for releases', () => {
    const build = '1021.2';
    const pull = imageNames({ ...origin, prNumber: 42, build });
    expect(pull.tags).toEqual([`shop-web-pr-42-${build}`, `shop-web-sha-${sha}-${build}`]);
    const release = imageNames({ ...origin, ref: 'refs/tags/v1.2.3', build });
    expect(release.tags).toEqual(['shop-web-v1.2.3', `shop-web-sha-${sha}-${build}`]);
    const long = imageNames({ ...origin, ref: `refs/heads/${'x'.repeat(300)}`, build });
    expect(long.tags[0]).toMatch(/^.{121}-1021\.2$/);
  });

  it('stay within what a registry takes', () => {
    const { tags } = imageNames({ ...origin, ref: `refs/heads/${'x'.repeat(300)}` });
    expect(Math.max(...tags.map((tag) => tag.length))).toBe(128);
  });
});

describe('the build cache', () => {
  const main = 'type=gha,scope=macro-infra-shop-web-main';
  const own = 'type=gha,scope=macro-infra-shop-web-pr-42';

  it('of a pull request: reads the default branch’s, writes its own', () => {
    const scopes = cacheScopes(
      { ...origin, prNumber: 42, ref: 'refs/pull/42/merge' },
      'pull_request',
    );
    expect(scopes).toEqual({ from: `${main}\n${own}`, to: `${own},mode=max` });
  });
  it('of the default branch: reads and writes what all read', () => {
    expect(cacheScopes(origin, 'push')).toEqual({ from: main, to: `${main},mode=max` });
  });
  it.each(['issue_comment', 'workflow_dispatch'])(
    'of a pull request on %s: writes nothing, for the run has the default branch’s cache',
    (event) => {
      expect(cacheScopes({ ...origin, prNumber: 42 }, event).to).toBe('');
    },
  );
  it('of a release: reads only', () => {
    expect(cacheScopes({ ...origin, ref: 'refs/tags/v1.0.0' }, 'push')).toEqual({
      from: main,
      to: '',
    });
  });
});

describe('the list of builds', () => {
  it('is an object from service to folder', () => {
    expect(parseBuildList('{"web":"images/web","api":"images/api"}')).toMatchObject([
      { service: 'web', context: 'images/web', file: '', buildArgs: '' },
      { service: 'api', context: 'images/api' },
    ]);
  });
  it('or a list that says more', () => {
    const text = JSON.stringify([
      { service: 'web', context: '.', file: 'web.Dockerfile', 'build-args': { A: '1', B: 'x y' } },
    ]);
    expect(parseBuildList(text)).toMatchObject([
      { service: 'web', context: '.', file: 'web.Dockerfile', buildArgs: 'A=1\nB=x y' },
    ]);
  });
  it.each([
    ['', 'no JSON'],
    ['{}', 'nothing is built'],
    ['[]', 'nothing is built'],
    ['"web"', 'Invalid'],
    ['{"Web":"x"}', 'Web'],
    ['{"web":"../x"}', 'inside the repository'],
    ['{"web":"/etc"}', 'inside the repository'],
    ['{"web":"$(id)"}', 'plain path'],
    ['[{"service":"web","context":"."},{"service":"web","context":"."}]', 'more than once'],
    ['[{"service":"web"}]', 'context'],
    ['[{"service":"web","context":".","secret":"x"}]', 'secret'],
    ['[{"service":"web","context":".","target":"a\\nb"}]', 'one line'],
  ])('refuses %s', (text, message) => {
    expect(() => parseBuildList(text)).toThrow(message);
  });
});

describe('digests', () => {
  it.each([
    ['JSON', `{"web":"${digest}"}`],
    ['lines', `web=${digest}\n`],
    ['references', `web=registry.test/images@${digest}`],
  ])('are read from %s', (_, text) => {
    expect(parseDigests(text)).toEqual({ web: digest });
  });
  it.each([
    '',
    'web=latest',
    'web=registry.test/images:v1',
    `web=sha256:${'a'.repeat(63)}`,
    '{"web":1}',
  ])('refuses "%s"', (text) => {
    expect(() => parseDigests(text)).toThrow();
  });
  it.each([
    ['1.dkr.ecr.eu-west-1.amazonaws.com/shop', '1.dkr.ecr.eu-west-1.amazonaws.com'],
    ['localhost:5000/shop', 'localhost:5000'],
    ['acme/shop', 'docker.io'],
    ['shop', 'docker.io'],
  ])('the registry of %s is %s', (repository, registry) => {
    expect(registryOf(repository)).toBe(registry);
  });
});
