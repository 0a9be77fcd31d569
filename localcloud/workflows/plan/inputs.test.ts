import { describe, expect, it } from '@jest/globals';
import type { InputDefinition } from '../files/workflow-file.ts';
import { callInputs, dispatchInputs } from './inputs.ts';

const input = (over: Partial<InputDefinition>): InputDefinition => ({
  type: 'string',
  required: false,
  default: undefined,
  options: [],
  ...over,
});
const scope = { contexts: {} };

describe('callInputs', () => {
  const contract = (inputs: Record<string, InputDefinition>) => ({
    inputs,
    secrets: {},
    outputs: {},
  });

  it('types what is given, and fills in defaults', () => {
    const inputs = {
      text: input({}),
      number: input({ type: 'number', default: 7 }),
      flag: input({ type: 'boolean' }),
    };
    expect(callInputs(contract(inputs), { text: 5, flag: 'true' }, scope)).toEqual({
      text: '5',
      number: 7,
      flag: true,
    });
  });

  it('lists every wrong one', () => {
    const inputs = { n: input({ type: 'number' }), need: input({ required: true }) };
    expect(() => callInputs(contract(inputs), { n: 'x', other: 1 }, scope)).toThrow(
      'Invalid input, other is not defined in the referenced workflow.\nInput n is "x", not a number.\nInput need is required, but not provided while calling.',
    );
  });
});

describe('dispatchInputs', () => {
  it.each<[string, InputDefinition, string | undefined, unknown]>([
    ['a number', input({ type: 'number' }), '42', 42],
    ['no number', input({ type: 'number' }), undefined, 0],
    ['a default', input({ type: 'boolean', default: true }), undefined, true],
    ['a choice', input({ type: 'choice', options: ['a', 'b'] }), 'b', 'b'],
    ['no choice', input({ type: 'choice', options: ['a'] }), undefined, ''],
  ])('takes %s', (_, definition, given, expected) => {
    const inputs = given === undefined ? {} : { it: given };
    expect(dispatchInputs({ it: definition }, inputs)).toEqual({ it: expected });
  });

  it.each<[InputDefinition, Record<string, string>, string]>([
    [input({ required: true }), {}, "Required input 'it' not provided"],
    [input({ type: 'choice', options: ['a', 'b'] }), { it: 'c' }, 'not one of a, b'],
    [input({}), { that: 'x' }, 'Unexpected inputs provided: ["that"]'],
  ])('refuses %j with %j', (definition, given, message) => {
    expect(() => dispatchInputs({ it: definition }, given)).toThrow(message);
  });
});
