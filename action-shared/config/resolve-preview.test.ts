import { describe, expect, it } from '@jest/globals';
import { baseOutputsSchema } from '../documents/base-outputs.ts';
import { previewPlanSchema } from '../documents/plan.ts';
import type { PreviewPlan } from '../documents/plan.ts';
import { parseAppFile } from './app-file.ts';
import { resolvePreview } from './resolve-preview.ts';
import type { ResolveInput } from './resolve-input.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const HOUR = 3_600_000;
const NOW = Date.parse('2026-11-21T15:00:00Z');

const file = (text: string) => parseAppFile(text, { fileName: 'f', repositoryName: 'shop' });

const SHOP = `
app: shop
services:
  web: { port: 8080, host: "pr-{number}.{domain}", health: /, primary: true, environment: { API: "{api.url}", COOKIE: ".{domain}", TEMPLATE: "{{env}} {env} {number} {sha}" } }
  api: { port: 3040, host: "pr-{number}.api.{domain}", secrets: { KEY: "secretsmanager:shop/preview/key" } }
`;

const loadBalancer = (name: string) => ({
  name,
  arn: `arn:${name}`,
  dnsName: `${name}.elb.localhost`,
  zoneId: 'Z1',
  httpListenerArn: `arn:${name}:http`,
  httpPort: 80,
  httpsListenerArn: `arn:${name}:https`,
  httpsPort: 443,
  securityGroupId: 'sg-1',
});

const base = baseOutputsSchema.parse({
  contract: 1,
  environment: 'dev',
  app: 'macro-infra',
  urls: {},
  url: '',
  region: 'eu-west-1',
  vpcId: 'vpc-1',
  publicSubnetIds: ['a', 'b'],
  privateSubnetIds: [],
  loadBalancers: [loadBalancer('dev-1'), loadBalancer('dev-2')],
  domain: 'example.com',
  certificateDomains: ['*.example.com', '*.api.example.com'],
  repositoryUrl: 'r',
  limits: { maxCpu: 1024, maxMemory: 2048, maxServices: 3, secrets: ['shop/preview/*'] },
  assignPublicIp: true,
  fingerprint: 'f1',
});

const shop: ResolveInput = {
  appFile: file(SHOP),
  policyFile: null,
  number: 42,
  sha: 'c'.repeat(40),
  repository: 'octo/shop',
  region: 'eu-west-1',
  baseName: 'dev',
  stackReference: 'organization/macro-infra-base/dev',
  baseOutputs: base,
  images: { web: `r/web@${DIGEST}`, api: `r/api@${DIGEST}` },
  capacity: {},
  previous: null,
  secretValues: { 'secretsmanager:shop/preview/key': 'arn:secret:v1' },
  now: NOW,
};

const service = (plan: PreviewPlan, name: string) => plan.services.find((one) => one.name === name);

function refusal(changes: Partial<ResolveInput>): string {
  try {
    resolvePreview({ ...shop, ...changes });
  } catch (error) {
    return (error as Error).message;
  }
  return 'accepted';
}

