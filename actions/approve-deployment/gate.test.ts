import { describe, expect, it, jest } from '@jest/globals';
import { FORK, REPO, stage } from '../../e2e/support/admission-stage.ts';
import type { Stage, Told } from '../../e2e/support/admission-stage.ts';

// Real servers and processes, on a machine that others may use as well.
jest.setTimeout(60_000);

/** A run whose gate job waits for a reviewer of the environment. */
interface Held {
  readonly number: number;
  readonly headSha: string;
  readonly runId: number;
  /** What became of the job at the gate. */
  readonly answer: Promise<{ readonly state: string; readonly by: string | null }>;
  watch(decision: string, more?: Readonly<Record<string, string>>): Promise<Told>;
  confirm(decision: string): Promise<Told>;
}

async function held(
  on: Stage,
  given: { reviewers?: string[]; fork?: boolean; author?: string } = {},
): Promise<Held> {
  const { reviewers = ['ada', 'mae'], fork = false, author = 'wil' } = given;
  on.github.protectEnvironment({ repo: REPO, name: 'preview', reviewers });
  const { number, headSha } = on.open(fork ? { fork: FORK, author: 'eve' } : { author });
  // A fork's deployment is a dispatched run: its own run's token may do nothing.
  const workflow = 'preview-fork.yml';
  if (fork) on.github.dispatchWorkflow({ repo: REPO, workflow, actor: 'wil' });
  const delivery = on.last();
  const runId = on.runOf(delivery);
  const { jobId } = on.github.addJob({ runId, key: 'gate' });
  const answer = on.github.requestEnvironment({ runId, jobId, environment: 'preview' });
  const step = (mode: string, decision: string, more: Readonly<Record<string, string>> = {}) =>
    on.step({
      delivery,
      inputs: { mode, decision, 'pr-number': String(number), sha: headSha, app: 'shop', ...more },
    });
  // Lets the job come to the gate.
  await Promise.resolve();
  return {
    number,
    headSha,
    runId,
    answer,
    watch: (decision, more) => step('gate', decision, more),
    confirm: (decision) => step('confirm', decision),
  };
}

const tokenOf = (on: Stage, login: string): string =>
  on.github.createToken({ kind: 'user', login });

async function review(on: Stage, runId: number, login: string, state: string): Promise<void> {
  const base = `${on.github.apiUrl}/repos/${REPO}/actions/runs/${runId}/pending_deployments`;
  const headers = {
    authorization: `Bearer ${tokenOf(on, login)}`,
    'content-type': 'application/json',
  };
  const pending = (await (await fetch(base, { headers })).json()) as {
    environment: { id: number };
  }[];
  const ids = pending.map(({ environment }) => environment.id);
  const body = JSON.stringify({ environment_ids: ids, state, comment: 'Looked at it.' });
  const answered = await fetch(base, { method: 'POST', headers, body });
  expect(answered.status).toBe(200);
}

