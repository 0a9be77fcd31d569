import { describe, expect, it } from '@jest/globals';
import type { CleanupResult, CleanupStatus } from '../../action-shared/cleanup/remove-preview.ts';
import type { Leftover } from '../../action-shared/documents/report.ts';
import type { PreviewReport } from '../../action-shared/documents/report.ts';
import type { StackSnapshot } from '../../action-shared/engine/protocol.ts';
import type { PullFact } from '../../action-shared/sweep/candidate.ts';
import { foundCount, removedCount, startedCount } from '../../action-shared/sweep/report.ts';
import { renderSweep } from '../../action-shared/sweep/render.ts';
import type { Visits } from '../../action-shared/sweep/visits.ts';
import type { OpenPull } from '../../action-shared/sweep/catch-up.ts';
import type { SweepInputs } from './inputs.ts';
import type { SweepDeps } from './ports.ts';
import { run } from './run.ts';
import { randomWorld, planOf } from './testing/world.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const HOUR = 3_600_000;

const inputs: SweepInputs = {
  token: 'ghs_x',
  app: null,
  configFile: '.github/macro-infra.yml',
  base: null,
  region: 'eu-west-1',
  backend: { url: 'file:///state', secretsProvider: 'passphrase' },
  pulumiVersion: '3.259.0',
  timeoutSeconds: 1800,
  repository: 'acme/shop',
  links: { run: 'https://github.test/run', logs: 'https://github.test/run' },
  dryRun: false,
  limit: 10,
  makeRoomFor: null,
  environmentName: 'preview-pr-{number}',
  comment: true,
  dispatchWorkflow: 'preview-fork.yml',
};

interface Preview {
  readonly pull: PullFact['state'];
  readonly labels?: readonly string[];
  /** Hours until it expires; null: the stack has no plan yet. */
  readonly expires?: number | null;
  readonly repository?: string;
  readonly region?: string;
  readonly app?: string;
  readonly resources?: number;
  readonly visitedAgo?: number | null;
}

interface Scene {
  readonly previews?: Readonly<Record<number, Preview>>;
  readonly policy?: string | null;
  readonly environments?: readonly string[];
  readonly orphan?: boolean;
  /** What a pull request is when it is asked about again. */
  readonly later?: Readonly<Record<number, PullFact['state'] | 'unasked'>>;
  readonly removal?: CleanupStatus;
  readonly deletion?: 'deleted' | 'forbidden';
  readonly failing?: readonly (
    'note' | 'rerun' | 'openPulls' | 'defaultBranch' | 'environments' | 'tagged'
  )[];
  /** Open pull requests without a preview: whether they wait for a place, or no run came of them. */
  readonly waiting?: Readonly<Record<number, 'queued' | 'lost'>>;
  /** The plan changed while the lease was waited for. */
  readonly redeployed?: boolean;
}

const POLICY = 'app: shop\nservices: { web: { port: 80 } }\n';

const EARLIER = new Date(NOW - HOUR).toISOString();

const openPull = (number: number): OpenPull => ({
  ...{ number, draft: false, fork: false, bot: false, headSha: 'a'.repeat(40), headRef: 't' },
  ...{ headRepository: 'acme/shop', baseRef: 'main', labels: [], updatedAt: EARLIER },
});

