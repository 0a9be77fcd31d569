import { describe, expect, it } from '@jest/globals';
import type { PreviewPlan } from '../documents/plan.ts';
import { resolveLifetime } from './lifetime.ts';
import type { ResolveInput } from './resolve-input.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const DAY = 86_400_000;
const OLD = 'a'.repeat(40);
const NEW = 'b'.repeat(40);

interface Case {
  readonly sha?: string;
  readonly ttl?: string;
  readonly policy?: string;
  /** Expiry and lifetime of what is deployed. */
  readonly before?: readonly [expiresAt: string, ttl: string];
  readonly days?: number;
}

function expiry({ sha = OLD, ttl, policy = '7d', before, days = 0 }: Case): string | null {
  const previous =
    before === undefined
      ? null
      : { sha: OLD, expiresAt: before[0], why: { expiresAt: `${before[1]} after the last push` } };
  const input: Pick<ResolveInput, 'appFile' | 'policyFile' | 'ttl' | 'previous' | 'sha' | 'now'> = {
    appFile: { previews: { ttl: policy } } as ResolveInput['appFile'],
    policyFile: null,
    ttl,
    previous: previous as PreviewPlan | null,
    sha,
    now: NOW + days * DAY,
  };
  return resolveLifetime(input as ResolveInput).expiresAt?.slice(0, 10) ?? null;
}

const WEEK = ['2026-11-29T00:00:00Z', '7d'] as const;
const LONG = ['2026-12-20T00:00:00Z', '28d'] as const;

describe('the lifetime of a preview', () => {
  it.each<[string, Case, string]>([
    ['begins with the first deployment', {}, '2026-11-29'],
    ['is set anew by a push', { sha: NEW, before: WEEK, days: 3 }, '2026-12-02'],
    ['is not set anew by a re-run of the same commit', { before: WEEK, days: 3 }, '2026-11-29'],
    ['is extended by a lifetime given', { ttl: '3d', before: WEEK, days: 6 }, '2026-12-01'],
    ['is extended again by the same command', { ttl: '7d', before: WEEK, days: 2 }, '2026-12-01'],
    ['is not shortened by an extension', { ttl: '1d', before: WEEK }, '2026-11-29'],
    ['is not shortened by a push', { sha: NEW, before: LONG, days: 1 }, '2026-12-20'],
    ['is not shortened by a re-run', { before: LONG, days: 1 }, '2026-12-20'],
    ['is what a push itself is given', { sha: NEW, ttl: '1d', before: LONG }, '2026-11-23'],
    ['begins again when it is over', { before: WEEK, days: 10 }, '2026-12-09'],
  ])('%s', (_name, one, expected) => {
    expect(expiry(one)).toBe(expected);
  });
});
