import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execute } from '../executor/job.fixture.ts';

let root = '';
beforeAll(() => void (root = mkdtempSync(join(tmpdir(), 'equivalents-test-'))));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const ECR = '000000000000.dkr.ecr.us-east-1.amazonaws.com';

describe('actions/checkout', () => {
  it("writes the files of the event's commit, or of the one that is named", async () => {
    const { log, conclusion } = await execute(root, {
      job: `    steps:
      - uses: actions/checkout@v5
      - run: cat README.md; ls
      - { uses: actions/checkout@v5, with: { ref: ${'c'.repeat(40)}, path: there } }
      - run: cat there/README.md
`,
    });
    expect(conclusion).toBe('success');
    expect(log).toContain('merged');
    expect(log).toContain('head');
  });

  it.each([
    ['a commit that is not there', 'ref: nope', {}, "'nope' could not be found"],
    ['a folder outside the workspace', 'path: ../x', {}, 'is not under'],
    ['a job that may not read', 'clean: true', { permissions: {} }, 'lacks "contents: read"'],
  ])('refuses %s', async (_, given, request, message) => {
    const job = `    steps: [{ uses: actions/checkout@v5, with: { ${given} } }]\n`;
    const { log, conclusion } = await execute(root, { job, request });
    expect(conclusion).toBe('failure');
    expect(log).toContain(message);
  });
});

describe('artifacts', () => {
  it('go from job to job by name or pattern, merged or each in its folder', async () => {
    const { log, conclusion } = await execute(root, {
      job: `    steps:
      - run: mkdir -p out/deep && echo one > out/deep/a.txt && echo two > out/b.txt
      - { id: up, uses: actions/upload-artifact@v5, with: { name: part-1, path: out } }
      - { uses: actions/upload-artifact@v5, with: { name: part-2, path: out/*.txt } }
      - { uses: actions/download-artifact@v6, with: { pattern: part-*, path: each } }
      - { uses: actions/download-artifact@v6, with: { pattern: part-*, path: all, merge-multiple: true } }
      - run: cd each && find . -type f | sort && cd ../all && find . -type f | sort
      - run: echo "id \${{ steps.up.outputs.artifact-id }}"
`,
    });
    expect(conclusion).toBe('success');
    expect(log).toContain(
      './part-1/b.txt\n./part-1/deep/a.txt\n./part-2/b.txt\n./b.txt\n./deep/a.txt\n',
    );
    expect(log).toContain('id 11');
  });

  it.each([
    [
      'upload-artifact@v5, with: { path: nothing, if-no-files-found: error }',
      'No files were found',
    ],
    ['download-artifact@v6, with: { name: other }', 'Artifact not found for name: other'],
    ["download-artifact@v6, with: { run-id: '7' }", 'need github-token'],
    ["download-artifact@v6, with: { run-id: '7', github-token: x }", 'lacks "actions: read"'],
  ])('refuse %s', async (uses, message) => {
    const { log, conclusion } = await execute(root, {
      job: `    steps: [{ uses: actions/${uses} }]\n`,
    });
    expect(conclusion).toBe('failure');
    expect(log).toContain(message);
  });
});

describe('images', () => {
  const login = `      - { uses: docker/login-action@v3, with: { registry: ${ECR} } }\n`;
  const build = (push: boolean): string =>
    `      - { id: b, uses: docker/build-push-action@v6, with: { context: images/web, push: ${push}, tags: '${ECR}/shop:pr-1', outputs: 'type=oci,dest=image.tar' } }
      - run: echo "\${{ steps.b.outputs.digest }}"; ls
`;
  const checkout = '      - uses: actions/checkout@v5\n';

  it('are pushed by a job that has signed in', async () => {
    const pushed: unknown[] = [];
    const { log, conclusion } = await execute(root, {
      job: `    env: { AWS_ACCESS_KEY_ID: ASIA1 }\n    steps:\n${checkout}${login}${build(true)}`,
      cloud: {
        pushImage: (_, ...where) => {
          pushed.push(where);
          return Promise.resolve({ digest: `sha256:${'f'.repeat(64)}`, ref: '' });
        },
      },
    });
    expect(conclusion).toBe('success');
    expect(pushed).toEqual([['shop', 'pr-1']]);
    expect(log).toContain(`sha256:${'f'.repeat(64)}`);
  });

  it.each([
    ['without a sign-in', `    steps:\n${checkout}${build(true)}`, 'not signed in'],
    [
      'after a sign-in without credentials',
      `    steps:\n${login}`,
      'no credentials of AWS in this job',
    ],
  ])('are not pushed %s', async (_, job, message) => {
    const { log, conclusion } = await execute(root, { job });
    expect(conclusion).toBe('failure');
    expect(log).toContain(message);
  });

  it('are kept as a layout when they are not pushed', async () => {
    const { log, conclusion } = await execute(root, {
      job: `    steps:\n${checkout}${build(false)}`,
    });
    expect(conclusion).toBe('success');
    expect(log).toContain('image.tar');
    expect(log).toContain(`sha256:${'e'.repeat(64)}`);
  });
});

it('gives no credentials of AWS to a job without an identity', async () => {
  const { log, conclusion } = await execute(root, {
    job: `    steps:
      - uses: aws-actions/configure-aws-credentials@v5
        with: { role-to-assume: 'arn:aws:iam::000000000000:role/x', aws-region: us-east-1 }
`,
  });
  expect(conclusion).toBe('failure');
  expect(log).toContain('unable to get ACTIONS_ID_TOKEN_REQUEST_URL');
});
