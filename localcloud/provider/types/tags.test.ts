import { describe, expect, it } from '@jest/globals';
import { changeTags, tagList, tagsFrom } from './tags.ts';

describe("a resource's tags", () => {
  const recorded = () => {
    const calls: unknown[] = [];
    const call = (verb: string) => (what: unknown) => {
      calls.push([verb, what]);
      return Promise.resolve();
    };
    return { calls, tagging: { untag: call('untag'), tag: call('tag') } };
  };

  it.each([
    ['nothing where they agree', { a: '1' }, { a: '1' }, []],
    ['nothing where there are none', undefined, undefined, []],
    ['only the taking off', { a: '1', b: '2' }, { a: '1' }, [['untag', ['b']]]],
    ['all of them off', { a: '1' }, undefined, [['untag', ['a']]]],
    [
      'only what is new or differs',
      { a: '1', b: '2' },
      { a: '1', b: '3', c: '4' },
      [['tag', { b: '3', c: '4' }]],
    ],
    [
      'first the taking off',
      { a: '1' },
      { b: '2' },
      [
        ['untag', ['a']],
        ['tag', { b: '2' }],
      ],
    ],
  ])('ask for %s', async (_, before, after, expected) => {
    const { calls, tagging } = recorded();
    await changeTags(before, after, tagging);
    expect(calls).toEqual(expected);
  });

  it("are read without AWS's own and written as pairs", () => {
    const answered = [
      { Key: 'Team', Value: 'shop' },
      { Key: 'aws:createdBy', Value: 'x' },
      { Key: 'Bare' },
    ];
    expect(tagsFrom(answered)).toEqual({ Team: 'shop', Bare: '' });
    expect(tagList({ Team: 'shop' })).toEqual([{ Key: 'Team', Value: 'shop' }]);
    expect([tagsFrom(), tagList()]).toEqual([{}, []]);
  });
});
