import { describe, expect, it } from '@jest/globals';
import { parseWorkflowFile } from './workflow-file.ts';
import { renderWorkflowPage } from './workflow-page.ts';

const file = `
# Does a thing.
name: Thing
on:
  workflow_call:
    inputs:
      size: { description: How | large, type: number, default: 3 }
      name: { description: Of whom, type: string, required: true }
    secrets:
      key: { description: Opens it, required: false }
    outputs:
      url: { description: Where, value: x }
permissions: {}
jobs:
  make:
    name: Make it
    timeout-minutes: 5
    permissions:
      contents: read # reads the code
    steps: []
  use:
    name: Use it
    needs: make
    uses: org/x/.github/workflows/other.yml@v1
`;

describe('the page of the workflows', () => {
  const parsed = parseWorkflowFile(file, 'thing.yml');
  const page = renderWorkflowPage('# Workflows', parsed === null ? [] : [parsed], () => [
    { path: 'examples/a.yml', text: 'name: A\n' },
  ]);

  it.each([
    ['what it is for', 'Does a thing.'],
    ['an input with its default', '| `size` | number | How \\| large | `3` |'],
    ['an input that is required', '| `name` | string | Of whom | **required** |'],
    ['a secret', '| `key` | Opens it |  |'],
    ['an output', '| `url` | Where |'],
    [
      'a job with the reason of its permission',
      '| Make it; at most 5 minutes | `contents: read`: reads the code |',
    ],
    ['a job that calls', '| `use` | `make` | Use it; calls `other.yml` | none |'],
    ['a caller', '[examples/a.yml](../examples/a.yml):\n\n```yaml\nname: A\n```'],
  ])('tells %s', (_, text) => {
    expect(page).toContain(text);
  });

  it('leaves out what nobody calls', () => {
    expect(parseWorkflowFile('name: ci\non: { push: {} }\njobs: {}', 'ci.yml')).toBeNull();
  });

  it.each([
    ['an input without a description', file.replace('description: Of whom, ', ''), 'name'],
    ['a permission without a reason', file.replace(' # reads the code', ''), 'no reason beside'],
    ['a file without a purpose', file.replace('# Does a thing.\n', ''), 'no comment at its top'],
  ])('is not made of %s', (_, text, message) => {
    expect(() => parseWorkflowFile(text, 'thing.yml')).toThrow(message);
  });
});
