import { describe, expect, it } from '@jest/globals';
import { ENVIRONMENTS } from './config.ts';
import { environmentValues } from './resolve.ts';
import { configOf, DIGEST } from './testing/stage.ts';
import type { Values } from './testing/stage.ts';

const of = (more: Values = {}) => environmentValues(configOf('staging', more));
const service = (more: Values, name: string) =>
  of(more).compute?.services.find((one) => one.name === name);

describe('values of a permanent environment', () => {
  it.each(ENVIRONMENTS)('own every part, but the images’ repository: %s', (environment) => {
    const values = environmentValues(configOf(environment));
    expect(values).toMatchObject({
      network: { kind: 'own', whose: 'environment' },
      edge: { kind: 'own', loadBalancers: [`${environment}-shop-alb`] },
      images: { kind: 'shared', stack: 'organization/macro-infra-base/dev' },
    });
    const { compute, data, delivery, watching, parameters } = values;
    expect([compute, data, delivery, watching, parameters]).not.toContain(null);
  });

  it.each([
    ['none', 'public'],
    ['one', 'private'],
    ['per-zone', 'private'],
  ])('with NAT %s run tasks in %s subnets', (nat, tasksIn) => {
    const network = { cidr: '10.1.0.0/16', nat };
    expect(of({ network }).network).toMatchObject({ tasksIn });
  });

  it('without a domain know paths only: the load balancer’s own name is not known yet', () => {
    expect(service({}, 'web')?.address).toEqual({ path: '' });
    expect(service({}, 'api')).toMatchObject({
      address: { path: '/api' },
      route: { host: null, paths: ['/api', '/api/*'] },
    });
    expect(of().edge).toMatchObject({ certificateDomains: [], hosts: [] });
    expect(of().delivery).toMatchObject({
      cdn: { apiHost: null, apiPort: 80 },
      userPool: { callbackUrls: ['http://localhost:3000/auth/callback'] },
    });
  });

  it('with a domain know every address before anything is made', () => {
    const more = { domain: 'a.dev', listenerPorts: { http: 80, https: 8443 } };
    expect(service(more, 'api')).toMatchObject({
      address: { url: 'https://staging.shop-api.a.dev:8443' },
      route: { host: 'staging.shop-api.a.dev' },
      image: DIGEST,
    });
    expect(of(more).delivery).toMatchObject({
      cdn: { apiHost: 'staging.shop-api.a.dev', apiPort: 8443 },
      userPool: { callbackUrls: ['https://staging.shop.a.dev:8443/auth/callback'] },
    });
  });

  it('name a repository outside of every base', () => {
    const more = { base: null, imageRepository: 'registry.example.com/shop' };
    expect(of(more).images).toEqual({ kind: 'given', repository: 'registry.example.com/shop' });
  });

  it('of a scheduled task hold its schedule, of others that somebody starts them: none', () => {
    const nightly = { name: 'nightly', service: 'api', command: ['x'], schedule: 'rate(1 day)' };
    expect(of({ scheduledTasks: [nightly] }).compute?.tasks).toMatchObject([
      {
        name: 'nightly',
        service: 'api',
        schedule: { expression: 'rate(1 day)', timeZone: 'UTC' },
      },
    ]);
  });

  it('leave out what the stack file switches off', () => {
    const more = { cdn: false, userPool: false, firewall: null, database: null, cache: null };
    expect(of(more)).toMatchObject({
      edge: { firewall: null },
      data: { database: null, cache: null },
      delivery: { cdn: null, userPool: null },
    });
    expect(of({ parameters: { shared: false } }).parameters).toMatchObject({ shared: null });
  });
});
