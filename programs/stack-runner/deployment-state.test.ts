import { describe, expect, it } from '@jest/globals';
import { healedState, snapshotOf } from './deployment-state.ts';

const secret = {
  '4dabf18193072939515e22adb298388d': '1b47061264138c4ac30d75fd1eb44270',
  ciphertext: 'x',
};
const urn = (name: string) => `urn:pulumi:s::p::aws:ecs/cluster:Cluster::${name}`;
const type = 'aws:ecs/cluster:Cluster';
const pending = (name: string, operation: string) => ({
  type: operation,
  resource: { urn: urn(name), type, custom: true, inputs: { name, password: secret } },
});

const state = {
  version: 3,
  deployment: {
    manifest: { time: 'kept' },
    resources: [
      {
        urn: 'urn:stack',
        type: 'pulumi:pulumi:Stack',
        custom: false,
        outputs: { url: 'https://x', key: secret },
      },
      { urn: 'urn:provider', type: 'pulumi:providers:aws', custom: true, id: 'p' },
      { urn: urn('a'), type, custom: true, id: 'arn:a' },
    ],
    pending_operations: [
      pending('b', 'creating'),
      pending('c', 'creating'),
      pending('d', 'updating'),
    ],
  },
};

describe('snapshotOf', () => {
  it('tells of a stack that is not there', () => {
    expect(snapshotOf(null)).toEqual({ exists: false, outputs: {}, resourceCount: 0, pending: [] });
  });
  it('counts resources of the cloud and leaves secrets out everywhere', () => {
    const snapshot = snapshotOf(state);
    expect(snapshot).toMatchObject({
      exists: true,
      outputs: { url: 'https://x' },
      resourceCount: 1,
    });
    expect(snapshot.pending[0]).toEqual({
      urn: urn('b'),
      type,
      operation: 'creating',
      id: null,
      inputs: { name: 'b', password: '[secret]' },
    });
    expect(JSON.stringify(snapshot)).not.toContain('ciphertext');
  });
  it('takes a stack that never had an update', () => {
    expect(snapshotOf({ version: 3, deployment: null })).toMatchObject({
      exists: true,
      pending: [],
    });
  });
});

const withPending = (name: string, operation: string) => ({
  ...state,
  deployment: { ...state.deployment, pending_operations: [pending(name, operation)] },
});

describe('healedState', () => {
  it('imports what exists, drops what is absent, keeps what is unknown', () => {
    const healed = healedState(state, { import: { [urn('b')]: 'arn:b' }, clear: [urn('c')] });
    expect(healed?.deployment?.resources?.at(-1)).toMatchObject({ urn: urn('b'), id: 'arn:b' });
    expect(healed?.deployment?.resources).toHaveLength(4);
    expect(healed?.deployment?.pending_operations).toEqual([pending('d', 'updating')]);
    expect(healed).toMatchObject({ deployment: { manifest: { time: 'kept' } } });
  });
  it('puts a replacement before the old resource, which is left to be deleted', () => {
    const replacing = withPending('a', 'creating');
    const healed = healedState(replacing, { import: { [urn('a')]: 'arn:new' }, clear: [] });
    expect(healed?.deployment?.resources?.slice(-2)).toMatchObject([
      { urn: urn('a'), id: 'arn:new' },
      { urn: urn('a'), id: 'arn:a', delete: true },
    ]);
  });
  it('takes a replacement found under the id of the old resource for one never made', () => {
    const replacing = withPending('a', 'creating');
    const healed = healedState(replacing, { import: { [urn('a')]: 'arn:a' }, clear: [] });
    expect(healed?.deployment).toMatchObject({ ...state.deployment, pending_operations: [] });
  });
  it('never imports over a resource that was only being updated', () => {
    const healed = healedState(state, { import: { [urn('d')]: 'arn:d' }, clear: [] });
    expect(healed).toBeNull();
  });
  it('writes nothing when nothing of it is pending', () => {
    expect(healedState(state, { import: {}, clear: ['urn:other'] })).toBeNull();
  });
});
