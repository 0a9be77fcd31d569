import { describe, expect, it } from '@jest/globals';
import type { StateStore } from './stored-objects.ts';
import { listStacks } from './stack-list.ts';

const address = {
  ...{ project: 'macro-infra-preview', stack: '', backendUrl: 'file:///x' },
  ...{ secretsProvider: 'passphrase', region: 'eu-west-1' },
};

function checkpoint(time: string | null): string {
  const latest = time === null ? null : { manifest: { time }, resources: [] };
  return JSON.stringify({ version: 3, checkpoint: { latest } });
}

function storeOf(objects: Readonly<Record<string, string>>): StateStore {
  const never = (): never => {
    throw new Error('nothing is written');
  };
  return {
    read: (key) => {
      const text = objects[key];
      return Promise.resolve(text === undefined ? null : { body: Buffer.from(text), version: '1' });
    },
    list: (prefix) => Promise.resolve(Object.keys(objects).filter((key) => key.startsWith(prefix))),
    ...{ create: never, replace: never, remove: never },
  };
}

describe('the list of stacks', () => {
  it('has every stack of the project once, with the time of its last write', async () => {
    const folder = '.pulumi/stacks/macro-infra-preview';
    const store = storeOf({
      [`${folder}/shop-pr-2.json`]: checkpoint('2026-11-21T10:00:00Z'),
      [`${folder}/shop-pr-2.json.bak`]: checkpoint('2026-11-20T10:00:00Z'),
      [`${folder}/shop-pr-1.json`]: checkpoint(null),
      [`${folder}/deeper/shop-pr-9.json`]: checkpoint(null),
      '.pulumi/stacks/macro-infra-base/dev.json': checkpoint(null),
    });
    expect(await listStacks(address, store, () => Promise.reject(new Error('unneeded')))).toEqual([
      { stack: 'shop-pr-1', updatedAt: null },
      { stack: 'shop-pr-2', updatedAt: '2026-11-21T10:00:00Z' },
    ]);
  });

  it('comes from the engine where the backend shows no files', async () => {
    const stacks = [{ stack: 'shop-pr-1', updatedAt: null }];
    const runner = {
      request: () => Promise.resolve({ type: 'succeeded', outputs: { stacks } }),
    };
    expect(await listStacks(address, null, (use) => use(runner as never))).toEqual(stacks);
  });
});
