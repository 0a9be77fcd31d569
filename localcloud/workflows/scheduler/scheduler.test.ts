import { describe, expect, it } from '@jest/globals';
import { delivery, pullPayload, simulate } from './world.fixture.ts';

const job = (rest = ''): string =>
  `\n    runs-on: ubuntu-latest\n    steps: [{ run: 'true' }]${rest}`;

describe('needs and conditions', () => {
  const chain = `on: push
jobs:
  build:${job()}
  test:${job('\n    needs: build')}
  report:${job('\n    needs: test\n    if: always()')}
  clean:${job('\n    needs: test\n    if: failure()')}
  deploy:${job('\n    needs: [report]')}
`;

  it('runs a job when all that it needs has succeeded', async () => {
    const world = simulate({ files: chain });
    const [id = 0] = await world.deliver('push');
    expect(world.running()).toEqual(['build']);
    for (const key of ['build', 'test', 'report', 'deploy']) {
      world.job(key).end();
      await world.settle();
    }
    expect(world.conclusions(id)).toEqual({
      build: 'success',
      test: 'success',
      report: 'success',
      clean: 'skipped',
      deploy: 'success',
    });
    expect(world.runs[0]?.conclusion).toBe('success');
  });

  it('skips what comes after a failure, also behind a job that always runs', async () => {
    const world = simulate({ files: chain });
    const [id = 0] = await world.deliver('push');
    world.job('build').end('failure');
    await world.settle();
    expect(world.running()).toEqual(['report', 'clean']);
    world.job('report').end();
    world.job('clean').end();
    await world.settle();
    expect(world.conclusions(id)).toMatchObject({ test: 'skipped', deploy: 'skipped' });
    expect(world.runs[0]?.conclusion).toBe('failure');
  });

  it('hands outputs and results to the jobs that need them', async () => {
    const world = simulate({
      files: `on: push
jobs:
  a:${job()}
  b:${job("\n    needs: a\n    if: needs.a.outputs.go == 'yes'")}
  c:${job("\n    needs: a\n    if: needs.a.outputs.go != 'yes'")}
`,
    });
    const [id = 0] = await world.deliver('push');
    world.job('a').end('success', { go: 'yes' });
    await world.settle();
    expect(world.conclusions(id)).toEqual({ a: 'success', b: null, c: 'skipped' });
    expect(world.job('b').request.contexts['needs']).toEqual({
      a: { result: 'success', outputs: { go: 'yes' } },
    });
  });

  it('goes on after a failure that is tolerated', async () => {
    const world = simulate({
      files: `on: push\njobs:\n  a:${job('\n    continue-on-error: true')}\n  b:${job('\n    needs: a')}\n`,
    });
    const [id = 0] = await world.deliver('push');
    world.job('a').end('failure');
    await world.settle();
    world.job('b').end();
    await world.settle();
    expect(world.conclusions(id)).toEqual({ a: 'failure', b: 'success' });
    expect(world.runs[0]?.conclusion).toBe('success');
  });
});

describe('matrix', () => {
  const matrix = (rest: string): string => `on: push
jobs:
  build:${job(`\n    strategy:\n      matrix: { service: [web, api, mail] }${rest}`)}
`;

  it('makes a job of each combination and cancels the others when one fails', async () => {
    const world = simulate({ files: matrix('') });
    const [id = 0] = await world.deliver('push');
    expect(world.running()).toEqual(['build (web)', 'build (api)', 'build (mail)']);
    world.job('build (api)').end('failure');
    await world.settle();
    expect(world.job('build (web)').cancelled).toBe(true);
    world.job('build (web)').end('cancelled');
    world.job('build (mail)').end('cancelled');
    await world.settle();
    expect(world.conclusions(id)).toMatchObject({ 'build (web)': 'cancelled' });
    expect(world.runs[0]?.conclusion).toBe('failure');
  });

  it('keeps to fail-fast: false and max-parallel', async () => {
    const world = simulate({ files: matrix('\n      fail-fast: false\n      max-parallel: 2') });
    await world.deliver('push');
    expect(world.running()).toEqual(['build (web)', 'build (api)']);
    world.job('build (web)').end('failure');
    await world.settle();
    expect(world.running()).toEqual(['build (api)', 'build (mail)']);
    expect(world.job('build (api)').cancelled).toBe(false);
  });
});

