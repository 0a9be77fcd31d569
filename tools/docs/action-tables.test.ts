import { describe, expect, it } from '@jest/globals';
import { parseActionFile, renderTables, replaceBetween } from './action-tables.ts';

const file = `
name: Example
description: An example
inputs:
  url: { description: 'Address | of it', required: true }
  wait: { description: Seconds to wait, required: false, default: '30' }
outputs:
  status: { description: What came of it }
`;

describe('the tables of an action', () => {
  it('show every input with its default and escape the column separator', () => {
    expect(renderTables(parseActionFile(file, 'example')).inputs).toBe(
      [
        '| Input | Description | Default |',
        '| --- | --- | --- |',
        '| `url` | Address \\| of it | **required** |',
        '| `wait` | Seconds to wait | `30` |',
      ].join('\n'),
    );
  });

  it('show every output', () => {
    expect(renderTables(parseActionFile(file, 'example')).outputs).toContain(
      '| `status` | What came of it |',
    );
  });

  it('are refused for an input without a description', () => {
    expect(() => parseActionFile(file.replace('Seconds to wait', "''"), 'example')).toThrow(
      /actions\/example\/action\.yml: .*[\s\S]*wait/,
    );
  });

  it('replace only what stands between their markers', () => {
    const page = 'a\n<!-- inputs:start -->\nold\n<!-- inputs:end -->\nb';
    expect(replaceBetween(page, 'inputs', 'new', 'x')).toBe(
      'a\n<!-- inputs:start -->\n\nnew\n\n<!-- inputs:end -->\nb',
    );
  });

  it('say which markers are missing', () => {
    expect(() => replaceBetween('nothing', 'inputs', 'new', 'README.md')).toThrow(
      'README.md: the markers <!-- inputs:start --> and <!-- inputs:end --> are missing.',
    );
  });
});
