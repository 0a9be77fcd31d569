import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execute } from './job.fixture.ts';

let root = '';
beforeAll(() => void (root = mkdtempSync(join(tmpdir(), 'executor-test-'))));
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('scripts', () => {
  it('hands outputs, variables and folders to later steps and to the job', async () => {
    const { conclusion, outputs, summary } = await execute(root, {
      job: `    outputs: { both: "\${{ steps.one.outputs.word }} \${{ env.FROM }}" }
    steps:
      - id: one
        run: |
          echo "word=hello" >> "$GITHUB_OUTPUT"
          echo "FROM=env" >> "$GITHUB_ENV"
          mkdir -p bin && printf '#!/bin/sh\\necho tool-ran' > bin/tool && chmod +x bin/tool
          echo "$PWD/bin" >> "$GITHUB_PATH"
          echo "# Done" >> "$GITHUB_STEP_SUMMARY"
      - run: test "$FROM" = env && test "$(tool)" = tool-ran
`,
    });
    expect({ conclusion, outputs, summary }).toEqual({
      conclusion: 'success',
      outputs: { both: 'hello env' },
      summary: '# Done\n',
    });
  });

  it('knows the run by contexts and by variables', async () => {
    const { conclusion, log } = await execute(root, {
      top: 'env: { LEVEL: workflow, KEPT: "${{ github.event_name }}" }',
      job: `    env: { LEVEL: job }
    defaults: { run: { shell: bash } }
    steps:
      - run: echo "$LEVEL $KEPT $GITHUB_HEAD_REF $LOCAL_CLOUD \${{ github.event.pull_request.number }} \${{ runner.os }}"
      - run: echo "$LEVEL"; pwd
        env: { LEVEL: "step of \${{ job.workflow_file_path }}" }
        working-directory: \${{ runner.temp }}
`,
    });
    expect(conclusion).toBe('success');
    expect(log).toContain('job pull_request basket yes 42 Linux');
    expect(log).toContain('step of .github/workflows/test.yml');
    expect(log).toContain('shell: bash --noprofile --norc -eo pipefail {0}');
  });

  it('goes on after a failure only where it is told to', async () => {
    const { conclusion, steps, log } = await execute(root, {
      job: `    steps:
      - { name: tolerated, id: a, run: exit 3, continue-on-error: true }
      - { name: says how it was, run: 'echo "\${{ steps.a.outcome }} \${{ steps.a.conclusion }}"' }
      - { name: fails, run: exit 1 }
      - { name: not run, run: echo never }
      - { name: on failure, if: failure(), run: echo cause }
      - { name: always, if: 'always() && true', run: echo last }
`,
    });
    expect(conclusion).toBe('failure');
    expect(steps).toEqual({
      tolerated: 'success',
      'says how it was': 'success',
      fails: 'failure',
      'not run': 'skipped',
      'on failure': 'success',
      always: 'success',
    });
    expect(log).toContain('failure success');
    expect(log).toContain('##[error]Process completed with exit code 3.');
    expect(log).not.toContain('never\n');
  });

  it('masks secrets and the token, and keeps an output back that holds one', async () => {
    const { outputs, log } = await execute(root, {
      job: `    outputs: { clean: "\${{ steps.a.outputs.clean }}", leak: "\${{ steps.a.outputs.leak }}" }
    steps:
      - id: a
        run: |
          echo "\${{ secrets.PASS }} \${{ github.token }} \${{ secrets.pass }}"
          echo "clean=1" >> "$GITHUB_OUTPUT"
          echo "leak=x-\${{ secrets.PASS }}" >> "$GITHUB_OUTPUT"
`,
      request: { secrets: { PASS: 'p4ssw0rd-long' } },
    });
    expect(outputs).toEqual({ clean: '1' });
    expect(log).not.toContain('p4ssw0rd');
    expect(log).not.toContain('ghs_token');
    expect(log).toContain("Skip output 'leak' since it may contain secret.");
  });

  it('ends a step at its time limit', async () => {
    const { conclusion, log } = await execute(root, {
      job: `    steps:
      - { run: 'trap "exit 0" INT; sleep 60 & wait', timeout-minutes: 0.005 }
`,
    });
    expect(conclusion).toBe('failure');
    expect(log).toContain('timed out after 0.005 minutes');
  });

  it('interrupts a cancelled job, and still runs what always runs', async () => {
    const { conclusion, log } = await execute(root, {
      cancelAt: 'now-waiting',
      job: `    steps:
      - run: 'trap "echo interrupted; exit 1" INT; echo now-"waiting"; sleep 60 & wait'
      - run: echo "not-""this"
      - { if: cancelled(), run: 'echo "but-""that"' }
`,
    });
    expect(conclusion).toBe('cancelled');
    expect(log).toContain('interrupted');
    expect(log).toContain('but-that');
    expect(log).not.toContain('not-this');
  });
});

