import { describe, expect, it } from '@jest/globals';
import { UserError } from '../../action-shared/errors.ts';
import type { PreviewPlan } from '../../action-shared/documents/plan.ts';
import type { StackSnapshot } from '../../action-shared/engine/protocol.ts';
import { run } from './run.ts';
import type { Observation } from '../../action-shared/session/report.ts';
import * as play from './testing/stage.ts';

const crash: Observation = {
  service: 'web',
  cause: 'web: its container exited with code 3',
  stoppedReason: 'Essential container in task exited',
  exitCode: 3,
  targetHealth: null,
  logLines: ['boom'],
  remedy: 'Look at its log.',
};

/** The plan that a first, good deployment leaves in the stack. */
async function deployedPlan(sha: string, images: Record<string, string>): Promise<PreviewPlan> {
  const scene = play.stage({ pullRequests: [{ ...play.openPullRequest, headSha: sha }] });
  const plans: PreviewPlan[] = [];
  const open: typeof scene.deps.open = async (...args) => {
    const stack = await scene.deps.open(...args);
    return { ...stack, up: (plan) => (plans.push(plan), stack.up(plan)) };
  };
  await run(play.inputs({ sha, images }), { ...scene.deps, open });
  const [plan] = plans;
  if (plan === undefined) throw new Error('nothing was deployed');
  return plan;
}

async function deployed(sha: string): Promise<Pick<play.Scene, 'snapshots' | 'serving'>> {
  const images = { web: play.image(sha === play.SHA ? '1' : '2') };
  const plan = await deployedPlan(sha, images);
  const snapshot: StackSnapshot = {
    ...play.noSnapshot,
    exists: true,
    outputs: { plan },
    resourceCount: 12,
  };
  return { snapshots: [snapshot], serving: { id: 5, sha, images } };
}

describe('a deployment', () => {
  it('tells people, updates, asks the service, and retires the deployments before', async () => {
    const { deps, done } = play.stage();
    const report = await run(play.inputs(), deps);
    expect(report).toMatchObject({
      state: 'ready',
      url: 'https://pr-42.preview.test',
      deploymentId: 7,
    });
    expect(done).toEqual([
      'lease',
      'deployment preview-pr-42',
      'comment deploying',
      'up aaaaaaa',
      'deployment 7 ready',
      'deactivate all but 7',
      'comment ready',
      'release',
    ]);
  });

  it('of what serves already changes nothing and tells nobody', async () => {
    const { deps, done } = play.stage({
      ...(await deployed(play.SHA)),
      up: [play.noChanges],
      saysReady: true,
    });
    const report = await run(play.inputs(), deps);
    expect(report).toMatchObject({ state: 'ready', deploymentId: 5 });
    expect(done).toEqual(['lease', 'up aaaaaaa', 'release']);
  });

  it('of what serves already announces itself when something had to be repaired', async () => {
    const { deps, done } = play.stage({ ...(await deployed(play.SHA)), saysReady: true });
    await run(play.inputs(), deps);
    expect(done).toEqual([
      'lease',
      'up aaaaaaa',
      'deployment preview-pr-42',
      'comment deploying',
      'deployment 7 ready',
      'deactivate all but 7',
      'comment ready',
      'release',
    ]);
  });

  it('decides again when the stack changed while it waited for the lease', async () => {
    const { snapshots } = await deployed(play.OLD_SHA);
    const [there = play.noSnapshot] = snapshots ?? [];
    const { deps, done } = play.stage({ snapshots: [play.noSnapshot, there] });
    expect((await run(play.inputs(), deps)).state).toBe('ready');
    expect(done.filter((one) => one.startsWith('up'))).toEqual(['up aaaaaaa']);
  });

  it('takes the next priority when another preview was faster', async () => {
    const race = new Error('PriorityInUse: Priority 1234 is currently in use');
    const { deps, done } = play.stage({ up: [race, play.someChanges] });
    expect((await run(play.inputs(), deps)).state).toBe('ready');
    expect(done.filter((one) => one.startsWith('up'))).toHaveLength(2);
  });
});

