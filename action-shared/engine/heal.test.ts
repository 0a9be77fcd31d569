import { describe, expect, it } from '@jest/globals';
import { hostname } from 'node:os';
import { healStack, type HealRequest, type PendingLookup } from './heal.ts';
import type { OperationRequest, StackRunner } from './stack-runner-session.ts';
import type { EngineLock, StackState } from './state-reader.ts';

const address = {
  project: 'macro-infra-preview',
  stack: 'shop-pr-42',
  backendUrl: 'file:///x',
  secretsProvider: 'passphrase',
  region: 'eu-west-1',
};
const lock: EngineLock = {
  key: 'k',
  pid: 999_999_999,
  host: 'runner-1',
  user: 'runner',
  since: '2026-11-21T10:00:00Z',
};

function pending(name: string, operation = 'creating') {
  const type = 'aws:ecs/cluster:Cluster';
  return { urn: `urn:pulumi:s::p::${type}::${name}`, type, operation, id: null, inputs: { name } };
}

function heal(
  more: Partial<HealRequest> & { pendings?: ReturnType<typeof pending>[]; locks?: EngineLock[] },
) {
  const asked: OperationRequest[] = [];
  const runner = {
    request: (operation: OperationRequest) => {
      asked.push(operation);
      return Promise.resolve({
        type: 'succeeded',
        id: '1',
        at: '',
        changes: {},
        outputs: {},
        seconds: 1,
      });
    },
  } as unknown as StackRunner;
  const state: StackState = {
    snapshot: { exists: true, outputs: {}, resourceCount: 1, pending: more.pendings ?? [] },
    locks: more.locks ?? [],
  };
  let now = 0;
  const request: HealRequest = {
    runner,
    address,
    state,
    reread: () => Promise.resolve(state),
    deadHolder: 'run 17 of acme/shop',
    lookup: () => Promise.resolve({ found: 'absent' }),
    clock: { now: () => now, sleep: (milliseconds) => ((now += milliseconds), Promise.resolve()) },
    ...more,
  };
  return { asked, healing: healStack(request) };
}

describe('healing a stack', () => {
  it('does nothing where there is nothing to heal', async () => {
    const { asked, healing } = heal({});
    expect(await healing).toEqual([]);
    expect(asked).toEqual([]);
  });

  it('imports what exists, drops what is absent, and breaks the dead holder’s lock, in one request', async () => {
    const answers: Record<string, PendingLookup> = {
      one: { found: 'exists', id: 'arn:one' },
      two: { found: 'absent' },
    };
    const { asked, healing } = heal({
      pendings: [pending('one'), pending('two'), pending('three', 'updating')],
      locks: [lock],
      lookup: ({ inputs }) =>
        Promise.resolve(answers[String(inputs['name'])] ?? { found: 'unknown', reason: 'x' }),
    });
    expect((await healing).map(({ what, resource }) => `${what}: ${resource}`)).toEqual([
      "engine's lock removed: shop-pr-42",
      'imported into the state: aws:ecs/cluster:Cluster one',
      'interrupted creation dropped: aws:ecs/cluster:Cluster two',
      'interrupted operation dropped: aws:ecs/cluster:Cluster three',
    ]);
    expect(asked).toEqual([
      {
        type: 'heal',
        address,
        breakLock: true,
        import: { [pending('one').urn]: 'arn:one' },
        clear: [pending('two').urn, pending('three').urn],
      },
    ]);
  });

  it('changes nothing and says what to check when a resource’s fate is unknown', async () => {
    const { asked, healing } = heal({
      pendings: [pending('one'), pending('two')],
      lookup: ({ inputs }) =>
        Promise.resolve(
          inputs['name'] === 'one'
            ? { found: 'absent' }
            : { found: 'unknown', reason: 'access denied' },
        ),
    });
    await expect(healing).rejects.toThrow(
      /cannot be told.*Nothing was changed.*Cluster two: access denied.*Check them in AWS/s,
    );
    expect(asked).toEqual([]);
  });

  it('breaks no lock when no dead holder was proven', async () => {
    const { asked, healing } = heal({ locks: [lock], deadHolder: null });
    await expect(healing).rejects.toThrow(
      /lock is held by runner on runner-1 \(process 999999999\)/,
    );
    expect(asked).toEqual([]);
  });

  it('never breaks the lock of an engine that still runs on this host', async () => {
    const living = { ...lock, host: hostname(), pid: process.pid };
    const { asked, healing } = heal({ locks: [living], waitSeconds: 5 });
    await expect(healing).rejects.toThrow(/the engine still works on it/);
    expect(asked).toEqual([]);
  });

  it('waits for a living engine to let go, then needs no breaking', async () => {
    const living = { ...lock, host: hostname(), pid: process.pid };
    const free: StackState = {
      snapshot: { exists: true, outputs: {}, resourceCount: 1, pending: [] },
      locks: [],
    };
    const { asked, healing } = heal({ locks: [living], reread: () => Promise.resolve(free) });
    expect(await healing).toEqual([]);
    expect(asked).toEqual([]);
  });
});