describe('concurrency', () => {
  const grouped = (rest: string): string => `on: [push, pull_request]
jobs:
  deploy:${job(`\n    concurrency:\n      group: Preview-42${rest}`)}
`;

  it('keeps one pending and cancels an older pending one by default', async () => {
    const world = simulate({ files: grouped('') });
    for (const event of ['push', 'push', 'push']) await world.deliver(event);
    expect(world.runs.map((run) => run.conclusion)).toEqual([null, 'cancelled', null]);
    expect(world.jobs[1]?.log).toContain('higher priority waiting request for Preview-42');
    world.job('deploy', 1).end();
    await world.settle();
    expect(world.job('deploy', 3).cancelled).toBe(false);
  });

  it('keeps all that wait, in order, with queue: max', async () => {
    const world = simulate({
      files: grouped('\n      queue: max\n      cancel-in-progress: false'),
    });
    for (const event of ['push', 'push', 'push']) await world.deliver(event);
    expect(world.jobs.map(({ status }) => status)).toEqual(['in_progress', 'pending', 'pending']);
    for (const id of [1, 2, 3]) {
      expect(world.running()).toHaveLength(1);
      world.job('deploy', id).end();
      await world.settle();
    }
    expect(world.runs.map((run) => run.conclusion)).toEqual(['success', 'success', 'success']);
  });

  it('cancels the newcomer when 100 wait', async () => {
    const world = simulate({ files: grouped('\n      queue: max') });
    for (let count = 0; count < 102; count += 1) world.scheduler.deliver(delivery('push'));
    await world.settle();
    expect(world.runs.filter(({ conclusion }) => conclusion === 'cancelled')).toHaveLength(1);
    expect(world.runs[101]?.conclusion).toBe('cancelled');
  });

  it('cancels what runs with cancel-in-progress, and waits for its end', async () => {
    const world = simulate({ files: grouped('\n      cancel-in-progress: true') });
    await world.deliver('push');
    await world.deliver('push');
    expect(world.job('deploy', 1).cancelled).toBe(true);
    expect(world.running()).toEqual(['deploy']);
    world.job('deploy', 1).end('cancelled');
    await world.settle();
    expect(world.job('deploy', 2).cancelled).toBe(false);
  });

  it('finds a group that would wait for itself', async () => {
    const files = `on: push\nconcurrency: one\njobs:\n  a:${job('\n    concurrency: One')}\n`;
    const world = simulate({ files });
    await world.deliver('push');
    expect(world.runs[0]?.conclusion).toBe('failure');
    expect(world.jobs[0]?.log).toContain(
      "deadlock was detected for concurrency group: 'One' between a top level workflow and 'a'",
    );
  });

  it('holds whole runs by a group of the workflow, whose name may be another run of text', async () => {
    const files = `on: push\nconcurrency: ci-\${{ github.ref }}\njobs:\n  a:${job()}\n`;
    const world = simulate({ files });
    await world.deliver('push');
    await world.deliver('push');
    await world.deliver('push', { ref: 'refs/heads/other' });
    expect(world.running()).toHaveLength(2);
  });
});

describe('environments', () => {
  const files = `on: push
jobs:
  gate:${job('\n    environment: { name: preview }')}
  deploy:${job('\n    needs: gate')}
`;

  it.each([
    ['approved', 'success'],
    ['rejected', 'skipped'],
  ] as const)('%s: the job behind the gate is %s', async (state, expected) => {
    const world = simulate({ files, guarded: ['preview'] });
    const [id = 0] = await world.deliver('push');
    expect(world.running()).toEqual([]);
    world.answer('preview', state);
    await world.settle();
    for (const key of ['gate', 'deploy']) {
      if (world.running().includes(key)) world.job(key).end();
      await world.settle();
    }
    expect(world.conclusions(id)['deploy']).toBe(expected);
  });

  it('lets go of a job that waits when its run is cancelled', async () => {
    const world = simulate({ files, guarded: ['preview'] });
    const [id = 0] = await world.deliver('push');
    world.scheduler.control({ type: 'cancel', runId: id, actor: 'ada' });
    await world.settle();
    expect(world.conclusions(id)).toEqual({ gate: 'cancelled', deploy: 'skipped' });
    expect(world.runs[0]?.conclusion).toBe('cancelled');
  });

  it('does not count a job that waits for a person as work', async () => {
    const world = simulate({ files, guarded: ['preview'] });
    const [id = 0] = await world.deliver('push');
    await world.scheduler.idle();
    expect(world.scheduler.active()).toEqual([id]);
  });
});

