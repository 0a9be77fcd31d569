import { describe, expect, it } from '@jest/globals';
import { logLine } from './logs.ts';

const keep = (text: string): string => text;

const cases: [string, string, string][] = [
  ['plain text', 'listening on 80', 'listening on 80'],
  ['terminal colours', '\u001b[31mred\u001b[0m', 'red'],
  ['a terminal title', '\u001b]0;title\u0007text', 'text'],
  ['carriage returns that hide text', 'secret\rshown', 'secret shown'],
  ['direction overrides', 'a\u202eb\u2066c', 'abc'],
  ['zero-width characters', 'a\u200bb\ufeff', 'ab'],
  ['control characters', 'a\u0000b\u0007c', 'abc'],
  ['tabs', 'a\tb', 'a  b'],
  ['very long lines', 'x'.repeat(600), `${'x'.repeat(500)}…`],
];

describe('a line of a log', () => {
  it.each(cases)('is shown safely with %s', (_name, message, shown) => {
    expect(logLine(message, keep)).toBe(shown);
  });

  it('is masked before it is cut', () => {
    const line = `${'x'.repeat(495)}hunter2-and-more`;
    expect(logLine(line, (text) => text.replaceAll('hunter2', '***'))).toBe(
      `${'x'.repeat(495)}***-a…`,
    );
  });
});
