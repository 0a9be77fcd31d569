import { describe, expect, it } from '@jest/globals';
import { readWorkflowFile } from '../files/workflow-file.ts';
import { passesPatterns } from './filter-pattern.ts';
import { isTriggered } from './triggers.ts';

const path = '.github/workflows/test.yml';

function triggered(on: string, over: Partial<Parameters<typeof isTriggered>[2]>): boolean {
  const text = `on: ${on}\njobs: { a: { runs-on: x, steps: [{ run: 'true' }] } }\n`;
  const { file, errors } = readWorkflowFile(path, text);
  if (file === null) throw new Error(errors.join('\n'));
  const facts = { event: 'push', action: null, branch: 'main', workflow: null };
  return isTriggered(path, file.on, { ...facts, changedFiles: () => ['apps/web/a.ts'], ...over });
}

describe('isTriggered', () => {
  const pull = { event: 'pull_request', action: 'opened' };
  it.each<[string, string, Parameters<typeof triggered>[1], boolean]>([
    ['a named event', 'push', {}, true],
    ['another event', '[push, issue_comment]', { event: 'schedule' }, false],
    ['opened without types', 'pull_request', pull, true],
    ['closed without types', 'pull_request', { ...pull, action: 'closed' }, false],
    [
      'labeled with types',
      '{ pull_request: { types: [labeled] } }',
      { ...pull, action: 'labeled' },
      true,
    ],
    ['opened with other types', '{ pull_request: { types: [closed] } }', pull, false],
    [
      'a branch in the list',
      "{ push: { branches: ['release/**'] } }",
      { branch: 'release/1/x' },
      true,
    ],
    [
      'a branch not in the list',
      "{ push: { branches: ['release/*'] } }",
      { branch: 'release/1/x' },
      false,
    ],
    ['an ignored branch', '{ push: { branches-ignore: [main] } }', {}, false],
    ['a branch where only tags count', "{ push: { tags: ['v*'] } }", {}, false],
    ['a path in the list', "{ push: { paths: ['apps/**'] } }", {}, true],
    ['a path taken out again', "{ push: { paths: ['apps/**', '!**.ts'] } }", {}, false],
    ['only ignored paths', "{ push: { paths-ignore: ['apps/**'] } }", {}, false],
    [
      'the file that is meant',
      'workflow_dispatch',
      { event: 'workflow_dispatch', workflow: path },
      true,
    ],
    [
      'another file that is meant',
      'workflow_dispatch',
      { event: 'workflow_dispatch', workflow: 'x' },
      false,
    ],
  ])('%s', (_, on, facts, expected) => {
    expect(triggered(on, facts)).toBe(expected);
  });
});

describe('passesPatterns', () => {
  // GitHub docs, "Workflow syntax", filter pattern cheat sheet.
  it.each([
    ['feature/a', 'feature/*', true],
    ['feature/a/b', 'feature/*', false],
    ['feature/a/b', 'feature/**', true],
    ['main', '**', true],
    ['v2', 'v2*', true],
    ['v1.10.1', 'v[12].[0-9]+.[0-9]+', true],
    ['page.js', '*.jsx?', true],
    ['page.jsx', '*.jsx?', true],
    ['docs/a/b.md', '**/docs/**', true],
    ['a/docs/b.md', 'docs/**', false],
    ['x(1)', 'x(1)', true],
  ])('%s by %s: %s', (name, pattern, expected) => {
    expect(passesPatterns(name, [pattern])).toBe(expected);
  });
});
