import { describe, expect, it } from '@jest/globals';
import { expression } from '../files/template.ts';
import type { Json } from './evaluate.ts';
import { evaluate, holds, resolveTexts } from './evaluate.ts';
import { withStatusFunction } from './status-function.ts';

const contexts = {
  github: { event_name: 'push', event: { labels: [{ name: 'a' }, { name: 'preview' }] } },
  inputs: { flag: true, count: 3, text: '' },
  secrets: { Pass: 'x' },
};

describe('evaluate', () => {
  it.each<[string, Json]>([
    ["github.event_name == 'PUSH'", true],
    ["contains(github.event.labels.*.name, 'preview')", true],
    ["inputs.text || 'default'", 'default'],
    ["inputs.flag && 'yes' || 'no'", 'yes'],
    ['secrets.PASS', 'x'],
    ['github.event.nothing.below', null],
    ['fromJSON(\'{"a":[1,2]}\').a[1]', 2],
    ["format('{0}-{1}', inputs.count, inputs.flag)", '3-true'],
    ["needs.x.outputs.y == ''", true],
    ["'it''s ''quoted'''", "it's 'quoted'"],
    ["format('{{\"a\": ''{0}'', \"b\": {{}}}}', inputs.count)", '{"a": \'3\', "b": {}}'],
    ["steps.a.outcome != 'failure'", true],
  ])('%s is %j', (text, expected) => {
    expect(evaluate(text, { contexts })).toEqual(expected);
  });

  it.each(['inputs.count + 1', 'other.thing', 'nope()', "fromJSON('{')"])('refuses %s', (text) => {
    expect(() => evaluate(text, { contexts })).toThrow('cannot be evaluated');
  });

  it('writes values into texts as GitHub does', () => {
    const template = {
      a: expression('inputs.flag'),
      b: null,
      c: 1.5,
      d: expression('github'),
    };
    expect(resolveTexts(template, { contexts })).toEqual({
      a: 'true',
      b: '',
      c: '1.5',
      d: 'Object',
    });
  });
});

describe('conditions', () => {
  it.each([
    ["inputs.x == 'y'", "success() && (inputs.x == 'y')"],
    ['always()', 'always()'],
    ['!cancelled() && inputs.flag', '!cancelled() && inputs.flag'],
    ["inputs.x == 'always()'", "success() && (inputs.x == 'always()')"],
    ['Failure()', 'Failure()'],
  ])('%s is read as %s', (condition, expected) => {
    expect(withStatusFunction(condition)).toBe(expected);
  });

  it.each([
    ['success()', true, false, false, true],
    ['success()', false, true, false, false],
    ['failure()', false, true, false, true],
    ['failure()', false, true, true, false],
    ['cancelled()', true, false, true, true],
    ['always()', false, true, true, true],
    ['!cancelled()', false, true, false, true],
  ])(
    '%s with success %s, failure %s, cancelled %s: %s',
    (text, success, failure, cancelled, expected) => {
      expect(holds(text, { contexts, status: { success, failure, cancelled } })).toBe(expected);
    },
  );
});
