import { describe, expect, it } from '@jest/globals';
import { staleEnvironments } from './environments.ts';

const known = { open: new Set([2]), stacks: new Set([3]), now: 0 };

describe('GitHub environments that nobody needs', () => {
  it('are those of no open pull request and no stack', () => {
    const names = ['preview-pr-1', 'preview-pr-2', 'preview-pr-3', 'preview', 'production', 'preview-pr-1x', 'xpreview-pr-4']; // prettier-ignore
    expect(staleEnvironments(names, 'preview-pr-{number}', known)).toEqual({
      stale: [{ name: 'preview-pr-1', number: 1 }],
      left: 0,
    });
  });

  it('are named as the template says, whatever signs it has', () => {
    const names = ['p(shop).7', 'p(a-b).8', 'pXshop).7'];
    const { stale } = staleEnvironments(names, 'p({app}).{number}', known);
    expect(stale.map(({ number }) => number)).toEqual([8, 7]);
  });

  it('take turns when there are very many', () => {
    const names = Array.from({ length: 120 }, (_, index) => `preview-pr-${index + 100}`);
    const seen = [0, 1, 2].flatMap((hour) =>
      staleEnvironments(names, 'preview-pr-{number}', {
        ...known,
        now: hour * 3_600_000,
      }).stale.map(({ name }) => name),
    );
    expect(new Set(seen).size).toBe(120);
  });
});