describe('a deployment is skipped', () => {
  const { openPullRequest } = play;
  it.each([
    ['is closed', { ...openPullRequest, state: 'closed' as const }, 'is closed'],
    ['is merged', { ...openPullRequest, state: 'closed' as const, merged: true }, 'is merged'],
    ['has moved on', { ...openPullRequest, headSha: 'c'.repeat(40) }, 'moved to ccccccc'],
    ['is not there', null, 'There is no pull request #42'],
  ])('when the pull request %s, with the reason', async (_case, pullRequest, reason) => {
    const { deps, done } = play.stage({ pullRequests: [pullRequest] });
    const report = await run(play.inputs(), deps);
    expect(report.state).toBe('skipped');
    expect(report.reason).toContain(reason);
    expect(done).toEqual(['comment skipped']);
  });

  it('and destroyed at once when the pull request was closed meanwhile', async () => {
    const closed = { ...openPullRequest, state: 'closed' as const };
    const { deps, done } = play.stage({ pullRequests: [openPullRequest, closed] });
    expect((await run(play.inputs(), deps)).state).toBe('destroyed');
    expect(done.slice(-5)).toEqual([
      'destroy',
      'deployment 7 destroyed',
      'deactivate all but 7',
      'comment destroyed',
      'release',
    ]);
  });
});

describe('a deployment that fails', () => {
  it('before anything is changed says so, and takes no lease', async () => {
    const { deps, done, reports } = play.stage({
      base: new UserError('The base `dev` does not exist.'),
    });
    const report = await run(play.inputs(), deps);
    expect(report.failure).toMatchObject({
      phase: 'validate',
      cause: 'The base `dev` does not exist.',
      outcome: 'unchanged',
    });
    expect(done).toEqual(['comment failed']);
    expect(reports).toHaveLength(1);
  });

  it('for the first time is destroyed again, the cause kept', async () => {
    const { deps, done } = play.stage({ rollouts: [crash] });
    const report = await run(play.inputs(), deps);
    expect(report.failure).toMatchObject({
      phase: 'rollout',
      cause: crash.cause,
      exitCode: 3,
      logLines: ['boom'],
      outcome: 'destroyed',
      servingSha: null,
    });
    expect(done.slice(-4)).toEqual(['destroy', 'deployment 7 failed', 'comment failed', 'release']);
  });

  it('as an update goes back to the version that serves', async () => {
    const { deps, done } = play.stage({
      ...(await deployed(play.OLD_SHA)),
      rollouts: [crash, null],
    });
    const report = await run(play.inputs(), deps);
    expect(report.failure).toMatchObject({ outcome: 'rolled-back', servingSha: play.OLD_SHA });
    expect(done.filter((one) => one.startsWith('up'))).toEqual(['up aaaaaaa', 'up bbbbbbb']);
    expect(done).not.toContain('deactivate all but 7');
  });

  it('is kept as it is when asked to', async () => {
    const { deps, done } = play.stage({ rollouts: [crash] });
    const report = await run(play.inputs({ onFailure: 'keep' }), deps);
    expect(report.failure?.outcome).toBe('kept');
    expect(done).not.toContain('destroy');
  });

  it('and whose remains cannot be destroyed says that it is unfinished', async () => {
    const { deps } = play.stage({ rollouts: [crash], destroy: new Error('DependencyViolation') });
    const report = await run(play.inputs(), deps);
    expect(report.failure?.outcome).toBe('unfinished');
    expect(report.warnings).toEqual([
      'Cleaning up after the failure failed too: DependencyViolation',
    ]);
  });

  it('because the version does not answer names the URL and what it answers', async () => {
    const { deps } = play.stage({ healthy: false });
    const report = await run(play.inputs(), deps);
    expect(report.failure).toMatchObject({ phase: 'health', service: 'web' });
    expect(report.failure?.cause).toBe(
      'web does not answer healthy at https://pr-42.preview.test: answers 500',
    );
  });

  it('never goes back to a version that nobody saw serve', async () => {
    const killed = await deployed(play.OLD_SHA);
    const serving = { id: 5, sha: 'c'.repeat(40), images: { web: play.image('3') } };
    const { deps, done } = play.stage({ ...killed, serving, rollouts: [crash] });
    const report = await run(play.inputs(), deps);
    expect(report.failure?.outcome).toBe('kept');
    expect(done).not.toContain('up bbbbbbb');
  });

  it('by cancellation is left to post', async () => {
    const cancelled = AbortSignal.abort(new UserError('The run was cancelled.'));
    const { deps, done } = play.stage({ signal: cancelled });
    await expect(run(play.inputs(), deps)).rejects.toThrow('The run was cancelled.');
    expect(done).toEqual([]);
  });
});