function stage(scene: Scene) {
  const previews = new Map(
    Object.entries(scene.previews ?? {}).map(([number, one]) => [Number(number), one]),
  );
  const removed: number[] = [];
  const retired: string[] = [];
  const expiry: string[] = [];
  const started: string[] = [];
  const stackOf = (number: number): string => `${previews.get(number)?.app ?? 'shop'}-pr-${number}`;
  const numberOf = (stack: string): number => Number(/\d+$/.exec(stack)?.[0]);
  const snapshot = (stack: string, shift = 0): StackSnapshot => {
    const number = numberOf(stack);
    const {
      expires = 100,
      repository = 'acme/shop',
      region = 'eu-west-1',
      resources = 30,
    } = previews.get(number) ?? {};
    const outputs =
      expires === null
        ? {}
        : {
            plan: planOf({
              stack,
              number,
              repository,
              region,
              expiresAt: NOW + (expires + shift) * HOUR,
            }),
          };
    return { exists: true, outputs, resourceCount: resources, pending: [] };
  };
  const fails = (what: string): void => {
    if (scene.failing?.some((one) => one === what)) throw new Error(`${what}: 502`);
  };
  const asked = new Map<number, number>();
  const deps: SweepDeps = {
    now: () => NOW,
    group: (_title, body) => body(),
    log: () => undefined,
    warn: () => undefined,
    signal: new AbortController().signal,
    github: {
      async defaultBranch() {
        fails('defaultBranch');
        return Promise.resolve('main');
      },
      policyFile: () => Promise.resolve(scene.policy === undefined ? POLICY : scene.policy),
      async openPulls() {
        fails('openPulls');
        const open = [...previews].filter(([, { pull }]) => pull === 'open');
        return Promise.resolve(new Map(open.map(([number, { labels = [] }]) => [number, labels])));
      },
      async pull(number) {
        const nth = (asked.get(number) ?? 0) + 1;
        asked.set(number, nth);
        const first = previews.get(number)?.pull ?? 'closed';
        const surveyed = first === 'open' ? 0 : 1;
        const state = nth > surveyed ? (scene.later?.[number] ?? first) : first;
        if (state === 'unasked') throw new Error(`pull ${number}: 502`);
        const labels = previews.get(number)?.labels ?? [];
        return Promise.resolve(
          state === 'missing' || state === 'unknown' ? { state } : { state, labels },
        );
      },
      async environments() {
        fails('environments');
        return Promise.resolve(scene.environments ?? []);
      },
    },
    catchUp: {
      pulls: () =>
        Promise.resolve(
          [
            ...[...previews].filter(([, { pull }]) => pull === 'open').map(([number]) => number),
            ...Object.keys(scene.waiting ?? {}).map(Number),
          ].map((number) => openPull(number)),
        ),
      deployment({ number }) {
        const live = previews.has(number) && !removed.includes(number);
        return Promise.resolve({ live, served: live });
      },
      runs: ({ number }) =>
        Promise.resolve(
          previews.has(number) ? [{ id: 1, createdAt: EARLIER, finished: true }] : [],
        ),
      conflicts: () => Promise.resolve(false),
      async note({ number }) {
        fails('note');
        const run = { id: 400 + number, createdAt: EARLIER, finished: true };
        return Promise.resolve(scene.waiting?.[number] === 'queued' ? { queued: true, run } : null);
      },
      broughtBackAt: () => Promise.resolve(null),
      async rerun(runId) {
        fails('rerun');
        return Promise.resolve(void started.push(`rerun ${runId}`));
      },
      dispatch: (workflow, { number }) =>
        Promise.resolve(void started.push(`${workflow} ${number}`)),
    },
    stacks: () =>
      Promise.resolve(
        [...previews.keys()].map((number) => ({
          stack: stackOf(number),
          updatedAt: new Date(NOW - 48 * HOUR).toISOString(),
        })),
      ),
    snapshot: (stack) => Promise.resolve(snapshot(stack)),
    async tagged() {
      fails('tagged');
      const orphan = {
        arn: 'arn:aws:ecs:x:1:cluster/lost',
        stack: 'shop-pr-99',
        app: 'shop',
        repository: 'acme/shop',
        number: 99,
      };
      return Promise.resolve(scene.orphan === true ? [orphan] : []);
    },
    orphans: (resources) =>
      Promise.resolve(
        resources.map(({ arn }): Leftover => ({ arn, type: 'x', why: 'y', remove: 'aws z' })),
      ),
    visits: (groups) =>
      Promise.resolve(
        new Map(
          [...groups.keys()].map((stack): [string, Visits] => {
            const { visitedAgo = null } = previews.get(numberOf(stack)) ?? {};
            return [
              stack,
              { known: true, last: visitedAgo === null ? null : NOW - visitedAgo * HOUR },
            ];
          }),
        ),
      ),
    async remove({ candidate, reasonToKeep }): Promise<CleanupResult> {
      const report = { reason: 'told' } as PreviewReport;
      try {
        const keep = await reasonToKeep(
          snapshot(candidate.stack, scene.redeployed === true ? 24 : 0),
        );
        if (keep !== null) return { status: 'skipped', report: { ...report, reason: keep } };
      } catch {
        return { status: 'failed', report };
      }
      removed.push(candidate.number);
      return { status: scene.removal ?? 'destroyed', report };
    },
    retire: (name) => {
      retired.push(name);
      return Promise.resolve({ inactive: 1, deletion: scene.deletion ?? 'deleted' });
    },
    showExpiry: ({ number }, text) =>
      Promise.resolve(void expiry.push(`${number} ${text === '' ? 'none' : 'warned'}`)),
  };
  return { deps, removed, retired, expiry, started };
}

