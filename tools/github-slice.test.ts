import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { loadDescription } from '../localcloud/github/api/description.ts';
import { operations } from '../localcloud/github/operations.ts';
import { makeSlice, sliceFile } from './github-slice.ts';

describe("the slice of GitHub's description", () => {
  it('is current: made again by `node tools/github-slice.ts` it is the same', async () => {
    expect(await makeSlice()).toBe(await readFile(sliceFile, 'utf8'));
  });

  it('holds every operation that the server answers, and no other', async () => {
    const { operationIds } = await loadDescription();
    expect([...operationIds].sort()).toEqual(Object.keys(operations).sort());
  });
});
