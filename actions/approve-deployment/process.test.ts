import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runAction } from '../../localcloud/runner/run-action.ts';
import type { RunResult } from '../../localcloud/runner/run-action.ts';
import { REPO, stage } from '../../e2e/support/admission-stage.ts';
import type { Stage } from '../../e2e/support/admission-stage.ts';

// Real servers and processes, on a machine that others may use as well.
jest.setTimeout(60_000);

const HERE = dirname(fileURLToPath(import.meta.url));

interface Job {
  readonly inputs: Readonly<Record<string, string>>;
  readonly permissions?: Record<string, 'read' | 'write'>;
  readonly cancel?: AbortSignal;
  readonly onLine?: (line: string) => void;
}

const PERMISSIONS = {
  actions: 'write',
  checks: 'write',
  contents: 'read',
  deployments: 'read',
  'pull-requests': 'write',
} as const;

/** Runs the action as GitHub's runner does, from its sources, for the newest event. */
async function job(
  on: Stage,
  { inputs, permissions = PERMISSIONS, ...more }: Job,
): Promise<RunResult> {
  const delivery = on.last();
  const { github } = on;
  const result = await runAction({
    actionDir: HERE,
    scripts: { main: join(HERE, 'index.ts') },
    inputs,
    event: delivery.payload,
    github: {
      repository: REPO,
      sha: delivery.sha,
      ref: delivery.ref,
      runId: on.runOf(delivery),
      job: 'admission',
      eventName: delivery.event,
      actor: delivery.actor,
      token: github.createToken({ kind: 'installation', permissions }),
      apiUrl: github.apiUrl,
      serverUrl: github.serverUrl,
    },
    ...more,
  });
  await rm(result.tempDir, { recursive: true });
  return result;
}

describe('approve-deployment as a step of a job', () => {
  let on: Stage;
  beforeAll(async () => {
    on = await stage('{ drafts: false }');
  });
  afterAll(() => on[Symbol.asyncDispose]());

  it('admits, with outputs and summary, and the token in no line', async () => {
    const { headSha, number } = on.open();
    const result = await job(on, { inputs: { mode: 'admit' } });
    expect(result.conclusion).toBe('success');
    expect(result.outputs).toMatchObject({
      decision: 'deploy',
      sha: headSha,
      'pr-number': String(number),
      images: '',
      ttl: '',
    });
    expect(result.summary).toContain('Deploy');
    expect(result.log).toContain('deploy: Commit');
    expect(result.rawLog).not.toMatch(/(?<!::add-mask::)ghs_/);
  });

  it('tells every wrong input at once, before it asks anything', async () => {
    on.github.resetCalls();
    const result = await job(on, {
      inputs: { mode: 'confirm', sha: 'main', decision: 'yes', 'run-id': 'x' },
    });
    expect(result.conclusion).toBe('failure');
    expect(result.log).toMatch(/3 wrong inputs:[\s\S]*`sha`[\s\S]*`decision`[\s\S]*`run-id`/);
    expect(result.log).not.toContain('    at ');
    expect(on.github.calls()).toEqual([]);
  });

  it('fails the job behind the gate when nobody approved', async () => {
    const { headSha } = on.open({ branch: 'two' });
    const result = await job(on, { inputs: { mode: 'confirm', sha: headSha, decision: 'ask' } });
    expect(result.conclusion).toBe('failure');
    expect(result.outputs).toMatchObject({ decision: 'skip' });
    expect(result.log).toContain('required reviewers');
  });

  it('names the permission that the gate’s token lacks', async () => {
    const { headSha } = on.open({ branch: 'three' });
    const permissions = { contents: 'read', 'pull-requests': 'write' } as const;
    const inputs = { mode: 'gate', sha: headSha, decision: 'ask' };
    const result = await job(on, { inputs, permissions });
    expect(result.conclusion).toBe('failure');
    expect(result.log).toContain('`actions: read`');
    expect(result.outputs).toMatchObject({ decision: 'skip', sha: headSha });
  });

  it('stops waiting at once when the run is cancelled', async () => {
    on.github.protectEnvironment({ repo: REPO, name: 'preview', reviewers: ['ada'] });
    const { headSha } = on.open({ branch: 'four' });
    const runId = on.runOf(on.last());
    const { jobId } = on.github.addJob({ runId, key: 'gate' });
    const held = on.github.requestEnvironment({ runId, jobId, environment: 'preview' });
    const cancel = new AbortController();
    const result = await job(on, {
      inputs: { mode: 'gate', sha: headSha, decision: 'ask' },
      cancel: cancel.signal,
      onLine: (line) => {
        if (line.includes('Nothing is deployed before ada')) cancel.abort();
      },
    });
    expect(result.conclusion).toBe('cancelled');
    expect(result.log).toContain('The run was cancelled.');
    on.github.completeRun({ runId, conclusion: 'cancelled' });
    expect(await held).toMatchObject({ state: 'cancelled' });
  });
});