describe('cancellation, time limits and re-runs', () => {
  const files = `on: push
jobs:
  a:${job('\n    timeout-minutes: 5')}
  b:${job('\n    needs: a')}
  last:${job('\n    needs: [a, b]\n    if: always()')}
`;

  it('cancels what runs, and still runs what always runs', async () => {
    const world = simulate({ files });
    const [id = 0] = await world.deliver('push');
    world.scheduler.control({ type: 'cancel', runId: id, actor: 'mona' });
    await world.settle();
    world.job('a').end('cancelled');
    await world.settle();
    expect(world.running()).toEqual(['last']);
    expect(world.job('last').cancelled).toBe(false);
    world.job('last').end();
    await world.settle();
    expect(world.conclusions(id)).toEqual({ a: 'cancelled', b: 'skipped', last: 'success' });
    expect(world.runs[0]?.conclusion).toBe('cancelled');
    expect(world.jobs[0]?.log).toContain('canceled by @mona');
  });

  it('cancels a job that exceeds its time', async () => {
    const world = simulate({ files });
    await world.deliver('push');
    world.pass(5 * 60_000 - 1);
    expect(world.job('a').cancelled).toBe(false);
    world.pass(1);
    expect(world.job('a').cancelled).toBe(true);
    world.job('a').end('cancelled');
    await world.settle();
    expect(world.jobs[0]?.log).toContain('exceeded the maximum execution time of 5m0s');
  });

  it('runs failed jobs and what depends on them again, keeps the others and their outputs', async () => {
    const world = simulate({
      files: `on: push
jobs:
  build:${job()}
  other:${job()}
  test:${job('\n    needs: build')}
  always:${job('\n    needs: test\n    if: always()')}
`,
    });
    const [id = 0] = await world.deliver('push');
    world.job('build').end('success', { image: 'x' });
    world.job('other').end();
    await world.settle();
    world.job('test').end('failure');
    await world.settle();
    world.job('always').end();
    await world.settle();
    world.scheduler.control({ type: 'rerun-failed', runId: id, actor: 'mona' });
    await world.settle();
    expect(world.running()).toEqual(['test']);
    const { contexts, attempt } = world.job('test').request;
    expect(attempt).toBe(2);
    expect(contexts['needs']).toEqual({ build: { result: 'success', outputs: { image: 'x' } } });
    expect(contexts['github']).toMatchObject({ actor: 'ada', triggering_actor: 'mona' });
    world.job('test').end();
    await world.settle();
    expect(world.running()).toEqual(['always']);
  });

  it('runs everything again when asked to', async () => {
    const world = simulate({ files });
    const [id = 0] = await world.deliver('push');
    for (const key of ['a', 'b', 'last']) {
      world.job(key).end();
      await world.settle();
    }
    world.scheduler.control({ type: 'rerun', runId: id, actor: 'ada' });
    await world.settle();
    expect(world.running()).toEqual(['a']);
  });
});