describe('actions', () => {
  const node = (name: string): Readonly<Record<string, string>> => ({
    [`${name}/action.yml`]: `name: ${name}
description: test
inputs: { who: { default: "\${{ github.job }}" }, Two Words: { default: x } }
runs: { using: node24, main: main.js, post: post.js }
`,
    [`${name}/main.js`]: `const fs = require('node:fs');
console.log('main ${name} ' + process.env.INPUT_WHO + ' ' + process.env.INPUT_TWO_WORDS);
fs.appendFileSync(process.env.GITHUB_STATE, 'kept=${name}\\n');
fs.appendFileSync(process.env.GITHUB_OUTPUT, 'said=' + process.env.INPUT_WHO + '\\n');`,
    [`${name}/post.js`]: `console.log('post ' + process.env.STATE_kept);`,
  });

  it('runs main scripts in order and post scripts backwards, with what main kept', async () => {
    const { log, steps } = await execute(root, {
      actions: { ...node('first'), ...node('second') },
      job: `    steps:
      - { uses: org/tools/first@v1, with: { WHO: ada, other: x } }
      - { name: Two, uses: org/tools/second@v1 }
      - run: exit 1
`,
    });
    const said = log.match(/^(main|post) .*$/gm);
    expect(said).toEqual(['main first ada x', 'main second test x', 'post second', 'post first']);
    expect(log).toContain("Unexpected input(s) 'other', valid inputs are ['who', 'Two Words']");
    expect(steps['Post Two']).toBe('success');
  });

  it('runs composite actions with inputs, outputs, conditions and nested actions', async () => {
    const { log, outputs, conclusion } = await execute(root, {
      actions: {
        ...node('inner'),
        'outer/action.yml': `name: outer
description: test
inputs: { greeting: { required: true } }
outputs: { said: { value: "\${{ steps.nested.outputs.said }}" } }
runs:
  using: composite
  steps:
    - { shell: bash, run: 'echo "$GITHUB_ACTION_PATH" | grep -q outer && echo "says \${{ inputs.greeting }}"' }
    - { id: nested, uses: org/tools/inner@v1, with: { who: "\${{ inputs.greeting }}" } }
    - { shell: bash, if: failure(), run: echo never-"this" }
    - { shell: bash, run: 'echo "ADDED=yes" >> "$GITHUB_ENV"' }
`,
      },
      job: `    outputs: { said: "\${{ steps.o.outputs.said }}" }
    steps:
      - { id: o, uses: org/tools/outer@v1, with: { greeting: hello } }
      - run: test "$ADDED" = yes
`,
    });
    expect(conclusion).toBe('success');
    expect(outputs).toEqual({ said: 'hello' });
    expect(log).toContain('says hello');
    expect(log).not.toContain('never-this');
    expect(log).toContain('post inner');
  });

  it('ends a composite action at the time limit of its step', async () => {
    const { log, conclusion } = await execute(root, {
      actions: {
        'slow/action.yml': `name: slow
description: test
runs:
  using: composite
  steps:
    - { shell: bash, run: 'trap "exit 1" INT; sleep 60 & wait' }
    - { shell: bash, if: always(), run: 'echo "too-""late"' }
`,
      },
      job: `    steps: [{ uses: org/tools/slow@v1, timeout-minutes: 0.005 }]\n`,
    });
    expect(conclusion).toBe('failure');
    expect(log).toContain('timed out');
    expect(log).not.toContain('too-late');
  });

  it.each([
    ['someone/else@v1', 'neither this action nor an equivalent'],
    ['./missing', "Can't find 'action.yml'"],
    ['docker://alpine:3', 'does not run on the local runner'],
  ])('fails plainly for %s', async (uses, message) => {
    const { conclusion, log } = await execute(root, { job: `    steps: [{ uses: '${uses}' }]\n` });
    expect(conclusion).toBe('failure');
    expect(log).toContain(message);
    expect(log).toContain(uses.replace('./', '').replace(/@.*/, ''));
  });
});
