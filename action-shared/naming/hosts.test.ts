import { describe, expect, it } from '@jest/globals';
import { hostFrom, hostProblem, isCovered, wildcardFor } from './hosts.ts';

const values = { number: 42, app: 'shop', service: 'api', env: 'pr-42', domain: 'example.com' };

describe('hostFrom', () => {
  it.each([
    ['pr-{number}-{app}-{service}.{domain}', 'pr-42-shop-api.example.com'],
    ['pr-{number}-{app}.{domain}', 'pr-42-shop.example.com'],
    ['pr-{number}.api.{domain}', 'pr-42.api.example.com'],
    ['{number}.pr-api.{domain}', '42.pr-api.example.com'],
    ['{env}.{domain}', 'pr-42.example.com'],
    ['{what}.{domain}', '{what}.example.com'],
  ])('%s gives %s', (template, expected) => {
    expect(hostFrom(template, values)).toBe(expected);
  });

  it('cuts a label that DNS would refuse and keeps it unique', () => {
    const long = `${'x'.repeat(60)}-{number}.{domain}`;
    const first = hostFrom(long, values).split('.')[0];
    expect(first).toHaveLength(63);
    expect(hostFrom(long, { ...values, number: 43 }).split('.')[0]).not.toBe(first);
  });
});

describe('isCovered', () => {
  it.each([
    ['pr-1.example.com', ['*.example.com'], true],
    ['pr-1.api.example.com', ['*.example.com'], false],
    ['pr-1.api.example.com', ['*.example.com', '*.api.example.com'], true],
    ['example.com', ['*.example.com'], false],
    ['example.com', ['example.com'], true],
    ['PR-1.Example.com', ['*.EXAMPLE.com'], true],
    ['pr-1.localhost', ['*.localhost', '*.api.localhost'], true],
    ['pr-1.example.com', [], false],
  ])('%s by %j: %s', (host, names, expected) => {
    expect(isCovered(host, names)).toBe(expected);
  });

  it('knows the wildcard that is missing', () => {
    expect(wildcardFor('pr-1.api.example.com')).toBe('*.api.example.com');
  });
});

describe('hostProblem', () => {
  it.each([
    ['pr-1.example.com', null],
    ['pr_1.example.com', 'holds "pr_1", which is no DNS label'],
    ['-a.example.com', 'holds "-a", which is no DNS label'],
    ['a..com', 'holds "", which is no DNS label'],
    [`${'a.'.repeat(127)}com`, 'has 257 characters, DNS allows 253'],
  ])('%s: %s', (host, expected) => {
    expect(hostProblem(host)).toBe(expected);
  });
});