describe('called workflows', () => {
  const caller = `on: pull_request
permissions: {}
jobs:
  preview:
    permissions: { contents: read, id-token: write }
    uses: org/macro-infra/.github/workflows/preview.yml@v1
    with: { app: "shop-\${{ github.event.number }}" }
    secrets: { token: "\${{ secrets.PULUMI }}" }
  after:${job('\n    needs: preview')}
`;
  const called = `on:
  workflow_call:
    inputs:
      app: { type: string, required: true }
      ttl: { type: number, default: 7 }
    secrets: { token: { required: true } }
    outputs: { url: { value: "\${{ jobs.deploy.outputs.url }}" } }
jobs:
  plan:${job('\n    permissions: { contents: read }')}
  deploy:${job('\n    needs: plan')}
`;
  const others = { 'org/macro-infra/.github/workflows/preview.yml@v1': called };
  const settings = { secrets: { PULUMI: 'p4ss', OTHER: 'x' }, variables: {} };

  it('hands inputs, declared secrets and permissions down, and outputs up', async () => {
    const world = simulate({ files: caller, others, settings });
    const [id = 0] = await world.deliver('pull_request');
    const plan = world.job('preview / plan').request;
    expect(plan.contexts['inputs']).toEqual({ app: 'shop-42', ttl: 7 });
    expect(plan.secrets).toEqual({ token: 'p4ss' });
    expect(plan.permissions).toEqual({ contents: 'read' });
    expect(plan.holder).toMatchObject({ repository: 'org/macro-infra', ref: 'refs/tags/v1' });
    world.job('preview / plan').end();
    await world.settle();
    expect(world.job('preview / deploy').request.permissions).toEqual({
      contents: 'read',
      'id-token': 'write',
    });
    world.job('preview / deploy').end('success', { url: 'https://x' });
    await world.settle();
    expect(world.job('after').request.contexts['needs']).toEqual({
      preview: { result: 'success', outputs: { url: 'https://x' } },
    });
    expect(Object.keys(world.conclusions(id))).toEqual([
      'preview / plan',
      'preview / deploy',
      'after',
    ]);
    expect(world.jobs[2]?.needs).toEqual(['preview / plan', 'preview / deploy']);
  });

  it('gives a fork a token that reads, no identity and no secrets', async () => {
    const world = simulate({ files: caller, others, settings });
    await world.deliver('pull_request', { payload: pullPayload('eve/shop') });
    const plan = world.job('preview / plan').request;
    expect(plan.secrets).toEqual({ token: '' });
    world.job('preview / plan').end();
    await world.settle();
    expect(world.job('preview / deploy').request.permissions).toEqual({ contents: 'read' });
  });

  it('fails where an output of a called workflow cannot be evaluated, and says so', async () => {
    const wrong = called.replace('jobs.deploy.outputs.url', "fromJSON('{')");
    const files = { 'org/macro-infra/.github/workflows/preview.yml@v1': wrong };
    const world = simulate({ files: caller, others: files, settings });
    const [id = 0] = await world.deliver('pull_request');
    for (const key of ['preview / plan', 'preview / deploy']) {
      world.job(key).end();
      await world.settle();
    }
    expect(world.conclusions(id)).toMatchObject({
      'preview / deploy': 'success',
      after: 'skipped',
    });
    expect(world.runs[0]?.conclusion).toBe('failure');
    expect(world.jobs[1]?.log).toContain('cannot be evaluated');
  });

  it.each([
    ['a missing file', {}, 'workflow was not found'],
    [
      'more permissions than the caller has',
      {
        'org/macro-infra/.github/workflows/preview.yml@v1': called.replace(
          'contents: read',
          'deployments: write',
        ),
      },
      "is requesting 'deployments: write', but is only allowed 'deployments: none'",
    ],
    [
      'a wrong input',
      { 'org/macro-infra/.github/workflows/preview.yml@v1': called.replace('app:', 'apps:') },
      'Invalid input, app is not defined in the referenced workflow. Input apps is required',
    ],
  ])('%s fails the run before it begins', async (_, files, message) => {
    const world = simulate({ files: caller, others: files, settings });
    const [id = 0] = await world.deliver('pull_request');
    expect(world.conclusions(id)).toEqual({ 'workflow-file': 'failure' });
    expect(world.jobs[0]?.log).toContain(message);
  });
});

describe('which workflows an event starts', () => {
  it("shows a file's faults as a failed run in the parser's words", async () => {
    const world = simulate({ files: 'on: push\njobs:\n  a:\n    runs-on: x\n    stepz: []\n' });
    await world.deliver('pull_request');
    expect(world.runs).toEqual([]);
    await world.deliver('push');
    expect(world.runs[0]?.conclusion).toBe('failure');
    expect(world.jobs[0]?.log).toContain("(Line: 5, Col: 5): Unexpected value 'stepz'");
  });

  it('starts nothing for what a workflow itself did', async () => {
    const world = simulate({ files: `on: issue_comment\njobs:\n  a:${job()}\n` });
    await world.deliver('issue_comment', { actor: 'github-actions[bot]' });
    expect(world.runs).toEqual([]);
    await world.deliver('issue_comment', { action: 'created' });
    expect(world.runs).toHaveLength(1);
  });

  it('gives a dispatch its typed inputs, and refuses wrong ones', async () => {
    const files = `on:
  workflow_dispatch:
    inputs:
      pr-number: { type: number, required: true }
      dry-run: { type: boolean, default: true }
run-name: Sweep \${{ inputs.pr-number }}
jobs:
  a:${job()}
`;
    const world = simulate({ files });
    await world.deliver('workflow_dispatch', { inputs: { 'pr-number': '42' } });
    expect(world.job('a').request.contexts['inputs']).toEqual({ 'pr-number': 42, 'dry-run': true });
    expect(world.runs[0]?.title).toBe('Sweep 42');
    await world.deliver('workflow_dispatch', { inputs: { other: 'x' } });
    expect(world.jobs[1]?.log).toContain("Required input 'pr-number' not provided");
  });
});

describe('runners', () => {
  it('runs no more jobs at once than there are runners', async () => {
    const world = simulate({
      files: `on: push\njobs:\n  a:${job()}\n  b:${job()}\n  c:${job()}\n`,
      jobsAtOnce: 2,
    });
    await world.deliver('push');
    expect(world.running()).toEqual(['a', 'b']);
    world.job('a').end();
    await world.settle();
    expect(world.running()).toEqual(['b', 'c']);
  });
});