async function sweep(scene: Scene, more: Partial<SweepInputs> = {}) {
  const { deps, ...done } = stage(scene);
  const report = await run({ ...inputs, ...more }, deps);
  const outcomes = report.previews.map(
    (one) => `${one.number} ${one.action} ${one.cause} ${one.outcome}`,
  );
  return { report, outcomes, ...done };
}

const lively = { 1: { pull: 'open' }, 2: { pull: 'closed' }, 3: { pull: 'missing' } } as const;

describe('a pass', () => {
  it('removes what is closed or of no pull request, and nothing else', async () => {
    const { report, outcomes, removed } = await sweep({ previews: lively });
    expect(removed).toEqual([2, 3]);
    expect(outcomes).toEqual([
      '2 remove closed removed',
      '3 remove orphaned removed',
      '1 keep serving kept',
    ]);
    expect([report.status, foundCount(report), removedCount(report)]).toEqual(['removed', 2, 2]);
  });

  it('only tells, in a dry run', async () => {
    const scene = {
      previews: { ...lively, 4: { pull: 'open', expires: 2 } as const },
      environments: ['preview-pr-9'],
      orphan: true,
    };
    const { report, outcomes, removed, retired, expiry } = await sweep(scene, { dryRun: true });
    expect([removed, retired, expiry]).toEqual([[], [], []]);
    expect(outcomes).toContain('2 remove closed would-remove');
    expect(report.environments).toMatchObject([{ name: 'preview-pr-9', outcome: 'would-remove' }]);
    expect(foundCount(report)).toBe(4);
  });

  it('says that there is nothing to do', async () => {
    const { report } = await sweep({ previews: { 1: { pull: 'open' } } });
    expect([report.status, report.reason]).toEqual(['clean', 'Nothing is to be removed.']);
  });

  it.each<[string, Scene, Partial<SweepInputs>, readonly string[]]>([
    [
      'expired',
      { previews: { 1: { pull: 'open', expires: -1 } } },
      {},
      ['1 remove expired removed'],
    ],
    ['expired, in use', { previews: { 1: { pull: 'open', expires: -1, visitedAgo: 0.1 } } }, {}, ['1 keep in-use kept']], // prettier-ignore
    ['kept', { previews: { 1: { pull: 'open', expires: -1, labels: ['preview:keep'] } } }, {}, ['1 keep labelled kept']], // prettier-ignore
    ['idle', { previews: { 1: { pull: 'open', visitedAgo: 3 } }, policy: `${POLICY}previews: { idle: 2h }\n` }, {}, ['1 remove idle removed']], // prettier-ignore
    ['of another app, idle', { previews: { 1: { pull: 'open', visitedAgo: 3, app: 'docs' } }, policy: `${POLICY}previews: { idle: 2h }\n` }, {}, ['1 keep serving kept']], // prettier-ignore
    ['of another repository', { previews: { 1: { pull: 'closed', repository: 'acme/docs' } } }, {}, []], // prettier-ignore
    ['of the repository in capitals', { previews: { 1: { pull: 'closed', repository: 'Acme/Shop' } } }, {}, ['1 remove closed removed']], // prettier-ignore
    ['of another region', { previews: { 1: { pull: 'closed', region: 'us-east-1' } } }, {}, []],
    ['of an app not asked for', { previews: { 1: { pull: 'closed', app: 'docs' } } }, { app: 'shop' }, []], // prettier-ignore
    ['on another base', { previews: { 1: { pull: 'closed' } } }, { base: 'other' }, []],
    ['an empty stack of the app', { previews: { 1: { pull: 'closed', expires: null, resources: 1 } } }, {}, ['1 remove closed removed']], // prettier-ignore
    ['an empty stack of another app', { previews: { 1: { pull: 'closed', expires: null, resources: 1, app: 'docs' } } }, {}, []], // prettier-ignore
    ['a stack of nobody knows whom', { previews: { 1: { pull: 'closed', expires: null } } }, {}, []], // prettier-ignore
    ['reopened meanwhile', { previews: { 2: { pull: 'closed' } }, later: { 2: 'open' } }, {}, ['2 keep serving kept']], // prettier-ignore
    ['expired, deployed again meanwhile', { previews: { 1: { pull: 'open', expires: -1 } }, redeployed: true }, {}, ['1 keep serving kept']], // prettier-ignore
    ['failing', { previews: { 2: { pull: 'closed' } }, removal: 'failed' }, {}, ['2 remove closed failed']], // prettier-ignore
    ['leaving something', { previews: { 2: { pull: 'closed' } }, removal: 'leftovers' }, {}, ['2 remove closed leftovers']], // prettier-ignore
    ['beyond the limit', { previews: { 2: { pull: 'closed' }, 3: { pull: 'closed' } } }, { limit: 1 }, ['2 remove closed removed', '3 remove closed not-tried']], // prettier-ignore
  ])('decides on one that is %s', async (_name, scene, more, expected) => {
    const { outcomes } = await sweep(scene, more);
    expect(outcomes).toEqual(expected);
  });

  it('retires environments of pull requests that are not open, asked again', async () => {
    const environments = ['preview-pr-7', 'preview-pr-8', 'preview-pr-1', 'production'];
    const scene = {
      previews: { 1: { pull: 'open' } as const },
      environments,
      later: { 8: 'open' } as const,
    };
    // 8 is asked about once only, and is open by then.
    const { report, retired } = await sweep({ ...scene, previews: { ...scene.previews } });
    expect(retired).toContain('preview-pr-7');
    expect(retired).not.toContain('preview-pr-1');
    expect(report.environments.map(({ name }) => name)).toEqual(['preview-pr-8', 'preview-pr-7']);
  });

  it('reports orphaned resources with their command and never removes them', async () => {
    const { report, removed } = await sweep({ orphan: true });
    expect(removed).toEqual([]);
    expect([report.status, report.orphans[0]?.remove]).toEqual(['leftovers', 'aws z']);
    expect(renderSweep(report)).toContain('aws z');
  });

  it('warns of an expiry within a day, and takes the warning back', async () => {
    const previews = {
      1: { pull: 'open', expires: 20 },
      2: { pull: 'open', expires: 30 },
      3: { pull: 'open', expires: 2, labels: ['preview:keep'] },
    } as const;
    const { expiry } = await sweep({ previews });
    expect(expiry).toEqual(['1 warned', '2 none', '3 none']);
  });

  it('makes room for one more, or says why not', async () => {
    const previews = {
      1: { pull: 'open', visitedAgo: 3 },
      2: { pull: 'open', visitedAgo: 9 },
    } as const;
    const full = (whenFull: string): Scene => ({
      previews,
      policy: `${POLICY}previews: { max: 2, whenFull: ${whenFull} }\n`,
    });
    const evict = await sweep(full('evict'), { makeRoomFor: 7, limit: 1 });
    expect([evict.report.status, evict.removed]).toEqual(['removed', [2]]);
    const queue = await sweep(full('queue'), { makeRoomFor: 7, limit: 1 });
    expect([queue.report.status, queue.removed]).toEqual(['full', []]);
    const kept = await sweep({ ...full('evict'), redeployed: true }, { makeRoomFor: 7 });
    expect([kept.report.status, kept.removed]).toEqual(['full', []]);
  });
});