describe('the gate, on the local GitHub', () => {
  it('lets a maintainer’s own pull request through with the approval token', async () => {
    await using on = await stage();
    const gate = await held(on);
    const { outputs } = await gate.watch('deploy', { 'approval-token': tokenOf(on, 'ada') });
    expect(outputs).toMatchObject({ decision: 'deploy', 'approved-by': 'ada' });
    expect(await gate.answer).toMatchObject({ state: 'approved', by: 'ada' });
    expect((await gate.confirm('deploy')).outputs).toMatchObject({
      decision: 'deploy',
      'approved-by': 'ada',
    });
  });

  it.each([
    { name: 'the admission asks', decision: 'ask', fork: false, author: 'wil' },
    { name: 'it is a fork', decision: 'deploy', fork: true, author: 'eve' },
    { name: 'it is a bot’s', decision: 'deploy', fork: false, author: 'renovate[bot]' },
    { name: 'it is a reader’s', decision: 'deploy', fork: false, author: 'rea' },
  ])('does not use the approval token when $name', async ({ decision, fork, author }) => {
    await using on = await stage();
    const gate = await held(on, { fork, author });
    const token = tokenOf(on, 'ada');
    on.github.resetCalls();
    const { outputs } = await gate.watch(decision, {
      'approval-token': token,
      'timeout-minutes': '1',
    });
    expect(outputs).toMatchObject({ decision: 'skip', 'approved-by': '' });
    const reviews = on.github
      .calls()
      .filter(({ method, path }) => method === 'POST' && path.includes('pending_deployments'));
    expect(reviews).toEqual([]);
  });

  it('shows the link and goes on when a reviewer approves', async () => {
    await using on = await stage();
    const gate = await held(on);
    const watching = gate.watch('ask', { 'timeout-minutes': '350' });
    await until(() => on.said(gate.number).includes('Waiting for approval'));
    expect(on.said(gate.number)).toContain(`/actions/runs/${gate.runId}`);
    expect(on.said(gate.number)).toContain('ada, mae');
    await review(on, gate.runId, 'mae', 'approved');
    expect((await watching).outputs).toMatchObject({ decision: 'deploy', 'approved-by': 'mae' });
    expect((await gate.confirm('ask')).outputs).toMatchObject({
      decision: 'deploy',
      'approved-by': 'mae',
    });
    expect(on.said(gate.number)).toContain('mae approved');
    expect(on.said(gate.number)).not.toContain('Waiting');
  });

  it('says so when a reviewer rejects', async () => {
    await using on = await stage();
    const gate = await held(on);
    await review(on, gate.runId, 'ada', 'rejected');
    expect((await gate.watch('ask')).outputs).toMatchObject({ decision: 'skip' });
    expect(on.said(gate.number)).toContain('ada rejected');
    expect((await gate.confirm('ask')).ending).toBe('fail');
  });

  it('ends the run and says so when nobody approves in time', async () => {
    await using on = await stage();
    const gate = await held(on);
    let asked: unknown = null;
    on.github.onRunControl((control) => void (asked = control));
    const { outputs, ending } = await gate.watch('ask', { 'timeout-minutes': '5' });
    expect(outputs).toMatchObject({ decision: 'skip' });
    expect(ending).toBe('cancel-run');
    expect(asked).toMatchObject({ type: 'cancel', runId: gate.runId });
    expect(on.said(gate.number)).toContain('Nobody approved in time');
    expect(on.said(gate.number)).not.toContain('Waiting for approval');
  });

  it('ends the run when the head moves while it waits, whoever approves then', async () => {
    await using on = await stage();
    const gate = await held(on, { fork: true });
    await gate.watch('ask', { 'timeout-minutes': '1' });
    on.github.push({ repo: REPO, number: gate.number, author: 'eve' });
    const { outputs, ending } = await gate.watch('ask');
    expect(outputs).toMatchObject({ decision: 'skip', reason: expect.stringContaining('moved') });
    expect(ending).toBe('cancel-run');
    expect(on.said(gate.number)).toContain('The head moved to');
  });

  it('leaves the words about a newer head alone', async () => {
    await using on = await stage();
    const old = await held(on);
    on.github.push({ repo: REPO, number: old.number, author: 'rea' });
    await on.admit(on.last());
    const said = on.said(old.number);
    expect(said).toContain('Waiting for approval');
    expect((await old.watch('ask')).ending).toBe('cancel-run');
    expect(on.said(old.number)).toBe(said);
  });

  it('speaks in the comment of the app that the base branch names', async () => {
    await using on = await stage('{}', 'basket');
    const gate = await held(on);
    await gate.watch('ask', { 'timeout-minutes': '1', app: '' });
    expect(on.said(gate.number)).toContain('app=basket');
  });

  it('ends the run when the pull request is closed while it waits', async () => {
    await using on = await stage();
    const gate = await held(on);
    on.github.closePullRequest({ repo: REPO, number: gate.number });
    expect(await gate.watch('ask')).toMatchObject({
      ending: 'cancel-run',
      outputs: { decision: 'skip' },
    });
  });

  it('passes an environment without reviewers only when the admission had no doubt', async () => {
    await using on = await stage();
    const gate = await held(on, { reviewers: [] });
    expect((await gate.watch('deploy')).outputs).toMatchObject({ decision: 'deploy' });
    expect(await gate.watch('ask')).toMatchObject({
      ending: 'fail',
      outputs: { decision: 'skip', reason: expect.stringContaining('no required reviewers') },
    });
    expect(await gate.confirm('ask')).toMatchObject({
      ending: 'fail',
      outputs: { decision: 'skip' },
    });
    expect((await gate.confirm('deploy')).outputs).toMatchObject({ decision: 'deploy' });
  });

  it('waits on when the approval token may not approve, with a warning', async () => {
    await using on = await stage();
    const gate = await held(on);
    const { outputs, log } = await gate.watch('deploy', {
      'approval-token': tokenOf(on, 'rea'),
      'timeout-minutes': '1',
    });
    expect(outputs).toMatchObject({ decision: 'skip' });
    expect(log.join('\n')).toMatch(/warning: The approval token could not approve/);
    expect(log.filter((line) => line.includes('could not approve'))).toHaveLength(1);
  });

  it('outlasts an API that fails for a while', async () => {
    await using on = await stage();
    const gate = await held(on);
    on.github.plantFault({ method: 'GET', path: '*/pending_deployments', kind: '502', times: 12 });
    const { outputs, log } = await gate.watch('deploy', { 'approval-token': tokenOf(on, 'ada') });
    expect(outputs).toMatchObject({ decision: 'deploy', 'approved-by': 'ada' });
    expect(log.join('\n')).toContain('could not be looked at');
  });
});

describe('confirm, on the local GitHub', () => {
  it.each(['*/pulls/*', '*/approvals', '*/permission'])(
    'fails closed when %s cannot be asked',
    async (path) => {
      await using on = await stage();
      const gate = await held(on);
      await review(on, gate.runId, 'ada', 'approved');
      on.github.plantFault({ method: 'GET', path, kind: '503', times: 100 });
      await expect(gate.confirm('ask')).rejects.toThrow();
    },
  );

  it('does not take a reviewer without write permission for a maintainer', async () => {
    await using on = await stage();
    const gate = await held(on, { reviewers: ['rea'] });
    await review(on, gate.runId, 'rea', 'approved');
    expect(await gate.confirm('ask')).toMatchObject({ ending: 'fail' });
  });

  it('lets nothing through that is not the head any more, approved or not', async () => {
    await using on = await stage();
    const gate = await held(on, { fork: true });
    await review(on, gate.runId, 'ada', 'approved');
    on.github.push({ repo: REPO, number: gate.number, author: 'eve' });
    for (const decision of ['ask', 'deploy']) {
      expect(await gate.confirm(decision)).toMatchObject({
        ending: 'none',
        outputs: { decision: 'skip' },
      });
    }
  });

  it('refuses to start without a decision', async () => {
    await using on = await stage();
    const gate = await held(on);
    await expect(gate.confirm('')).rejects.toThrow(/`decision`: missing/);
  });
});

async function until(holds: () => boolean): Promise<void> {
  for (let at = 0; at < 1000 && !holds(); at += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(holds()).toBe(true);
}
