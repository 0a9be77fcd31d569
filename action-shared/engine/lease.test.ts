import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Clock } from './clock.ts';
import type { Holder, HolderState } from './holder.ts';
import type { Lease } from './lease-hold.ts';
import { acquireLease, resumeLease } from './lease.ts';
import { leasePath } from './lease-record.ts';
import type { StateStore, StoredObject } from './stored-objects.ts';

const key = { project: 'macro-infra-preview', stack: 'shop-pr-42' };

function holder(runId: number): Holder {
  return {
    repository: 'acme/shop',
    runId,
    attempt: 1,
    job: 'preview',
    runUrl: `https://github.example/runs/${runId}`,
    host: `host-${runId}`,
    pid: 1,
    processStarted: null,
    stackRunner: null,
  };
}

/** Conditional writes as S3 has them; every call waits for its turn first. */
function memoryStore(turn: (call: string) => Promise<unknown> = () => Promise.resolve()) {
  const objects = new Map<string, StoredObject>();
  let versions = 0;
  const put = (path: string, body: string): string => {
    versions += 1;
    objects.set(path, { body: Buffer.from(body), version: String(versions) });
    return String(versions);
  };
  const store: StateStore = {
    read: (path) => turn('read').then(() => objects.get(path) ?? null),
    list: () => Promise.resolve([...objects.keys()]),
    create: (path, body) => turn('create').then(() => (objects.has(path) ? null : put(path, body))),
    replace: (path, body, version) =>
      turn('replace').then(() => (objects.get(path)?.version === version ? put(path, body) : null)),
    remove: (path, version) =>
      turn('remove').then(() => {
        const found = objects.get(path);
        if (found !== undefined && found.version !== version) return false;
        objects.delete(path);
        return true;
      }),
  };
  return { store, objects, put };
}

/** Time that passes only by sleeping; the heartbeat's long sleep ends only with its lease. */
function testClock(): Clock & { beat(): void } {
  let now = 0;
  const beats: (() => void)[] = [];
  return {
    now: () => now,
    sleep: (milliseconds, signal) => {
      if (milliseconds >= 30_000) {
        return new Promise((resolve, reject) => {
          beats.push(() => resolve(undefined));
          signal?.addEventListener('abort', () => reject(new Error('aborted')));
        });
      }
      now += milliseconds;
      return Promise.resolve();
    },
    beat: () => {
      beats.splice(0).forEach((end) => end());
    },
  };
}

const says = (state: HolderState) => () => Promise.resolve(state);

