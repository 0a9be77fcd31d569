import { COMPUTED, opened, sealed } from './values.ts';
import { type Props, bool, list, map, num, obj, set, str } from './prop.ts';
import { completed, faultsOf } from './check.ts';
import { describe, expect, it } from '@jest/globals';
import { changesOf } from './diff.ts';
import { outputsOf } from './outputs.ts';
import { withIgnored } from './ignore.ts';

const SHAPE = {
  name: str().required().replaces(),
  port: num().between(1, 10).defaultTo(5),
  zone: str().computed(),
  on: bool(),
  hosts: set(str()),
  order: list(str()),
  tags: map(str()),
  check: obj({ path: str().required(), every: num().defaultTo(30) }),
  mode: str().oneOf('a', 'b'),
  arn: str().output(),
};

describe('Check', () => {
  const cases: readonly [string, Props, readonly string[]][] = [
    ['nothing wrong', { name: 'x', port: 3 }, []],
    ['a required property that is missing', {}, ['name']],
    ['a property nobody knows', { name: 'x', nmae: 'y' }, ['nmae']],
    ['an output given as input', { name: 'x', arn: 'y' }, ['arn']],
    ['a number out of its range', { name: 'x', port: 11 }, ['port']],
    [
      'a wrong type deep inside',
      { name: 'x', check: { path: '/', every: 'often' } },
      ['check.every'],
    ],
    ['a value that is not allowed', { name: 'x', mode: 'c' }, ['mode']],
    ['several faults at once', { port: 'x', hosts: 'y' }, ['name', 'port', 'hosts']],
    ['values that are not known yet', { name: COMPUTED, port: COMPUTED, check: COMPUTED }, []],
  ];
  it.each(cases)('finds %s', (_name, inputs, properties) => {
    const found = faultsOf(SHAPE, inputs).map((fault) => fault.property);
    expect(found.toSorted()).toEqual([...properties].toSorted());
  });

  it('fills defaults at every depth and takes numbers given as text', () => {
    expect(completed(SHAPE, { name: 'x', port: '7', check: { path: '/' } })).toEqual({
      name: 'x',
      port: 7,
      check: { path: '/', every: 30 },
    });
  });
});

describe('Diff', () => {
  const state = {
    name: 'x',
    port: 5,
    zone: 'z',
    hosts: ['a', 'b'],
    order: ['a', 'b'],
    on: false,
    tags: {},
  };
  const cases: readonly [string, Props, readonly string[]][] = [
    [
      'nothing where all is the same',
      { name: 'x', port: 5, hosts: ['b', 'a'], order: ['a', 'b'] },
      [],
    ],
    [
      'a list in another order',
      { name: 'x', port: 5, hosts: ['a', 'b'], order: ['b', 'a'] },
      ['order UPDATE'],
    ],
    [
      'a replacing property',
      { name: 'y', port: 5, hosts: ['a', 'b'], order: ['a', 'b'] },
      ['name UPDATE replaces'],
    ],
    [
      'a value that is not known yet',
      { name: 'x', port: COMPUTED, hosts: ['a', 'b'], order: ['a', 'b'] },
      ['port UPDATE'],
    ],
    ['a set that is taken away', { name: 'x', port: 5, order: ['a', 'b'] }, ['hosts DELETE']],
    [
      'a tag that is added',
      { name: 'x', port: 5, hosts: ['a', 'b'], order: ['a', 'b'], tags: { k: 'v' } },
      ['tags.k ADD'],
    ],
  ];
  it.each(cases)('finds %s', (_name, wanted, expected) => {
    const found = changesOf(SHAPE, state, wanted);
    expect(
      found.map((each) => `${each.path} ${each.kind}${each.replaces ? ' replaces' : ''}`),
    ).toEqual(expected);
  });

  it('leaves ignored paths as the state has them', () => {
    const wanted = { port: 6, tags: { a: 'new', b: 'new' } };
    const ignored = withIgnored(wanted, { port: 5, tags: { a: 'old' } }, ['port', 'tags["b"]']);
    expect(ignored).toEqual({ port: 5, tags: { a: 'new' } });
  });
});

describe('outputs', () => {
  it('keep the written order of a set, and show what has really changed', () => {
    const written = { hosts: ['a', 'b'], order: ['a'] };
    expect(outputsOf(SHAPE, written, { hosts: ['b', 'a'], order: ['c'] })).toEqual({
      hosts: ['a', 'b'],
      order: ['c'],
    });
  });

  it('open and seal secrets at any depth', () => {
    expect(opened({ a: [sealed({ b: sealed('c') })] })).toEqual({ a: [{ b: 'c' }] });
  });
});
