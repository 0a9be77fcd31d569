import { describe, expect, it } from '@jest/globals';
import { decideCatchUp, planCatchUp } from './catch-up.ts';
import type { CatchUpFacts, CatchUpPolicy, OpenPull, PullTraces } from './catch-up.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const ago = (minutes: number): string => new Date(NOW - minutes * 60_000).toISOString();
const HEAD = 'c0ffee1'.padEnd(40, '0');

const pullOf = (given: Partial<OpenPull> = {}): OpenPull => ({
  ...{ number: 7, draft: false, fork: false, bot: false, headSha: HEAD, headRef: 'topic' },
  ...{ headRepository: 'acme/shop', baseRef: 'main', labels: [], updatedAt: ago(60) },
  ...given,
});
const policyOf = (given: Partial<CatchUpPolicy> = {}): CatchUpPolicy => ({
  ...{ drafts: true, labels: null, max: null },
  ...given,
});
const tracesOf = (given: Partial<PullTraces> = {}): PullTraces => ({
  ...{ live: false, served: false, runs: [], note: null, broughtBackAt: null, conflicts: false },
  ...given,
});
const factsOf = (given: Partial<CatchUpFacts> = {}): CatchUpFacts => ({
  ...tracesOf(),
  ...{ policy: policyOf(), places: Infinity, now: NOW },
  ...given,
});
const runOf = (minutes: number, finished = true) => ({ id: 40, createdAt: ago(minutes), finished });
const noted = (queued: boolean, minutes = 90, finished = true) => ({
  queued,
  run: runOf(minutes, finished),
});
const month = 31 * 24 * 60;

type Row = readonly [string, Partial<OpenPull>, Partial<CatchUpFacts>, string];
const rows: readonly Row[] = [
  // What is never started.
  ['of a fork', { fork: true }, {}, 'nothing'],
  ['of a bot', { bot: true }, {}, 'nothing'],
  ['of a fork, waiting for a place', { fork: true }, { note: noted(true) }, 'nothing'],
  ['a draft where drafts get none', { draft: true }, { policy: policyOf({ drafts: false }) }, 'nothing'], // prettier-ignore
  ['a draft where drafts get one', { draft: true }, {}, 'dispatch'],
  ['without the label', {}, { policy: policyOf({ labels: ['preview'] }) }, 'nothing'],
  ['with the label', { labels: ['preview'] }, { policy: policyOf({ labels: ['preview'] }) }, 'dispatch'], // prettier-ignore
  // What is on its way, or there.
  ['served', {}, { served: true }, 'nothing'],
  ['being built', {}, { runs: [runOf(60, false)] }, 'nothing'],
  ['waiting for a place, with a run under way', {}, { note: noted(true), runs: [runOf(60, false)] }, 'nothing'], // prettier-ignore
  ['waiting at the gate of a dispatched run', {}, { note: noted(false, 30, false) }, 'nothing'],
  ['updated just now', { updatedAt: ago(15) }, {}, 'nothing'],
  ['updated sixteen minutes ago', { updatedAt: ago(16) }, {}, 'dispatch'],
  ['updated nobody knows when', { updatedAt: '' }, {}, 'nothing'],
  // Places.
  ['queued, one is free', {}, { note: noted(true), places: 1 }, 'rerun 40'],
  ['queued, none is free', {}, { note: noted(true), places: 0 }, 'wait'],
  ['queued, no limit any more', {}, { note: noted(true), runs: [runOf(90)] }, 'rerun 40'],
  ['queued, updated just now', { updatedAt: ago(1) }, { note: noted(true) }, 'rerun 40'],
  ['queued for a month', {}, { note: noted(true, month) }, 'dispatch'],
  ['queued, its run deleted', {}, { note: { queued: true, run: null } }, 'dispatch'],
  // Lost events.
  ['seen by no run', {}, {}, 'dispatch'],
  ['seen by no run, with the preview of an older commit', {}, { live: true }, 'dispatch'],
  ['seen by a run that ended', {}, { runs: [runOf(90)] }, 'nothing'],
  ['refused or not approved', {}, { note: noted(false) }, 'nothing'],
  ['reopened after its run', {}, { runs: [runOf(90)], broughtBackAt: ago(60) }, 'dispatch'],
  ['reopened before its run', {}, { runs: [runOf(50)], broughtBackAt: ago(60) }, 'nothing'],
  ['reopened in the second of its run', {}, { runs: [runOf(60)], broughtBackAt: ago(60) }, 'dispatch'], // prettier-ignore
  ['reopened, dispatched since', {}, { runs: [runOf(90)], broughtBackAt: ago(60), note: noted(false, 50) }, 'nothing'], // prettier-ignore
  ['in conflict with its base', {}, { conflicts: true }, 'nothing'],
  ['in conflict, waiting for a place', {}, { conflicts: true, note: noted(true) }, 'rerun 40'],
  ['quiet for days', { updatedAt: ago(month) }, {}, 'nothing'],
  // What is not known.
  ['mergeability unknown', {}, { conflicts: 'unknown' }, 'unknown'],
  ['deployments unknown', {}, { served: 'unknown' }, 'unknown'],
  ['runs unknown', {}, { runs: 'unknown' }, 'unknown'],
  ['comment unknown', {}, { note: 'unknown' }, 'unknown'],
  ['policy unknown', {}, { policy: 'unknown' }, 'unknown'],
  ['places unknown', {}, { note: noted(true), places: 'unknown' }, 'unknown'],
  ['reopening unknown', {}, { broughtBackAt: 'unknown' }, 'unknown'],
];

describe('an open pull request', () => {
  it.each(rows)('%s', (_name, pull, facts, expected) => {
    const decision = decideCatchUp(pullOf(pull), factsOf(facts));
    const run = decision.action === 'rerun' ? ` ${decision.runId}` : '';
    expect(`${decision.action}${run}`).toBe(expected);
    expect(decision.reason).toMatch(/^[A-Z].+\.$/);
  });
});

describe('all open pull requests', () => {
  const plan = (max: number | null, some: readonly (readonly [number, Partial<PullTraces>])[]) =>
    planCatchUp(
      some.map(([number, traces]) => ({ pull: pullOf({ number }), traces: tracesOf(traces) })),
      () => policyOf({ max }),
      NOW,
    ).map(({ pull, decision }) => `${pull.number} ${decision.action}`);

  it('start in the order of their waiting, no more than there are places', () => {
    const served = { live: true, served: true };
    const some = [
      [1, served],
      [2, { note: noted(true, 80) }],
      [3, { note: noted(true, 100) }],
      [4, { note: noted(true, 90) }],
    ] as const;
    expect(plan(3, some)).toEqual(['3 rerun', '4 rerun', '2 wait', '1 nothing']);
    expect(plan(1, some).filter((one) => one.includes('rerun'))).toEqual([]);
    expect(plan(null, some).filter((one) => one.includes('rerun'))).toHaveLength(3);
  });

  it('leave the place of one that is under way', () => {
    const built = { runs: [runOf(10, false)] };
    expect(plan(1, [[1, built], [2, { note: noted(true) }]])).toEqual(['2 wait', '1 nothing']); // prettier-ignore
  });

  it('wait while it is not known how many places are taken', () => {
    expect(plan(5, [[1, { live: 'unknown' }], [2, { note: noted(true) }]])).toContain('2 unknown'); // prettier-ignore
  });
});
