import { describe, expect, it } from '@jest/globals';
import { UserError } from '../errors.ts';
import { readInputs } from './inputs.ts';
import type { InputReader } from './inputs.ts';

function read<T extends object>(
  given: Readonly<Record<string, string>>,
  build: (reader: InputReader) => T,
): T {
  return readInputs((name) => given[name] ?? '', build);
}

describe('reading inputs', () => {
  it('gives what was given, trimmed and frozen', () => {
    const inputs = read(
      { a: ' x ', n: '7', f: '0.5', b: 'True', c: 'keep', l: 'one\n\n two ' },
      (r) => ({
        a: r.text('a'),
        n: r.integer('n', { min: 1, max: 9 }),
        none: r.optionalInteger('none', { min: 1, max: 9 }),
        f: r.number('f', { min: 0, max: 1 }),
        b: r.boolean('b'),
        c: r.choice('c', ['keep', 'destroy']),
        l: r.lines('l'),
      }),
    );
    expect(inputs).toEqual({
      a: 'x',
      n: 7,
      none: null,
      f: 0.5,
      b: true,
      c: 'keep',
      l: ['one', 'two'],
    });
    expect(Object.isFrozen(inputs)).toBe(true);
  });

  const bounds = { min: 1, max: 9 };
  it.each<{ name: string; value: string; use: (r: InputReader) => unknown; error: string }>([
    {
      name: 'a missing text',
      value: '',
      use: (r) => r.text('x', { required: true, allowed: 'a name' }),
      error: '`x`: missing; allowed: a name.',
    },
    {
      name: 'a text of another form',
      value: 'A b',
      use: (r) => r.text('x', { pattern: /^a$/, allowed: '`a`' }),
      error: '`x`: found "A b"; allowed: `a`.',
    },
    {
      name: 'a number with letters',
      value: '7s',
      use: (r) => r.integer('x', bounds),
      error: '`x`: found "7s"; allowed: a whole number from 1 to 9.',
    },
    {
      name: 'a fraction',
      value: '1.5',
      use: (r) => r.integer('x', bounds),
      error: '`x`: found "1.5"; allowed: a whole number from 1 to 9.',
    },
    {
      name: 'a number too large',
      value: '10',
      use: (r) => r.integer('x', bounds),
      error: '`x`: found "10"; allowed: a whole number from 1 to 9.',
    },
    {
      name: 'a number too small',
      value: '0',
      use: (r) => r.optionalInteger('x', bounds),
      error: '`x`: found "0"; allowed: a whole number from 1 to 9.',
    },
    {
      name: 'a hexadecimal number',
      value: '0x5',
      use: (r) => r.number('x', bounds),
      error: '`x`: found "0x5"; allowed: a number from 1 to 9.',
    },
    {
      name: 'infinity',
      value: 'Infinity',
      use: (r) => r.number('x', bounds),
      error: '`x`: found "Infinity"; allowed: a number from 1 to 9.',
    },
    {
      name: 'a missing number',
      value: '',
      use: (r) => r.number('x', bounds),
      error: '`x`: missing; allowed: a number from 1 to 9.',
    },
    {
      name: 'yes',
      value: 'yes',
      use: (r) => r.boolean('x'),
      error: '`x`: found "yes"; allowed: `true` or `false`.',
    },
    {
      name: 'tRUE',
      value: 'tRUE',
      use: (r) => r.boolean('x'),
      error: '`x`: found "tRUE"; allowed: `true` or `false`.',
    },
    {
      name: 'another word',
      value: 'Keep',
      use: (r) => r.choice('x', ['keep', 'destroy']),
      error: '`x`: found "Keep"; allowed: `keep`, `destroy`.',
    },
    {
      name: 'no line',
      value: '\n \n',
      use: (r) => r.lines('x', { required: true }),
      error: '`x`: missing; allowed: one or more lines.',
    },
    {
      name: 'a missing secret',
      value: '',
      use: (r) => r.secret('x', { required: true }),
      error: '`x`: missing; allowed: a secret.',
    },
    {
      name: 'what a parser refuses',
      value: '{',
      use: (r) =>
        r.parsed(
          'x',
          () => {
            throw new Error('not JSON');
          },
          'JSON',
          null,
        ),
      error: '`x`: found "{" (not JSON); allowed: JSON.',
    },
    {
      name: 'commands and control characters',
      value: '::error::a\u001b[31m\r\n::add-mask::b',
      use: (r) => r.choice('x', ['a']),
      error: '`x`: found ": :error::a⏎: :add-mask::b"; allowed: `a`.',
    },
  ])('refuses $name', ({ value, use, error }) => {
    expect(() => read({ x: value }, (r) => ({ x: use(r) }))).toThrow(
      new UserError(`Wrong input ${error}`),
    );
  });

  it('lists all wrong inputs in one error', () => {
    const build = (r: InputReader): object => {
      r.integer('a', bounds);
      r.boolean('b');
      r.problem('c', 'later than d', 'earlier');
      return {};
    };
    expect(() => read({ a: 'x', b: 'y' }, build)).toThrow(
      '3 wrong inputs:\n- `a`: found "x"; allowed: a whole number from 1 to 9.\n- `b`: found "y"; allowed: `true` or `false`.\n- `c`: found "later than d"; allowed: earlier.',
    );
  });

  it('repeats at most 80 characters of a wrong value', () => {
    expect(() => read({ x: 'y'.repeat(500) }, (r) => ({ x: r.boolean('x') }))).toThrow(
      `"${'y'.repeat(80)}..."`,
    );
  });
});