describe('the plan of a preview', () => {
  const plan = resolvePreview(shop);

  it('is a valid document', () => {
    expect(previewPlanSchema.parse(plan)).toEqual(plan);
  });

  it('says where every service answers', () => {
    expect(plan.services.map(({ name, host, url }) => [name, host, url])).toEqual([
      ['web', 'pr-42.example.com', 'https://pr-42.example.com'],
      ['api', 'pr-42.api.example.com', 'https://pr-42.api.example.com'],
    ]);
    expect(plan.url).toBe('https://pr-42.example.com');
    expect(plan.stack).toBe('shop-pr-42');
    expect(plan.cluster).toBe('pr-42-shop-cluster');
  });

  it('fills placeholders and sets the three variables every container gets', () => {
    expect(service(plan, 'web')?.environment).toEqual({
      API: 'https://pr-42.api.example.com',
      COOKIE: '.example.com',
      TEMPLATE: `{env} pr-42 42 ${'c'.repeat(40)}`,
      MACRO_INFRA_ENV: 'pr-42',
      MACRO_INFRA_SHA: 'c'.repeat(40),
      MACRO_INFRA_URL: 'https://pr-42.example.com',
    });
  });

  it('holds references to secrets, never values', () => {
    expect(service(plan, 'api')?.secrets).toEqual({ KEY: 'arn:secret:v1' });
  });

  it('has the values of previews', () => {
    expect(service(plan, 'api')).toMatchObject({
      health: {
        path: '/api/health',
        matcher: '200-399',
        intervalSeconds: 5,
        timeoutSeconds: 3,
        healthyThreshold: 2,
        unhealthyThreshold: 2,
        graceSeconds: 30,
      },
      deregistrationSeconds: 5,
      minimumHealthyPercent: 100,
      maximumPercent: 200,
      capacityProvider: 'FARGATE_SPOT',
      logRetentionDays: 7,
      count: 1,
    });
  });

  it('carries a port in URLs only when it is not the usual one', () => {
    const local = { ...loadBalancer('dev-1'), httpsPort: 8443 };
    const outputs = { ...base, loadBalancers: [local] };
    expect(resolvePreview({ ...shop, baseOutputs: outputs }).url).toBe(
      'https://pr-42.example.com:8443',
    );
  });

  it('works on a base without a domain: HTTP and a path per service', () => {
    const bare = {
      ...loadBalancer('dev-1'),
      httpsListenerArn: null,
      httpsPort: null,
      httpPort: 8080,
    };
    const outputs = { ...base, domain: null, certificateDomains: [], loadBalancers: [bare] };
    const api = service(resolvePreview({ ...shop, baseOutputs: outputs }), 'api');
    expect(api).toMatchObject({
      host: null,
      url: 'http://dev-1.elb.localhost:8080/pr-42-shop/api',
      paths: ['/pr-42-shop/api', '/pr-42-shop/api/*'],
    });
  });
});

describe('a second plan', () => {
  const first = resolvePreview(shop);
  const own = first.services.map(({ priority }) => priority);
  const later = { ...shop, previous: first, now: NOW + 30 * HOUR };

  it('for the same commit is the same plan, to the byte', () => {
    const capacity = { 'arn:dev-1': { priorities: own, targetGroups: 100 } };
    expect(JSON.stringify(resolvePreview({ ...later, capacity }))).toBe(JSON.stringify(first));
  });

  it('for another commit lives longer and keeps load balancer, slots and names', () => {
    const second = resolvePreview({ ...later, sha: 'd'.repeat(40) });
    expect(first.expiresAt).toBe('2026-11-29T00:00:00.000Z');
    expect(second.expiresAt).toBe('2026-11-30T00:00:00.000Z');
    expect(second.services.map(({ priority }) => priority)).toEqual(own);
    expect(second.services.map(({ names }) => names)).toEqual(
      first.services.map(({ names }) => names),
    );
  });

  it('leaves the tags alone when the next push comes the same day', () => {
    const second = resolvePreview({ ...later, sha: 'd'.repeat(40), now: NOW + HOUR });
    expect(second.tags).toEqual(first.tags);
  });

  it('with another port gives only the target group another name', () => {
    const moved = file(SHOP.replace('3040', '3041'));
    const names = service(resolvePreview({ ...later, appFile: moved }), 'api')?.names;
    const before = service(first, 'api')?.names;
    expect(names).toEqual({ ...before, targetGroup: 'pr-42-shop-api-tg-3041' });
  });
});

describe('the load balancer', () => {
  const use = (targetGroups: number) => ({ priorities: [], targetGroups });

  it.each([
    ['the first with room', { 'arn:dev-1': use(98), 'arn:dev-2': use(0) }, 0],
    [
      'the next when the first has room for one only',
      { 'arn:dev-1': use(99), 'arn:dev-2': use(98) },
      1,
    ],
  ])('is %s', (_case, capacity, index) => {
    expect(resolvePreview({ ...shop, capacity }).loadBalancer.index).toBe(index);
  });

  it('is refused at the quota, naming use, limit and remedy', () => {
    const capacity = { 'arn:dev-1': use(99), 'arn:dev-2': use(100) };
    expect(refusal({ capacity })).toContain(
      'base dev: found no room for 2 target groups (in use: dev-1 99, dev-2 100); allowed: 100 per load balancer, a fixed AWS quota: close old previews, or raise "shards"',
    );
  });

  it('gives slots around those in use', () => {
    const [web] = resolvePreview(shop).services;
    const taken = web?.priority ?? 0;
    const capacity = { 'arn:dev-1': { priorities: [taken], targetGroups: 1 } };
    expect(resolvePreview({ ...shop, capacity }).services[0]?.priority).toBe(taken + 1);
  });

  it('asks the more specific path first when services share a host', () => {
    const host = 'host: "pr-{number}.{domain}"';
    for (const number of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const appFile = file(
        `services: { web: { port: 1, primary: true, ${host} }, api: { port: 2, ${host}, paths: ["/api/*"] } }`,
      );
      const plan = resolvePreview({ ...shop, number, appFile });
      const slot = (name: string) => service(plan, name)?.priority ?? 0;
      expect(slot('api')).toBeLessThan(slot('web'));
    }
  });
});

