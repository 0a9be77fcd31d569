import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../expressions/evaluate.ts';
import { expandMatrix } from './matrix.ts';

describe('expandMatrix', () => {
  // The examples of GitHub docs, "Running variations of jobs in a workflow".
  it.each<[string, JsonObject, readonly JsonObject[]]>([
    [
      'crosses all vectors in order',
      { os: ['a', 'b'], n: [1, 2] },
      [
        { os: 'a', n: 1 },
        { os: 'a', n: 2 },
        { os: 'b', n: 1 },
        { os: 'b', n: 2 },
      ],
    ],
    [
      'takes out what exclude names in part',
      { os: ['a', 'b'], n: [1, 2], exclude: [{ os: 'a', n: 1 }, { os: 'b' }] },
      [{ os: 'a', n: 2 }],
    ],
    [
      'adds to fitting combinations and makes others of what fits nowhere',
      {
        fruit: ['apple', 'pear'],
        animal: ['cat', 'dog'],
        include: [
          { color: 'green' },
          { color: 'pink', animal: 'cat' },
          { fruit: 'apple', shape: 'circle' },
          { fruit: 'banana' },
          { fruit: 'banana', animal: 'cat' },
        ],
      },
      [
        { fruit: 'apple', animal: 'cat', color: 'pink', shape: 'circle' },
        { fruit: 'apple', animal: 'dog', color: 'green', shape: 'circle' },
        { fruit: 'pear', animal: 'cat', color: 'pink' },
        { fruit: 'pear', animal: 'dog', color: 'green' },
        { fruit: 'banana' },
        { fruit: 'banana', animal: 'cat' },
      ],
    ],
    [
      'is made of include alone',
      { include: [{ site: 'a' }, { site: 'b' }] },
      [{ site: 'a' }, { site: 'b' }],
    ],
  ])('%s', (_, matrix, expected) => {
    expect(expandMatrix(matrix)).toEqual(expected);
  });

  it.each<[string, JsonObject, string]>([
    ['nothing', { n: [] }, 'does not contain any values'],
    ['a text for a list', { n: 'x' }, '"n" is not a list'],
    ['300 jobs', { a: Array<number>(30).fill(1), b: Array<number>(10).fill(1) }, 'makes 300 jobs'],
  ])('refuses %s', (_, matrix, message) => {
    expect(() => expandMatrix(matrix)).toThrow(message);
  });
});
