import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { PreviewPlan } from '../documents/plan.ts';
import type { Candidate, PullFact } from './candidate.ts';
import { previewOfStack } from './candidate.ts';
import { decideSweep } from './decide.ts';
import type { SweepFacts } from './decide.ts';
import type { Visits } from './visits.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const HOUR = 3_600_000;

const open: PullFact = { state: 'open', labels: [] };
const kept: PullFact = { state: 'open', labels: ['preview:keep'] };
const unvisited: Visits = { known: true, last: null };
const unknown: Visits = { known: false, why: 'CloudWatch is away' };
const visited = (hoursAgo: number): Visits => ({ known: true, last: NOW - hoursAgo * HOUR });

function candidate(expiresIn: number | null, deployedAgo: number | null = 48): Candidate {
  const expiresAt = expiresIn === null ? null : new Date(NOW + expiresIn * HOUR).toISOString();
  return {
    stack: 'shop-pr-42',
    app: 'shop',
    number: 42,
    plan: { expiresAt } as PreviewPlan,
    resources: 30,
    updatedAt: deployedAgo === null ? null : new Date(NOW - deployedAgo * HOUR).toISOString(),
    targetGroups: [],
  };
}

const IDLE = { idleSeconds: 2 * 3600 };
const rows: readonly [string, Candidate, Partial<SweepFacts>, string][] = [
  ['an open one stays', candidate(24), {}, 'keep serving'],
  ['an open one without an expiry stays', candidate(null), {}, 'keep serving'],
  ['a closed one goes', candidate(24), { pull: { state: 'closed', labels: [] } }, 'remove closed'],
  [
    'a closed one goes whatever its label',
    candidate(24),
    { pull: { state: 'closed', labels: ['preview:keep'] } },
    'remove closed',
  ],
  ['a visited closed one goes', candidate(24), { pull: { state: 'closed', labels: [] }, visits: visited(0) }, 'remove closed'], // prettier-ignore
  ['one of no pull request goes', candidate(24), { pull: { state: 'missing' } }, 'remove orphaned'],
  ['one GitHub was not asked about stays', candidate(-24), { pull: { state: 'unknown' } }, 'keep unknown'], // prettier-ignore
  ['an expired one goes', candidate(-1), {}, 'remove expired'],
  ['one that expires now goes', candidate(0), {}, 'remove expired'],
  ['one that expires in a minute stays', candidate(1 / 60), {}, 'keep serving'],
  ['an expired one in use stays', candidate(-1), { visits: visited(0.2) }, 'keep in-use'],
  [
    'an expired one visited an hour ago goes',
    candidate(-1),
    { visits: visited(1) },
    'remove expired',
  ],
  ['an expired one of unknown use goes', candidate(-1), { visits: unknown }, 'remove expired'],
  ['an expired one with the label stays', candidate(-1), { pull: kept }, 'keep labelled'],
  ['a deployment’s own checks are no use', candidate(-1, 0.1), { visits: visited(0.05) }, 'remove expired'], // prettier-ignore
  ['an idle one stays without a policy', candidate(24), {}, 'keep serving'],
  ['an idle one goes', candidate(24), IDLE, 'remove idle'],
  ['one idle for less stays', candidate(24), { ...IDLE, visits: visited(1.9) }, 'keep serving'],
  [
    'one idle for exactly so long goes',
    candidate(24),
    { ...IDLE, visits: visited(2) },
    'remove idle',
  ],
  ['one just deployed is not idle', candidate(24, 1), IDLE, 'keep serving'],
  ['an idle one with the label stays', candidate(24), { ...IDLE, pull: kept }, 'keep labelled'],
  ['one whose visits are not known stays', candidate(24), { ...IDLE, visits: unknown }, 'keep unknown'], // prettier-ignore
  ['one deployed nobody knows when stays', candidate(24, null), IDLE, 'keep unknown'],
  ['an expiry that is no time does not count', { ...candidate(1), plan: { expiresAt: 'soon' } as PreviewPlan }, {}, 'keep serving'], // prettier-ignore
  ['a first deployment that is under way stays', { ...candidate(1), plan: null }, {}, 'keep serving'], // prettier-ignore
];

describe('what the sweep decides', () => {
  it.each(rows)('%s', (_name, one, facts, expected) => {
    const all = { pull: open, visits: unvisited, idleSeconds: null, now: NOW, ...facts };
    const { action, cause, reason } = decideSweep(one, all);
    expect(`${action} ${cause}`).toBe(expected);
    expect(reason).toMatch(/\.$|`\)$|is away$|not known$/);
  });

  it('never removes an open, unexpired preview without a policy, nor one with the label', () => {
    const pulls = fc.constantFrom<PullFact>(open, kept, { state: 'unknown' });
    const visits = fc.oneof(
      fc.constant(unknown),
      fc.double({ min: 0, max: 400, noNaN: true }).map((hours) => visited(hours)),
    );
    const hours = fc.integer({ min: -24_000, max: 24_000 }).map((minutes) => minutes / 60);
    const idle = fc.option(fc.integer({ min: 1, max: 10_000_000 }));
    fc.assert(
      fc.property(pulls, visits, hours, hours, idle, (pull, seen, expires, deployed, seconds) => {
        const one = candidate(expires, deployed);
        const decision = decideSweep(one, { pull, visits: seen, idleSeconds: seconds, now: NOW });
        if (decision.action === 'keep') return;
        expect(pull).toEqual(open);
        if (decision.cause === 'expired') expect(expires).toBeLessThanOrEqual(0);
        else expect([decision.cause, seconds === null, seen.known]).toEqual(['idle', false, true]);
      }),
    );
  });
});

describe('the name of a stack', () => {
  it.each([
    ['shop-pr-42', { app: 'shop', number: 42 }],
    ['shop-pr-1-pr-7', { app: 'shop-pr-1', number: 7 }],
    ['shop-pr-0', null],
    ['pr-42', null],
    ['dev', null],
    ['shop-pr-42x', null],
  ])('%s', (stack, expected) => {
    expect(previewOfStack(stack)).toEqual(expected);
  });
});
