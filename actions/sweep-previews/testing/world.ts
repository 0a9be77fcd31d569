import type { PreviewPlan } from '../../../action-shared/documents/plan.ts';
import type { PreviewReport } from '../../../action-shared/documents/report.ts';
import type { PullFact } from '../../../action-shared/sweep/candidate.ts';
import type { SweepDeps } from '../ports.ts';

/** A plan of a preview with one service, as a stack exports it. */
export function planOf(one: {
  readonly stack: string;
  readonly number: number;
  readonly repository: string;
  readonly region: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}): PreviewPlan {
  const { stack, number, repository, region } = one;
  const names = { service: 's', family: 'f', targetGroup: 't', logGroup: 'l', securityGroup: 'g' };
  const health = { path: '/', matcher: '200', intervalSeconds: 5, timeoutSeconds: 2 };
  return {
    ...{ contract: 1, kind: 'preview', app: 'shop', number, environment: `pr-${number}`, stack },
    ...{ repository, sha: 'a'.repeat(40), region, domain: null, url: 'http://x', cluster: 'c' },
    base: { name: 'dev', stackReference: 'organization/macro-infra-base/dev', fingerprint: 'f' },
    loadBalancer: { index: 0, arn: 'arn' },
    services: [
      {
        ...{ name: 'web', primary: true, image: 'x', command: null, port: 80, cpu: 256 },
        ...{ memory: 512, count: 1, host: null, url: 'http://x', paths: ['/*'], priority: 1000 },
        health: { ...health, healthyThreshold: 2, unhealthyThreshold: 2, graceSeconds: 0 },
        ...{ deregistrationSeconds: 5, minimumHealthyPercent: 100, maximumPercent: 200 },
        ...{ environment: {}, secrets: {}, capacityProvider: 'FARGATE', logRetentionDays: 7 },
        names: { ...names, executionRole: 'e', taskRole: 'r' },
      },
    ],
    tags: {},
    expiresAt: new Date(one.expiresAt).toISOString(),
    why: {},
  };
}

/** Numbers in [0, 1) that a seed decides (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Truth = 'open' | 'closed' | 'missing';

/**
 * Up to twelve previews and a GitHub that fails now and then, goes away for good, or at once no longer
 * shows the repository (404 for everything); pull requests are reopened at any time.
 */
export function randomWorld(seed: number, now: number) {
  const random = randomNumbers(seed);
  const previews = Array.from({ length: 1 + Math.floor(random() * 12) }, (_, index) => index + 1);
  const pick = (): Truth =>
    (['open', 'closed', 'missing'] as const)[Math.floor(random() * 3)] ?? 'open';
  const truth = new Map(previews.map((number) => [number, pick()]));
  const failureRate = random() < 0.3 ? 0 : random() * 0.4;
  const awayAfter = random() < 0.3 ? Math.floor(random() * 30) : Infinity;
  const blindAfter = random() < 0.3 ? Math.floor(random() * 30) : Infinity;
  const removed: number[] = [];
  const wrong: number[] = [];
  let asked = 0;
  let failed = false;
  let failedEarly = false;
  const ask = (): 'seen' | 'blind' => {
    asked += 1;
    if (asked > awayAfter || random() < failureRate) return fail('502');
    for (const number of previews)
      if (truth.get(number) === 'closed' && random() < 0.03) truth.set(number, 'open');
    return asked > blindAfter ? 'blind' : 'seen';
  };
  const fail = (why: string): never => {
    failed = true;
    if (removed.length === 0) failedEarly = true;
    throw new Error(why);
  };
  const sees = <T>(answer: () => T): Promise<T> =>
    Promise.resolve().then(() => (ask() === 'blind' ? fail('404') : answer()));
  const factOf = (number: number): PullFact => {
    const state = truth.get(number) ?? 'missing';
    return state === 'missing' ? { state } : { state, labels: [] };
  };
  const deps: SweepDeps = {
    now: () => now,
    group: (_title, body) => body(),
    log: () => undefined,
    warn: () => undefined,
    signal: new AbortController().signal,
    github: {
      defaultBranch: () => sees(() => 'main'),
      policyFile: () => sees(() => null),
      openPulls: () =>
        sees(
          () =>
            new Map(previews.filter((one) => truth.get(one) === 'open').map((one) => [one, []])),
        ),
      pull: (number) =>
        Promise.resolve().then(() => (ask() === 'blind' ? { state: 'missing' } : factOf(number))),
      environments: () => sees(() => previews.map((number) => `preview-pr-${number + 100}`)),
    },
    catchUp: {
      pulls: () => sees(() => []),
      deployment: () => sees(() => ({ live: true, served: true })),
      runs: () => sees(() => []),
      note: () => sees(() => null),
      broughtBackAt: () => sees(() => null),
      conflicts: () => sees(() => false),
      rerun: () => Promise.resolve(),
      dispatch: () => Promise.resolve(),
    },
    stacks: () =>
      Promise.resolve(previews.map((number) => ({ stack: `shop-pr-${number}`, updatedAt: null }))),
    snapshot(stack) {
      const number = Number(/\d+$/.exec(stack)?.[0]);
      const expiresAt = now + 86_400_000_000;
      const plan = planOf({
        stack,
        number,
        repository: 'acme/shop',
        region: 'eu-west-1',
        expiresAt,
      });
      return Promise.resolve({ exists: true, outputs: { plan }, resourceCount: 9, pending: [] });
    },
    tagged: () => Promise.resolve([]),
    orphans: () => Promise.resolve([]),
    visits: () => Promise.resolve(new Map()),
    async remove({ candidate, reasonToKeep }) {
      const report = { reason: '' } as PreviewReport;
      try {
        const keep = await reasonToKeep(await deps.snapshot(candidate.stack));
        if (keep !== null) return { status: 'skipped', report };
      } catch {
        return { status: 'failed', report };
      }
      removed.push(candidate.number);
      if (truth.get(candidate.number) === 'open') wrong.push(candidate.number);
      return { status: 'destroyed', report };
    },
    retire: () => Promise.resolve({ inactive: 0, deletion: 'deleted' }),
    showExpiry: () => Promise.resolve(),
  };
  return {
    deps,
    removed,
    /** Removed although they were open at that moment. */
    wrong,
    failed: () => failed,
    failedBeforeRemovals: () => failedEarly,
  };
}
