import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decideAdmission } from './decide.ts';
import { HEAD, OLD, people } from './facts.testing.ts';
import { isMaintainer } from './facts.ts';
import type { AdmissionFacts } from './facts.ts';

const serving = { sha: HEAD, images: { web: `r@sha256:${'a'.repeat(64)}` } };
const person = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(people.admin, people.maintainer, people.writer) },
  { weight: 1, arbitrary: fc.constantFrom(...Object.values(people)) },
);
const flag = fc.boolean();
const orUnknown = <T>(known: fc.Arbitrary<T>) =>
  fc.oneof(
    { weight: 19, arbitrary: known },
    { weight: 1, arbitrary: fc.constant('unknown' as const) },
  );
const policy = fc.record({
  drafts: flag,
  bots: flag,
  forks: fc.constantFrom('approval' as const, 'never' as const),
  labels: fc.constantFrom(null, ['preview']),
  paths: fc.constantFrom(null, ['apps/**']),
  max: fc.constantFrom(null, 1),
  whenFull: fc.constantFrom('queue' as const, 'evict' as const),
});
const pull = fc.record({
  number: fc.constant(42),
  open: fc.constantFrom(true, true, true, false),
  merged: flag,
  draft: flag,
  fork: flag,
  headSha: fc.constantFrom(HEAD, HEAD, OLD),
  baseRef: fc.constant('main'),
  labels: fc.constantFrom([], ['preview']),
  author: person,
});
const command = fc.constantFrom(
  { name: 'deploy' as const, sha: null },
  { name: 'deploy' as const, sha: HEAD },
  { name: 'destroy' as const },
  { name: 'plan' as const },
  { name: 'extend' as const, ttl: '3d' },
  { name: 'invalid' as const, problem: 'There is no such command.' },
);
const facts: fc.Arbitrary<AdmissionFacts> = fc.record({
  event: fc.constantFrom(
    'pull_request',
    'pull_request',
    'issue_comment',
    'workflow_dispatch',
    'push',
    'schedule',
  ),
  action: fc.constantFrom('opened', 'synchronize', 'labeled', 'created', 'closed', null),
  label: fc.constantFrom(null, 'preview'),
  actor: person,
  triggeringActor: person,
  sha: fc.constantFrom(HEAD, HEAD, OLD, null),
  onBaseBranch: flag,
  pull: fc.oneof(
    { weight: 9, arbitrary: pull },
    { weight: 1, arbitrary: fc.constantFrom('unknown' as const, null) },
  ),
  policy: orUnknown(policy),
  changedFiles: orUnknown(fc.constantFrom([], ['apps/a'])),
  previews: orUnknown(fc.record({ others: fc.constantFrom(0, 1), own: flag })),
  request: fc.option(fc.record({ command, by: person, boundToHead: orUnknown(flag) }), {
    nil: null,
  }),
  serving: orUnknown(fc.constantFrom(null, serving)),
  askedBy: orUnknown(fc.constantFrom(null, 'wil')),
});

/** A person with write permission asked for what the run is about. */
function actedUpon(given: AdmissionFacts): boolean {
  if (given.event === 'issue_comment') {
    const { request } = given;
    return request !== null && isMaintainer(request.by) && isMaintainer(given.triggeringActor);
  }
  if (given.event !== 'workflow_dispatch') return false;
  return isMaintainer(given.actor) || given.askedBy === 'wil';
}

function unknowns(given: AdmissionFacts): boolean {
  const { pull: about } = given;
  const author = about === null || about === 'unknown' ? null : about.author.role;
  const some = [given.actor.role, given.triggeringActor.role, given.request?.by.role, author];
  return [
    ...some,
    given.pull,
    given.policy,
    given.changedFiles,
    given.previews,
    given.serving,
    given.askedBy,
  ].includes('unknown');
}

describe('admission, whatever the facts', () => {
  const runs = { numRuns: 20_000 };

  it('deploys nothing of a fork, a bot or a stranger without a maintainer’s act', () => {
    const deployed = { count: 0 };
    fc.assert(
      fc.property(facts, (given) => {
        if (decideAdmission(given).decision !== 'deploy' || actedUpon(given)) return;
        deployed.count += 1;
        const about = given.pull === 'unknown' ? null : given.pull;
        expect(about?.fork).toBe(false);
        const started = given.triggeringActor;
        const rerun = given.event === 'pull_request' && started === people.ownBot;
        expect(
          [about?.author, given.actor, rerun ? given.actor : started].map(
            (one) => one !== undefined && isMaintainer(one),
          ),
        ).toEqual([true, true, true]);
      }),
      runs,
    );
    expect(deployed.count).toBeGreaterThan(20);
  });

  it('deploys nothing while anything is unknown', () => {
    fc.assert(
      fc.property(facts, (given) => {
        if (unknowns(given)) expect(decideAdmission(given).decision).not.toBe('deploy');
      }),
      runs,
    );
  });

  it('deploys the head only, of an open pull request', () => {
    fc.assert(
      fc.property(facts, (given) => {
        if (decideAdmission(given).decision !== 'deploy') return;
        const about = given.pull === 'unknown' ? null : given.pull;
        expect(about?.open).toBe(true);
        if (given.sha !== null && given.request === null) expect(given.sha).toBe(about?.headSha);
      }),
      runs,
    );
  });

  it('gives a reason that ends like a sentence', () => {
    fc.assert(
      fc.property(facts, (given) => {
        expect(decideAdmission(given).reason).toMatch(/^[^\n]{10,}\.$/);
      }),
      { numRuns: 2000 },
    );
  });
});