describe('the lease of a stack', () => {
  it('is taken at once when it is free, names its holder, and is gone after release', async () => {
    const { store, objects } = memoryStore();
    const request = {
      store,
      clock: testClock(),
      key,
      holder: holder(17),
      holderState: says('alive'),
      waitSeconds: 0,
    };
    const lease = await acquireLease(request);
    expect(lease.adopted).toBeNull();
    const record: unknown = JSON.parse(objects.get(leasePath(key))?.body.toString() ?? '');
    expect(record).toMatchObject({
      repository: 'acme/shop',
      runId: 17,
      attempt: 1,
      job: 'preview',
    });
    expect([...objects.keys()]).toEqual(['macro-infra/leases/macro-infra-preview/shop-pr-42.json']);
    expect(await lease.release()).toBe('released');
    expect(objects.size).toBe(0);
  });

  it.each(['alive', 'unknown'] as const)(
    'is never taken from a holder that is %s',
    async (state) => {
      const { store, objects } = memoryStore();
      const clock = testClock();
      const waited: string[] = [];
      const common = { store, clock, key, holderState: says(state), waitSeconds: 60 };
      const first = await acquireLease({ ...common, holder: holder(17) });
      const before = objects.get(leasePath(key))?.body.toString();
      const second = acquireLease({
        ...common,
        holder: holder(18),
        onWaiting: (theirs, theirState) => waited.push(`${theirs.runId ?? ''} ${theirState}`),
      });
      await expect(second).rejects.toThrow(
        /^stack shop-pr-42: held by run 17 \(attempt 1, job preview\) of acme\/shop \(https:\/\/github\.example\/runs\/17\)/,
      );
      expect(waited).toEqual([`17 ${state}`]);
      expect(objects.get(leasePath(key))?.body.toString()).toBe(before);
      expect(clock.now()).toBe(60_000);
      await first.release();
    },
  );

  it('is taken from a dead holder, and says from whom', async () => {
    const { store } = memoryStore();
    const common = { store, clock: testClock(), key, holderState: says('dead'), waitSeconds: 0 };
    const first = await acquireLease({ ...common, holder: holder(17) });
    const second = await acquireLease({ ...common, holder: holder(18) });
    expect(second.adopted?.runId).toBe(17);
    expect(await first.release()).toBe('lost');
    expect(await second.release()).toBe('released');
  });

  it('passes to the one who waits when its holder lets go', async () => {
    const { store } = memoryStore();
    const common = { store, clock: testClock(), key, holderState: says('alive'), waitSeconds: 60 };
    const first = await acquireLease({ ...common, holder: holder(17) });
    const second = acquireLease({
      ...common,
      holder: holder(18),
      onWaiting: () => void first.release(),
    });
    expect((await second).adopted).toBeNull();
    await (await second).release();
  });

  it('stops waiting when the run is cancelled', async () => {
    const { store } = memoryStore();
    const abort = new AbortController();
    const common = { store, clock: testClock(), key, holderState: says('alive'), waitSeconds: 60 };
    const first = await acquireLease({ ...common, holder: holder(17) });
    const onWaiting = (): void => abort.abort(new Error('cancelled'));
    const second = acquireLease({ ...common, holder: holder(18), signal: abort.signal, onWaiting });
    await expect(second).rejects.toThrow('cancelled');
    await first.release();
  });

  it('is ours when the write was applied although its answer got lost', async () => {
    const { store, objects } = memoryStore();
    const deaf: StateStore = {
      ...store,
      create: (path, body) => store.create(path, body).then(() => null),
    };
    const request = {
      store: deaf,
      clock: testClock(),
      key,
      holder: holder(17),
      holderState: says('alive'),
      waitSeconds: 0,
    };
    const lease = await acquireLease(request);
    expect(await lease.release()).toBe('released');
    expect(objects.size).toBe(0);
  });

  it('is taken up again by post, and by nobody else', async () => {
    const { store, objects } = memoryStore();
    const clock = testClock();
    const request = {
      store,
      clock,
      key,
      holder: holder(17),
      holderState: says('alive'),
      waitSeconds: 0,
    };
    const lease = await acquireLease(request);
    await lease.noteStackRunner({ pid: 99, processStarted: '5', folder: '/tmp/x' });
    const resumed = await resumeLease(lease.toState(), { store, clock });
    expect(objects.get(leasePath(key))?.body.toString()).toContain('"folder":"/tmp/x"');
    expect(await resumed?.release()).toBe('released');
    expect(await resumeLease(lease.toState(), { store, clock })).toBeNull();
    expect(await lease.release()).toBe('released'); // already gone is as good
  });

  it('beats, and notices when it was taken away', async () => {
    const { store, objects, put } = memoryStore();
    const clock = testClock();
    const request = {
      store,
      clock,
      key,
      holder: holder(17),
      holderState: says('alive'),
      waitSeconds: 0,
    };
    const lease = await acquireLease(request);
    const before = objects.get(leasePath(key))?.version;
    clock.beat();
    await new Promise((resolve) => setImmediate(resolve));
    expect(objects.get(leasePath(key))?.version).not.toBe(before);
    expect(lease.lost.aborted).toBe(false);
    const theirs = objects
      .get(leasePath(key))
      ?.body.toString()
      .replace(/"token":"[^"]*"/, '"token":"other"');
    put(leasePath(key), theirs ?? '');
    clock.beat();
    await new Promise((resolve) => setImmediate(resolve));
    expect(lease.lost.aborted).toBe(true);
    expect(await lease.release()).toBe('lost');
  });

  it('needs no store where the backend has locks of its own', async () => {
    const request = {
      store: null,
      clock: testClock(),
      key,
      holder: holder(17),
      holderState: says('alive'),
      waitSeconds: 0,
    };
    const lease = await acquireLease(request);
    const resumed = await resumeLease(lease.toState(), request);
    expect(await resumed?.release()).toBe('released');
  });

  it.each(['', 'no json', '{}', '{"repository":"a/b"}'])(
    'refuses to guess about a lease that reads %j',
    async (body) => {
      const { store, put } = memoryStore();
      put(leasePath(key), body);
      const request = {
        store,
        clock: testClock(),
        key,
        holder: holder(17),
        holderState: says('dead'),
        waitSeconds: 0,
      };
      await expect(acquireLease(request)).rejects.toThrow(
        /is not a lease .*remove that object, and run again/s,
      );
    },
  );
});

describe('two runners on one stack, 1,000 schedules', () => {
  it('never hold it both, and a dead one is always healed', async () => {
    let adoptions = 0;
    const plan = fc.array(fc.constantFrom('work', 'crash'), { minLength: 1, maxLength: 4 });
    const property = fc.asyncProperty(fc.scheduler(), plan, plan, async (scheduler, one, other) => {
      const { store, objects } = memoryStore((call) => scheduler.schedule(Promise.resolve(), call));
      const crashed = new Set<number>();
      const holding = new Set<number>();
      let runs = 0;
      const clock: Clock = {
        now: () => 0, // time stands still: nobody may rely on it
        sleep: (milliseconds, signal) =>
          milliseconds >= 30_000
            ? new Promise((_, reject) =>
                signal?.addEventListener('abort', () => reject(new Error())),
              )
            : scheduler.schedule(Promise.resolve(), 'sleep').then(() => undefined),
      };
      const runner = async (steps: readonly string[]): Promise<void> => {
        for (const step of steps) {
          const runId = (runs += 1);
          const lease: Lease = await acquireLease({
            store,
            clock,
            key,
            holder: holder(runId),
            holderState: async ({ runId: theirs }) => {
              await scheduler.schedule(Promise.resolve(), 'ask GitHub');
              return crashed.has(theirs ?? 0) ? 'dead' : 'alive';
            },
            waitSeconds: 1,
          });
          if (lease.adopted !== null) adoptions += 1;
          expect([...holding].filter((id) => !crashed.has(id))).toEqual([]);
          holding.add(runId);
          await scheduler.schedule(Promise.resolve(), 'work');
          if (step === 'crash') crashed.add(runId);
          else {
            holding.delete(runId);
            expect(await lease.release()).toBe('released');
          }
        }
      };
      const both = Promise.all([runner(one), runner(other)]);
      await scheduler.waitFor(both);
      const last = await Promise.all([scheduler.waitFor(runner(['work']))]);
      expect(last).toHaveLength(1);
      expect(objects.size).toBe(0);
    });
    await fc.assert(property, { numRuns: 1_000 });
    expect(adoptions).toBeGreaterThan(100);
  });
});