describe('a pass, after its removals', () => {
  const full = `${POLICY}previews: { max: 2 }\n`;
  const scene: Scene = {
    previews: { 1: { pull: 'open' }, 2: { pull: 'open', expires: -1 } },
    waiting: { 5: 'queued', 6: 'queued' },
    policy: full,
  };

  it('starts what waits for a place that is free now, and no more', async () => {
    const { report, started } = await sweep(scene);
    expect(started).toEqual(['rerun 405']);
    expect(report.started.map(({ number, outcome }) => `${number} ${outcome}`)).toEqual([
      '5 started',
      '6 waiting',
    ]);
    expect([report.status, startedCount(report)]).toEqual(['removed', 1]);
    expect(report.reason).toContain('1 pull request started.');
    expect(renderSweep(report)).toContain('| #6 | <code>aaaaaaa</code> | waits |');
  });

  it('only tells in a dry run', async () => {
    const dry = { ...scene, policy: POLICY, waiting: { 5: 'queued', 6: 'lost' } as const };
    const { report, started } = await sweep(dry, { dryRun: true });
    expect(started).toEqual([]);
    expect(report.started.map(({ outcome }) => outcome)).toEqual(['would-start', 'would-start']);
  });

  it('dispatches one whose event got lost, unless there is no workflow for it', async () => {
    const lost = { waiting: { 6: 'lost' } as const };
    expect((await sweep(lost)).started).toEqual(['preview-fork.yml 6']);
    const { report, started } = await sweep(lost, { dispatchWorkflow: null });
    expect([started, report.started[0]?.outcome]).toEqual([[], 'waiting']);
  });

  it.each<['note' | 'rerun', string]>([
    ['note', 'unknown'],
    ['rerun', 'failed'],
  ])('starts nothing and fails when GitHub does not answer (%s)', async (what, outcome) => {
    const { report, started } = await sweep({ waiting: { 5: 'queued' }, failing: [what] });
    expect([started, report.status]).toEqual([[], 'failed']);
    expect(report.started[0]?.outcome).toBe(outcome);
    expect(report.problems.join()).toContain(`${what}: 502`);
  });

  it('starts nothing while the policy cannot be read, or while making room', async () => {
    const unread = await sweep({ waiting: { 5: 'queued' }, policy: 'services: 3\n' });
    expect([unread.started, unread.report.started[0]?.outcome]).toEqual([[], 'unknown']);
    const room = await sweep({ waiting: { 5: 'queued' } }, { makeRoomFor: 9 });
    expect([room.started, room.report.started]).toEqual([[], []]);
  });
});

