import { describe, expect, it, jest } from '@jest/globals';
import { FORK, REPO, stage } from '../../e2e/support/admission-stage.ts';

// A real server, on a machine that others may use as well.
jest.setTimeout(120_000);

const INTERLEAVINGS = 20;

/**
 * A commit goes through admit, gate and confirm while its head moves before the nth request.
 * @returns whether it was let through, and whether the head had moved before the last step began
 */
async function life(nth: number) {
  await using on = await stage();
  on.github.protectEnvironment({ repo: REPO, name: 'preview', reviewers: ['ada'] });
  const { number, headSha } = on.open({ fork: FORK, author: 'eve', branch: 'nice' });
  on.github.dispatchWorkflow({ repo: REPO, workflow: 'preview-fork.yml', actor: 'wil' });
  const delivery = on.last();
  const runId = on.runOf(delivery);
  const { jobId } = on.github.addJob({ runId, key: 'gate' });
  const held = on.github.requestEnvironment({ runId, jobId, environment: 'preview' });
  const seen = { requests: 0, movedAt: 0, confirming: 0 };
  on.beforeRequest = () => {
    seen.requests += 1;
    if (seen.requests !== nth) return;
    seen.movedAt = seen.requests;
    on.github.push({ repo: REPO, number, author: 'eve' });
  };
  const about = { 'pr-number': String(number), sha: headSha };
  const admitted = await on.step({ delivery, inputs: { mode: 'admit', ...about } });
  const decision = admitted.outputs['decision'] ?? '';
  const gate = { ...about, decision, 'timeout-minutes': '1' };
  const watched = await on.step({ delivery, inputs: { mode: 'gate', ...gate } });
  seen.confirming = seen.requests + 1;
  const confirmed = await on.step({ delivery, inputs: { mode: 'confirm', ...gate } });
  on.github.completeRun({ runId, conclusion: 'success' });
  await held;
  const through = confirmed.outputs['decision'] === 'deploy';
  return { ...seen, decision, through, watched: watched.outputs['decision'] };
}

describe('a head that moves', () => {
  it(`is never let through on the old one’s approval, in ${INTERLEAVINGS} interleavings`, async () => {
    const lives = [];
    for (let nth = 1; nth <= INTERLEAVINGS; nth += 1) lives.push(await life(nth));
    const moved = lives.filter(({ movedAt }) => movedAt > 0);
    // The first request of `confirm` reads the head: what moves after it is deploy-preview's to see.
    const early = moved.filter(({ movedAt, confirming }) => movedAt <= confirming);
    expect(early.length).toBeGreaterThanOrEqual(15);
    expect(early.filter(({ through }) => through)).toEqual([]);
    expect(await life(Infinity)).toMatchObject({ movedAt: 0, through: true });
  });
});
