import { describe, expect, it, jest } from '@jest/globals';
import { REPO, FORK, stage } from '../../e2e/support/admission-stage.ts';
import type { Stage } from '../../e2e/support/admission-stage.ts';

// Real servers and processes, on a machine that others may use as well.
jest.setTimeout(60_000);

const DIGEST = `sha256:${'a'.repeat(64)}`;
const OTHER = `sha256:${'b'.repeat(64)}`;

/** A fork's pull request whose build has left its image. */
function built(on: Stage, digest = DIGEST) {
  const pull = on.open({ fork: FORK, author: 'eve', branch: 'evil' });
  const opened = on.last();
  const runId = on.runOf(opened);
  const name = `macro-infra-image-web-sha256-${digest.slice(7)}`;
  on.github.addArtifact({ runId, name, sizeBytes: 1, digest });
  on.github.addArtifact({ runId, name: 'macro-infra-digest-web', sizeBytes: 1, digest });
  on.github.completeRun({ runId, conclusion: 'success' });
  return { ...pull, opened, runId };
}

/** A preview that serves. */
async function serves(on: Stage, number: number, sha: string): Promise<void> {
  const token = on.github.createToken({ kind: 'user', login: 'ada' });
  const api = async (path: string, body: unknown): Promise<{ id: number }> => {
    const answer = await fetch(`${on.github.apiUrl}/repos/${REPO}/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(201);
    return (await answer.json()) as { id: number };
  };
  const { id } = await api('deployments', {
    ref: sha,
    environment: `preview-pr-${number}`,
    auto_merge: false,
    required_contexts: [],
    payload: { images: { web: `r/web@${DIGEST}` } },
  });
  await api(`deployments/${id}/statuses`, { state: 'success' });
}

describe('admit, on the local GitHub', () => {
  it('lets a maintainer’s own pull request through without a word', async () => {
    await using on = await stage();
    const { number, headSha } = on.open();
    const { outputs } = await on.admit(on.last());
    expect(outputs).toMatchObject({
      decision: 'deploy',
      sha: headSha,
      'pr-number': String(number),
      untrusted: 'false',
      'make-room': 'false',
      environment: 'preview',
    });
    expect(on.said(number)).toBe('');
  });

  it('asks about a fork, in the summary only: its token may not write', async () => {
    await using on = await stage();
    const { number } = on.open({ fork: FORK, author: 'eve' });
    const { outputs, log } = await on.admit(on.last());
    expect(outputs).toMatchObject({ decision: 'ask', untrusted: 'true' });
    expect(log.join('\n')).toMatch(/may not write the comment.*\n.*may not write the check/);
    expect(log.join('\n')).not.toContain('warning');
    expect(on.said(number)).toBe('');
  });

  it('says why it skips, in comment and neutral check, once', async () => {
    await using on = await stage('{ drafts: false }');
    const { number, headSha } = on.open({ draft: true });
    await on.admit(on.last());
    const first = on.said(number);
    expect(first).toContain('Not deployed');
    expect(first).toContain('ready for review');
    await on.admit(on.last());
    expect(on.said(number)).toBe(first);
    const checks = await neutralChecks(on, headSha);
    expect(checks).toEqual([['preview admission (shop)', 'neutral', 'Not deployed']]);
  });

  it('takes the words away when there is nothing to decide any more', async () => {
    await using on = await stage('{ drafts: false }');
    const { number } = on.open({ draft: true });
    await on.admit(on.last());
    on.github.setDraft({ repo: REPO, number, draft: false, actor: 'wil' });
    expect((await on.admit(on.last())).outputs).toMatchObject({ decision: 'deploy' });
    expect(on.said(number)).not.toContain('Not deployed');
  });

  it('reads the policy of the base branch, not the pull request’s own', async () => {
    await using on = await stage('{ drafts: false }');
    const files = { '.github/macro-infra.yml': 'services: { web: { port: 80 } }\n' };
    on.open({ draft: true, files });
    expect((await on.admit(on.last())).outputs).toMatchObject({ decision: 'skip' });
  });

  it('asks when the base branch’s file cannot be understood, naming why in the log', async () => {
    await using on = await stage('{ drafts: perhaps }');
    on.open();
    const { outputs, log } = await on.admit(on.last());
    expect(outputs).toMatchObject({ decision: 'ask' });
    expect(log.join('\n')).toMatch(/warning: Not known: the policy.*[\s\S]*drafts/);
  });

  it.each([
    { fails: 'the role', path: '*/permission', decision: 'ask' },
    { fails: 'the policy', path: '*/contents/*', decision: 'ask' },
    { fails: 'the pull request', path: '*/pulls/1', decision: 'skip' },
    { fails: 'the count of previews', path: '*/pulls', decision: 'ask' },
    { fails: 'the changed files', path: '*/files', decision: 'ask' },
  ])('never deploys when $fails cannot be asked for', async ({ path, decision }) => {
    await using on = await stage('{ max: 1, paths: ["**"] }');
    on.open({ files: { 'a.txt': 'a' } });
    on.github.plantFault({ method: 'GET', path, kind: '500', times: 100 });
    expect((await on.admit(on.last())).outputs).toMatchObject({ decision });
  });

  it('does not roll a preview back when an old run is run again', async () => {
    await using on = await stage();
    const { number } = on.open();
    const old = on.last();
    on.pass();
    on.github.push({ repo: REPO, number, author: 'wil' });
    expect((await on.admit(old)).outputs).toMatchObject({ decision: 'skip' });
    expect((await on.admit(on.last())).outputs).toMatchObject({ decision: 'deploy' });
  });

  it('asks when somebody without the right runs it again', async () => {
    await using on = await stage();
    on.open();
    const step = { delivery: on.last(), inputs: { mode: 'admit' }, triggeringActor: 'rea' };
    expect((await on.step(step)).outputs).toMatchObject({ decision: 'ask' });
  });

  it('counts live previews against the policy, its own left out', async () => {
    await using on = await stage('{ max: 1 }');
    const one = on.open();
    await serves(on, one.number, one.headSha);
    const update = on.last();
    const two = on.open({ branch: 'two' });
    expect((await on.admit(update)).outputs).toMatchObject({ decision: 'deploy' });
    const told = await on.admit(on.last());
    expect(told.outputs).toMatchObject({
      decision: 'skip',
      reason: expect.stringContaining('All 1'),
    });
    expect(on.said(two.number)).toContain('All 1 previews');
  });

  it('makes room where the policy says so', async () => {
    await using on = await stage('{ max: 1, whenFull: evict }');
    const one = on.open();
    await serves(on, one.number, one.headSha);
    on.open({ branch: 'two' });
    const { outputs } = await on.admit(on.last());
    expect(outputs).toMatchObject({ decision: 'deploy', 'make-room': 'true' });
  });

  it('asks nothing for events that are about no preview', async () => {
    await using on = await stage();
    const { number } = on.open();
    on.github.resetCalls();
    on.github.closePullRequest({ repo: REPO, number, actor: 'wil' });
    expect((await on.admit(on.last())).outputs).toMatchObject({ decision: 'skip' });
    const chat = on.comment(number, 'eve', 'Nice!\n/preview deploy');
    expect((await on.admit(chat)).outputs).toMatchObject({ decision: 'skip', command: '' });
    expect(on.github.calls()).toEqual([]);
  });
});

describe('commands, on the local GitHub', () => {
  it('does not follow a stranger, and says so once', async () => {
    await using on = await stage();
    const { number } = on.open();
    for (const command of ['/preview destroy', '/preview deploy', '/preview <img src=x>']) {
      const { outputs } = await on.admit(on.comment(number, 'eve', command));
      expect(outputs).toMatchObject({ decision: 'skip', command: '' });
    }
    expect(on.said(number).match(/was not followed/g)).toHaveLength(1);
    expect(on.said(number)).not.toContain('img');
  });

  it('deploys the head that was there when the command was written', async () => {
    await using on = await stage('{ drafts: false }');
    const { number, headSha } = on.open({ draft: true });
    const command = on.comment(number, 'mae', '/preview deploy');
    expect((await on.admit(command)).outputs).toMatchObject({
      decision: 'deploy',
      command: 'deploy',
      sha: headSha,
      'approved-by': 'mae',
    });
  });

  it('asks again when the head moved after the command', async () => {
    await using on = await stage();
    const { number } = on.open();
    const command = on.comment(number, 'mae', '/preview deploy');
    on.pass();
    on.github.push({ repo: REPO, number, author: 'wil' });
    const { outputs } = await on.admit(command);
    expect(outputs).toMatchObject({ decision: 'skip', command: '' });
    expect(on.said(number)).toContain(headOf(on).slice(0, 7));
    expect(on.said(number)).toContain('again');
  });

  it('is not misled by a commit that was the head of another branch before', async () => {
    await using on = await stage();
    const first = on.open({ fork: FORK, author: 'eve', branch: 'bait' });
    const { number } = on.open({ fork: FORK, author: 'eve', branch: 'nice' });
    const command = on.comment(number, 'mae', '/preview deploy');
    on.pass();
    on.github.push({ repo: REPO, number, sha: first.headSha, author: 'eve' });
    const { outputs } = await on.admit(command);
    expect(outputs).toMatchObject({ decision: 'skip', 'dispatched-run': '' });
  });

  it('extends what is served, with its own digests', async () => {
    await using on = await stage();
    const { number, headSha } = on.open();
    await serves(on, number, headSha);
    const { outputs } = await on.admit(on.comment(number, 'wil', '/preview extend 3d'));
    expect(outputs).toMatchObject({
      decision: 'deploy',
      command: 'extend',
      ttl: '3d',
      sha: headSha,
      images: JSON.stringify({ web: `r/web@${DIGEST}` }),
    });
  });

  it('hands destroy and plan on', async () => {
    await using on = await stage();
    const { number } = on.open();
    for (const command of ['destroy', 'plan']) {
      const { outputs } = await on.admit(on.comment(number, 'wil', `/preview ${command}`));
      expect(outputs).toMatchObject({ decision: 'skip', command });
    }
    expect(on.said(number)).toBe('');
  });
});

describe('a fork that a maintainer lets in, on the local GitHub', () => {
  it('is deployed by the base branch’s workflow, on the digests its build left', async () => {
    await using on = await stage();
    const { number, headSha, runId } = built(on);
    const { outputs } = await on.admit(on.comment(number, 'mae', '/preview deploy'));
    expect(outputs).toMatchObject({ decision: 'skip', untrusted: 'true', 'approved-by': 'mae' });
    const dispatched = on.last();
    expect(dispatched).toMatchObject({
      event: 'workflow_dispatch',
      ref: 'refs/heads/main',
      workflow: '.github/workflows/preview-fork.yml',
      actor: 'github-actions[bot]',
      inputs: {
        'pr-number': String(number),
        sha: headSha,
        images: JSON.stringify({ web: DIGEST }),
        'build-run-id': String(runId),
      },
    });
    expect(outputs['dispatched-run']).toContain(`/actions/runs/${on.runOf(dispatched)}`);
    expect(on.said(number)).toContain('the deployment was started');
    expect(on.said(number)).toContain(DIGEST);

    const typed = { 'pr-number': String(number), sha: headSha, images: `web=${DIGEST}` };
    const inner = await on.admit(dispatched, typed);
    expect(inner.outputs).toMatchObject({ decision: 'deploy', 'approved-by': 'mae', sha: headSha });
  });

  it('is asked about again when its head moved before the dispatched run', async () => {
    await using on = await stage();
    const { number, headSha } = built(on);
    await on.admit(on.comment(number, 'mae', '/preview deploy'));
    const dispatched = on.last();
    on.pass();
    on.github.push({ repo: REPO, number, author: 'eve' });
    const moved = headOf(on);
    const typed = { 'pr-number': String(number), sha: headSha };
    expect((await on.admit(dispatched, typed)).outputs).toMatchObject({ decision: 'skip' });
    expect(on.said(number)).toContain('Look at the new commit');
    // The comment was about the old head: it does not let the new one in.
    const forged = { 'pr-number': String(number), sha: moved };
    expect((await on.admit(dispatched, forged)).outputs).toMatchObject({ decision: 'ask' });
  });

  it('is not let in by a comment that somebody changed', async () => {
    await using on = await stage();
    const { number, headSha } = built(on);
    await on.admit(on.comment(number, 'mae', '/preview deploy'));
    const dispatched = on.last();
    const comment = on.github.comments({ repo: REPO, number })[0];
    on.pass();
    on.github.editComment({ commentId: comment?.id ?? 0, body: '/preview deploy ' });
    const typed = { 'pr-number': String(number), sha: headSha };
    expect((await on.admit(dispatched, typed)).outputs).toMatchObject({ decision: 'ask' });
  });

  it('is let in however many strangers shout', async () => {
    await using on = await stage();
    const { number, headSha } = built(on);
    await on.admit(on.comment(number, 'mae', '/preview deploy'));
    const dispatched = on.last();
    for (let at = 0; at < 120; at += 1) {
      on.github.addComment({ repo: REPO, number, author: 'eve', body: '/preview deploy' });
    }
    const typed = { 'pr-number': String(number), sha: headSha };
    expect((await on.admit(dispatched, typed)).outputs).toMatchObject({ 'approved-by': 'mae' });
  });

  it('waits for its build', async () => {
    await using on = await stage();
    const { number } = on.open({ fork: FORK, author: 'eve', branch: 'evil' });
    const { outputs } = await on.admit(on.comment(number, 'mae', '/preview deploy'));
    expect(outputs).toMatchObject({ decision: 'skip', 'dispatched-run': '' });
    expect(on.said(number)).toContain('Wait for the build');
  });

  it('says why when the workflow cannot be started', async () => {
    await using on = await stage();
    const { number } = built(on);
    const command = on.comment(number, 'mae', '/preview deploy');
    const inputs = { 'dispatch-workflow': 'missing.yml' };
    const { outputs } = await on.admit(command, inputs);
    expect(outputs).toMatchObject({ decision: 'skip', 'dispatched-run': '' });
    expect(on.said(number)).toContain('could not be started');
  });

  it('may be dispatched by a maintainer’s own hand, from the base branch', async () => {
    await using on = await stage();
    const { number, headSha } = built(on);
    const typed = { 'pr-number': String(number), sha: headSha };
    on.github.dispatchWorkflow({ repo: REPO, workflow: 'preview-fork.yml', actor: 'wil' });
    expect((await on.admit(on.last(), typed)).outputs).toMatchObject({
      decision: 'deploy',
      'approved-by': 'wil',
    });
    on.github.commit({ repo: REPO, branch: 'other' });
    on.github.dispatchWorkflow({
      repo: REPO,
      workflow: 'preview-fork.yml',
      actor: 'wil',
      ref: 'other',
    });
    expect((await on.admit(on.last(), typed)).outputs).toMatchObject({ decision: 'skip' });
  });

  it('takes the newest of two builds', async () => {
    await using on = await stage();
    const { number, runId } = built(on);
    const name = `macro-infra-image-web-sha256-${OTHER.slice(7)}`;
    on.github.addArtifact({ runId, name, sizeBytes: 1, digest: OTHER });
    await on.admit(on.comment(number, 'mae', '/preview deploy'));
    expect(on.last().inputs).toMatchObject({ images: JSON.stringify({ web: OTHER }) });
  });
});

/** Head of the newest pull request. */
function headOf(on: Stage): string {
  return on.github.pullRequests({ repo: REPO }).at(-1)?.pull?.headSha ?? '';
}

async function neutralChecks(on: Stage, sha: string): Promise<readonly (readonly unknown[])[]> {
  const token = on.github.createToken({ kind: 'user', login: 'ada' });
  const answer = await fetch(`${on.github.apiUrl}/repos/${REPO}/commits/${sha}/check-runs`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const { check_runs: all } = (await answer.json()) as {
    check_runs: { name: string; conclusion: string; output: { title: string } }[];
  };
  return all
    .filter(({ name }) => name.startsWith('preview admission'))
    .map(({ name, conclusion, output }) => [name, conclusion, output.title]);
}
