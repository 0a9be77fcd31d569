import { describe, expect, it } from '@jest/globals';
import { parseContext } from '../../action-shared/runner/context.ts';
import { parseInputs } from './inputs.ts';
import { run } from './run.ts';

const sha = '0123456789abcdef0123456789abcdef01234567';
const digest = (digit: string) => `sha256:${digit.repeat(64)}`;
const repository = '111111111111.dkr.ecr.eu-west-1.amazonaws.com/images';
const defaults = { push: 'false', 'moving-tags': 'false', 'default-branch': 'main' };

function outputs(
  given: Readonly<Record<string, string>>,
  files: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const inputs: Readonly<Record<string, string>> = { ...defaults, ...given };
  const context = parseContext(
    {
      GITHUB_REPOSITORY: 'acme/shop',
      GITHUB_SHA: 'f'.repeat(40),
      GITHUB_REF: 'refs/pull/42/merge',
      GITHUB_RUN_ID: '1',
      GITHUB_EVENT_NAME: 'pull_request',
    },
    {},
  );
  const set: Record<string, string> = {};
  const runner = {
    info: () => undefined,
    setOutput: (name: string, value: string | number | boolean) => {
      set[name] = String(value);
    },
  };
  const read = (_: string, name: string): string | null => files[name] ?? null;
  run(
    parseInputs((name) => inputs[name] ?? '', context),
    { runner, read },
  );
  return set;
}

describe('prepare-images, mode plan', () => {
  it('gives a leg per service: build, tags, caches', () => {
    const build = '{"web":"images/web","api":"images/api"}';
    const given = { mode: 'plan', build, sha, 'pr-number': '42', push: 'true' };
    const set = outputs({ ...given, 'image-repository': repository });
    expect(set['services']).toBe('["web","api"]');
    expect(set['registry']).toBe('111111111111.dkr.ecr.eu-west-1.amazonaws.com');
    expect(JSON.parse(set['matrix'] ?? '')).toMatchObject({
      include: [
        {
          service: 'web',
          context: 'images/web',
          tags: `${repository}:shop-web-pr-42-1.1\n${repository}:shop-web-sha-${sha}-1.1`,
          'cache-to': 'type=gha,scope=macro-infra-shop-web-pr-42,mode=max',
        },
        { service: 'api' },
      ],
    });
  });

  it('names images without a repository when nothing is pushed', () => {
    const set = outputs({ mode: 'plan', build: '{"web":"."}', sha, 'pr-number': '42' });
    expect(set['matrix']).toContain('shop/web:shop-web-pr-42');
    expect(set['registry']).toBe('');
  });

  it('builds nothing when digests are given', () => {
    const images = `web=${digest('a')}`;
    const set = outputs({ mode: 'plan', images, 'image-repository': repository });
    expect(set).toMatchObject({ matrix: '{"include":[]}', services: '[]' });
    expect(set['registry']).toContain('dkr.ecr');
  });

  it.each([
    [{ build: '' }, '`build`'],
    [{ build: '{"web":"."}', images: `web=${digest('a')}` }, '`build`'],
    [{ build: '{"web":"."}', push: 'true' }, 'IMAGE_REPOSITORY'],
    [
      { build: '{"web":"."}', 'image-repository': 'registry.test/x:latest@y' },
      '`image-repository`',
    ],
    [{ build: '{"web":"."}', sha: 'main' }, '`sha`'],
    [{ build: '{"web":"."}', app: 'Shop!' }, '`app`'],
    [{ images: 'web=latest' }, '`images`'],
  ])('refuses %j', (given, message) => {
    expect(() => outputs({ mode: 'plan', ...given })).toThrow(message);
  });
});

describe('prepare-images, mode collect', () => {
  const given = { mode: 'collect', folder: '/digests', services: '["web","api"]' };

  it('makes references of digests that were pushed', () => {
    const pushed = { ...given, push: 'true', 'image-repository': 'registry.test/{app}-{service}' };
    const set = outputs(pushed, { web: digest('a'), api: `${digest('b')}\n`, other: 'x' });
    expect(JSON.parse(set['images'] ?? '')).toEqual({
      web: `registry.test/shop-web@${digest('a')}`,
      api: `registry.test/shop-api@${digest('b')}`,
    });
  });

  it('leaves digests alone that were not', () => {
    const set = outputs(given, { web: digest('a'), api: digest('b') });
    expect(JSON.parse(set['images'] ?? '')).toEqual({ web: digest('a'), api: digest('b') });
  });

  it('names every service whose build left none', () => {
    expect(() => outputs(given, { web: 'sha256:zz' })).toThrow(/No digest of web, api/);
  });

  it.each(['', 'web', '{}', '["../x"]'])('refuses the list of services %s', (services) => {
    expect(() => outputs({ ...given, services })).toThrow('`services`');
  });
});
