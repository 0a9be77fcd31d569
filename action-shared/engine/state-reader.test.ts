import { describe, expect, it } from '@jest/globals';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readStoredStack } from './state-reader.ts';
import { openStateStore } from './state-store.ts';
import type { StateStore } from './stored-objects.ts';

const stack = { project: 'macro-infra-preview', stack: 'shop-pr-42' };
const file = '.pulumi/stacks/macro-infra-preview/shop-pr-42.json';
/** As engine 3.259.0 wrote it. */
const secret = {
  '4dabf18193072939515e22adb298388d': '1b47061264138c4ac30d75fd1eb44270',
  ciphertext: 'v1:WGgC:6dF',
};
const urn = 'urn:pulumi:shop-pr-42::macro-infra-preview::aws:ecs/cluster:Cluster::cluster';
const checkpoint = JSON.stringify({
  version: 3,
  checkpoint: {
    stack: 'organization/macro-infra-preview/shop-pr-42',
    latest: {
      resources: [
        {
          urn: 'urn:pulumi:shop-pr-42::macro-infra-preview::pulumi:pulumi:Stack::x',
          custom: false,
          type: 'pulumi:pulumi:Stack',
          outputs: {
            url: 'https://x',
            nested: { a: 1, s: secret },
            list: [1, secret],
            password: secret,
          },
        },
        { urn: 'urn:x', type: 'aws:iam/role:Role', id: 'r' },
      ],
      pending_operations: [
        {
          resource: { urn, type: 'aws:ecs/cluster:Cluster', inputs: { name: 'c', key: secret } },
          type: 'creating',
        },
      ],
    },
  },
});

async function storeWith(files: Record<string, string | Buffer>): Promise<StateStore> {
  const root = mkdtempSync(join(tmpdir(), 'state-'));
  for (const [key, body] of Object.entries(files)) {
    mkdirSync(dirname(join(root, key)), { recursive: true });
    writeFileSync(join(root, key), body);
  }
  const store = await openStateStore(`file://${root}`, {});
  if (store === null) throw new Error('no store');
  return store;
}

describe('the state of a stack, read without the engine', () => {
  it.each<[string, Record<string, string | Buffer>]>([
    ['plain', { [file]: checkpoint }],
    ['gzip', { [`${file}.gz`]: gzipSync(checkpoint) }],
    ['zstd', { [`${file}.zst`]: zstdCompressSync(checkpoint) }],
  ])('holds outputs and pending operations, secrets left out (%s)', async (_name, files) => {
    const state = await readStoredStack(await storeWith(files), stack);
    expect(state).toEqual({
      snapshot: {
        exists: true,
        outputs: { url: 'https://x', nested: { a: 1 }, list: [1, null] },
        resourceCount: 2,
        pending: [
          {
            urn,
            type: 'aws:ecs/cluster:Cluster',
            operation: 'creating',
            id: null,
            inputs: { name: 'c' },
          },
        ],
      },
      locks: [],
    });
  });

  it('of a stack that is not there says so', async () => {
    const { snapshot } = await readStoredStack(await storeWith({}), stack);
    expect(snapshot).toEqual({ exists: false, outputs: {}, resourceCount: 0, pending: [] });
  });

  it('of a new, empty stack has no resources', async () => {
    const empty = '{"version":3,"checkpoint":{"stack":"x","latest":{"manifest":{}}}}';
    const { snapshot } = await readStoredStack(await storeWith({ [file]: empty }), stack);
    expect(snapshot).toEqual({ exists: true, outputs: {}, resourceCount: 0, pending: [] });
  });

  it('tells who holds the engine’s lock, even when the lock cannot be read', async () => {
    const folder = '.pulumi/locks/organization/macro-infra-preview/shop-pr-42';
    const lock = { pid: 7, username: 'ann', hostname: 'laptop', timestamp: '2026-11-21T10:00:00Z' };
    const files = { [`${folder}/a.json`]: JSON.stringify(lock), [`${folder}/b.json`]: '' };
    const { locks } = await readStoredStack(await storeWith(files), stack);
    expect(locks).toHaveLength(2);
    expect(locks).toContainEqual({
      key: `${folder}/a.json`,
      pid: 7,
      host: 'laptop',
      user: 'ann',
      since: lock.timestamp,
    });
  });

  it.each(['', '{}', '{"version":9,"checkpoint":{}}'])(
    'refuses a checkpoint that reads %j',
    async (body) => {
      const reading = readStoredStack(await storeWith({ [file]: body }), stack);
      await expect(reading).rejects.toThrow(/no checkpoint this version can read/);
    },
  );
});

describe('the store of a file backend', () => {
  it('creates once, replaces and removes only what it has seen, also under 20 writers at once', async () => {
    const store = await storeWith({});
    const created = await Promise.all(
      Array.from({ length: 20 }, (_, one) => store.create('l/x.json', String(one))),
    );
    const versions = created.filter((version) => version !== null);
    expect(versions).toHaveLength(1);
    const version = versions[0] ?? '';
    const replaced = await Promise.all(
      Array.from({ length: 20 }, (_, one) => store.replace('l/x.json', `new ${one}`, version)),
    );
    expect(replaced.filter((one) => one !== null)).toHaveLength(1);
    expect(await store.remove('l/x.json', version)).toBe(false);
    expect(await store.list('l/')).toEqual(['l/x.json']);
    expect(await store.remove('l/x.json', replaced.find((one) => one !== null) ?? '')).toBe(true);
    expect(await store.list('l/')).toEqual([]);
  });

  it('goes on when an earlier process died while it wrote', async () => {
    const store = await storeWith({ 'l/x.json.mutex': '{"pid":999999999,"processStarted":"1"}' });
    expect(await store.create('l/x.json', 'mine')).not.toBeNull();
    expect(await store.list('l/')).toEqual(['l/x.json']);
  });
});