describe('a preview is refused', () => {
  const shopWith = (from: string, to: string) => ({ appFile: file(SHOP.replace(from, to)) });

  it.each<[string, Partial<ResolveInput>, string]>([
    [
      'without an image',
      { images: { web: `r@${DIGEST}` } },
      'images.api: found nothing; allowed: repository@sha256',
    ],
    [
      'with a tag',
      { images: { ...shop.images, api: 'r/api:latest' } },
      'images.api: found "r/api:latest"',
    ],
    [
      'with an image too many',
      { images: { ...shop.images, ap: `r@${DIGEST}` } },
      'unknown service (did you mean "api"?)',
    ],
    [
      'when a secret is not there',
      { secretValues: {} },
      'found "secretsmanager:shop/preview/key", which is not there',
    ],
    [
      'when the base forbids a secret',
      shopWith('shop/preview/key', 'shop/production/key'),
      'allowed: shop/preview/* (limits of the base stack)',
    ],
    [
      'when the base branch does not know a secret',
      { policyFile: file('services: { web: { port: 1 } }') },
      'add it there first',
    ],
    [
      'with doppler',
      shopWith('secretsmanager:shop/preview/key', 'doppler:KEY'),
      'doppler: is not available yet',
    ],
    [
      'with a database',
      { appFile: file(`${SHOP}database: { engine: postgres }`) },
      'a base with "database" in its values',
    ],
    [
      'above the base’s CPU',
      shopWith('port: 3040,', 'port: 3040, cpu: 2048, memory: 4096,'),
      'services.api.cpu: found 2048; allowed: at most 1024 in a preview (limits of the base stack)',
    ],
    [
      'above the base branch’s memory',
      {
        ...shopWith('port: 3040,', 'port: 3040, memory: 2048,'),
        policyFile: file(`${SHOP}previews: { limits: { memory: 1024 } }`),
      },
      'services.api.memory: found 2048; allowed: at most 1024 in a preview (previews.limits of the base branch’s file)',
    ],
    [
      'with too many services',
      { baseOutputs: { ...base, limits: { ...base.limits, maxServices: 1 } } },
      'services: found 2 services; allowed: at most 1',
    ],
    [
      'on a host no certificate covers',
      { baseOutputs: { ...base, certificateDomains: ['*.example.com'] } },
      'add *.api.example.com to the base’s certificate',
    ],
    ['on another app’s host', { foreignHosts: ['pr-42.example.com'] }, 'which another app answers'],
    ['with a wrong lifetime', { ttl: 'forever' }, 'ttl: found "forever"; allowed: a duration'],
  ])('%s', (_case, changes, expected) => {
    expect(refusal(changes)).toContain(expected);
  });

  it('with every reason at once', () => {
    const message = refusal({
      images: {},
      secretValues: {},
      ttl: 'x',
      foreignHosts: ['pr-42.example.com'],
    });
    expect(message.split('\n')[0]).toBe('Preview of pull request 42 is not possible: 5 problems');
  });

  it('its lifetime cannot be widened by the pull request’s own file', () => {
    const appFile = file(`${SHOP}previews: { ttl: 900d }`);
    const plan = resolvePreview({
      ...shop,
      appFile,
      policyFile: file(`${SHOP}previews: { ttl: 1d }`),
    });
    expect(plan.expiresAt).toBe('2026-11-23T00:00:00.000Z');
  });
});
