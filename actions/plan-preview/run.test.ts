import { describe, expect, it } from '@jest/globals';
import type { PreviewReport, ResourceChanges } from '../../action-shared/documents/report.ts';
import { UserError } from '../../action-shared/errors.ts';
import type { PullRequest } from '../../action-shared/github/pull-requests.ts';
import {
  SHA,
  appFile,
  base,
  inputs,
  noChanges,
  noSnapshot,
  openPullRequest,
  someChanges,
} from '../deploy-preview/testing/stage.ts';
import { run } from './run.ts';
import type { PlanDeps } from './run.ts';

interface Scene {
  readonly pullRequest?: PullRequest | null;
  readonly changes?: ResourceChanges | Error;
  readonly appFile?: string;
  /** Undefined: it cannot be told. */
  readonly serving?: string | null | undefined;
  readonly saysReady?: boolean;
}

function stage(scene: Scene) {
  const reports: PreviewReport[] = [];
  const sections: string[] = [];
  const { changes = someChanges, pullRequest = openPullRequest } = scene;
  const deps: PlanDeps = {
    now: () => Date.parse('2026-11-21T12:00:00Z'),
    group: (_title, body) => body(),
    log: () => undefined,
    warn: () => undefined,
    signal: new AbortController().signal,
    appFile: () => Promise.resolve(scene.appFile ?? appFile),
    policyFile: () => Promise.resolve(null),
    pullRequest: () => Promise.resolve(pullRequest),
    snapshot: () => Promise.resolve(noSnapshot),
    base: () => Promise.resolve(base),
    cloud: {
      digests: (images) => Promise.resolve({ ...images }),
      secretValues: () => Promise.resolve({}),
      capacity: () => Promise.resolve({}),
    },
    changes: () => (changes instanceof Error ? Promise.reject(changes) : Promise.resolve(changes)),
    serving: () => Promise.resolve('serving' in scene ? scene.serving : null),
    showPlan: (_app, text) => Promise.resolve(void sections.push(text)),
    comment: {
      show: (report) => Promise.resolve(void reports.push(report)),
      previousPhases: () => Promise.resolve({}),
      saysReady: () => Promise.resolve(scene.saysReady ?? false),
    },
  };
  return { deps, reports, sections };
}

async function plan(scene: Scene) {
  const { deps, reports, sections } = stage(scene);
  const result = await run(inputs(), deps);
  return { result, status: result.status, reports, sections };
}

const replaced: ResourceChanges = {
  ...noChanges,
  replace: 1,
  list: [{ action: 'replace', type: 'aws:x/y:Z', name: 'z', properties: ['port'], seconds: 0 }],
};

describe('a plan', () => {
  it('tells what would change, in the comment and as data, and shows no other state', async () => {
    const { result, reports, sections } = await plan({});
    expect(result).toMatchObject({
      status: 'planned',
      disruptive: false,
      plan: { stack: 'shop-pr-42', sha: SHA },
      changes: { create: 1 },
    });
    expect(sections).toEqual([expect.stringContaining('1 to create')]);
    expect(reports).toEqual([]);
  });

  it('is disruptive when something is replaced', async () => {
    const { result } = await plan({ changes: replaced });
    expect(result).toMatchObject({ status: 'planned', disruptive: true });
  });

  it('with nothing to do says so, once', async () => {
    const first = await plan({ changes: noChanges });
    expect([first.status, first.sections[0]]).toEqual([
      'unchanged',
      expect.stringContaining('Nothing to do'),
    ]);
    expect((await plan({ changes: noChanges, saysReady: true })).sections).toEqual(['']);
  });

  it.each<[string, PullRequest | null]>([
    ['no pull request', null],
    ['a closed one', { ...openPullRequest, state: 'closed' }],
    ['a moved head', { ...openPullRequest, headSha: 'c'.repeat(40) }],
  ])('of %s is skipped, with the reason', async (_name, pullRequest) => {
    // `null` is a scene of its own, not the default.
    const { status, reports, sections } = await plan({ pullRequest });
    expect([status, sections, reports.map(({ state }) => state)]).toEqual([
      'skipped',
      [],
      ['skipped'],
    ]);
  });

  it('that cannot be made tells why, what to do, and what serves', async () => {
    const cause = new UserError('The base `dev` is older than this version.');
    const { status, reports, sections } = await plan({ changes: cause, serving: 'b'.repeat(40) });
    expect(status).toBe('failed');
    expect(reports).toMatchObject([
      {
        state: 'failed',
        reason: cause.message,
        failure: { phase: 'plan', outcome: 'unchanged', servingSha: 'b'.repeat(40) },
      },
    ]);
    expect(sections).toEqual(['']);
  });

  it('that cannot be made says nothing of what serves when that is not known', async () => {
    const failing = { changes: new Error('the engine died'), serving: undefined };
    const { reports, sections } = await plan(failing);
    expect(reports).toEqual([]);
    expect(sections).toEqual([expect.stringContaining('the engine died')]);
  });

  it('refuses what a deployment would refuse', async () => {
    const { result } = await plan({ appFile: 'services: 3\n' });
    expect(result).toMatchObject({ status: 'failed', report: { failure: { phase: 'validate' } } });
  });
});