describe('a pass that cannot ask', () => {
  it.each(['openPulls', 'defaultBranch', 'environments'] as const)(
    'removes nothing when GitHub does not answer (%s)',
    async (what) => {
      const { report, removed, retired } = await sweep({
        previews: lively,
        environments: ['preview-pr-9'],
        failing: [what],
      });
      expect([removed, retired, report.status]).toEqual([[], [], 'failed']);
      expect(report.reason).toContain(`${what}: 502`);
    },
  );

  it('ends at the first pull request that it cannot ask about again', async () => {
    const previews = {
      2: { pull: 'closed' },
      3: { pull: 'closed' },
      4: { pull: 'closed' },
    } as const;
    const { report, outcomes, removed } = await sweep({ previews, later: { 3: 'unasked' } });
    expect(removed).toEqual([2]);
    expect(outcomes).toEqual([
      '2 remove closed removed',
      '3 remove closed not-tried',
      '4 remove closed not-tried',
    ]);
    expect(report.status).toBe('failed');
  });

  it('removes what is known to be closed although AWS cannot list by tag, and fails', async () => {
    const { report, removed } = await sweep({ previews: lively, failing: ['tagged'] });
    expect([removed, report.status]).toEqual([[2, 3], 'failed']);
  });

  it('takes nothing for idle when the policy cannot be read', async () => {
    const previews = { 1: { pull: 'open', visitedAgo: 300 } } as const;
    const { report, removed } = await sweep({ previews, policy: 'services: 3\n' });
    expect([removed, report.status]).toEqual([[], 'failed']);
  });

  it('removes no open preview in 10,000 passes with a failing API', async () => {
    const seed = Number(process.env['SWEEP_SEED'] ?? Date.now() % 1_000_000);
    let removals = 0;
    for (let nth = 0; nth < 10_000; nth += 1) {
      const world = randomWorld(seed + nth, NOW);
      const report = await run(inputs, world.deps);
      if (world.wrong.length > 0)
        throw new Error(`SWEEP_SEED=${seed + nth}: removed open ${world.wrong.join()}`);
      if (world.failedBeforeRemovals() && world.removed.length > 0)
        throw new Error(`SWEEP_SEED=${seed + nth}: removed although GitHub had failed before`);
      if (world.failed()) expect(report.status).toBe('failed');
      removals += world.removed.length;
    }
    // The passes were no idle ones.
    expect(removals).toBeGreaterThan(1000);
  }, 120_000);
});
