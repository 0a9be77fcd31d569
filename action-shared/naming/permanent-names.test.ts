import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { permanentName, permanentStack, PERMANENT_RESOURCES } from './permanent-names.ts';

const staging = { environment: 'staging', app: 'payment', repository: 'acme/payment' };

describe('permanentName', () => {
  it.each([
    ['alb', 'staging-payment-alb'],
    ['db', 'staging-payment-db'],
    ['assets', /^staging-payment-assets-[0-9a-z]{6}$/],
    ['login', /^staging-payment-login-[0-9a-z]{6}$/],
  ] as const)('%s is %s', (resource, expected) => {
    expect(permanentName(staging, resource)).toMatch(expected);
  });

  it('keeps world-wide names of two organisations apart', () => {
    const other = { ...staging, repository: 'other/payment' };
    expect(permanentName(other, 'assets')).not.toBe(permanentName(staging, 'assets'));
    expect(permanentName(other, 'db')).toBe(permanentName(staging, 'db'));
  });

  it('keeps to every limit and never gives a name twice, whatever the app: 100,000 names', () => {
    const slug = fc.stringMatching(/^[a-z][a-z0-9-]{0,19}$/);
    const hostile = ['a', 'a-', 'a--', 'a--b', 'a-b', 'db', 'x-db', 'staging', 'dev-staging'];
    const apps = [...new Set([...hostile, ...fc.sample(slug, { numRuns: 6000, seed: 7 })])];
    const made = new Map<string, string>();
    const wrong: string[] = [];
    for (const app of apps.slice(0, 1400))
      for (const environment of ['dev', 'staging', 'production'])
        for (const resource of PERMANENT_RESOURCES) {
          const name = permanentName({ environment, app, repository: 'o/r' }, resource);
          const key = `${resource} ${name}`;
          if (made.has(key)) wrong.push(`${key}: ${made.get(key) ?? ''} and ${environment}/${app}`);
          made.set(key, `${environment}/${app}`);
          const fits = name.length <= (LONGEST[resource] ?? 50);
          if (!fits || !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) wrong.push(name);
        }
    expect(wrong).toEqual([]);
    expect(made.size).toBeGreaterThan(100_000);
  });
});

/** AWS's limits again, by hand, of what is below 50 characters or far above. */
const LONGEST: Readonly<Record<string, number>> = { alb: 32, cache: 40, backup: 50 };

describe('permanentStack', () => {
  it('is the app and its environment', () => {
    expect(permanentStack('shop', 'staging')).toBe('shop-staging');
  });
});
