import { describe, expect, it } from '@jest/globals';
import { lint } from './lint.ts';
import { byMajorVersion } from './linters.ts';

const COMMIT = '08c6903cd8c0fde910a37f88322edcfb5dd907a8';

const deploy = `name: Deploy
on:
  workflow_call:
    inputs:
      pr-number: { type: number, required: true }
      app: { type: string, default: '' }
    secrets:
      passphrase: { required: false }
      key: { required: true }
    outputs:
      url: { value: '\${{ jobs.deploy.outputs.url }}' }
permissions: {}
jobs:
  deploy:
    runs-on: ubuntu-24.04
    timeout-minutes: 45
    concurrency:
      group: macro-infra-\${{ inputs.app }}-pr-\${{ inputs.pr-number }}
      cancel-in-progress: false
      queue: max
    permissions:
      contents: read # reads the app's file
      id-token: write # signs in to AWS without a stored key
    outputs:
      url: \${{ steps.go.outputs.url }}
    steps:
      - uses: actions/checkout@${COMMIT} # v5.0.0
      - id: go
        uses: org/macro-infra/actions/deploy-preview@v1
        with:
          images: '{}'
      - env:
          TITLE: \${{ github.event.pull_request.title }}
        run: echo "$TITLE \${{ github.sha }} \${{ steps.go.outcome }}"
`;

const cleanup = `on: pull_request
permissions: {}
jobs:
  cleanup:
    runs-on: ubuntu-24.04
    timeout-minutes: 45
    concurrency:
      group: macro-infra-\${{ inputs.app }}-pr-\${{ inputs.pr-number || github.event.pull_request.number }}
      cancel-in-progress: false
      queue: max
    steps:
      - run: echo "#1"
`;

const caller = `on: pull_request
permissions: {}
jobs:
  preview:
    permissions:
      contents: read # reads the app's file
      id-token: write # signs in to AWS
    uses: org/macro-infra/.github/workflows/deploy.yml@v1
    with: { pr-number: 7 }
    secrets: { key: '\${{ secrets.KEY }}' }
  tell:
    needs: preview
    runs-on: ubuntu-24.04
    timeout-minutes: 1
    steps:
      - run: echo "$URL"
        env: { URL: '\${{ needs.preview.outputs.url }}' }
`;

const action = `name: Deploy
inputs:
  images: { required: true }
  token: { required: true, default: '\${{ github.token }}' }
outputs:
  url: { description: URL }
runs: { using: node24, main: index.js }
`;

const FILES = {
  '.github/workflows/deploy.yml': deploy,
  '.github/workflows/cleanup-preview.yml': cleanup,
  'examples/shop/.github/workflows/preview.yml': caller,
  'actions/deploy-preview/action.yml': action,
};

type Path = keyof typeof FILES;
const [DEPLOY, CLEANUP, CALLER, ACTION] = Object.keys(FILES) as [Path, Path, Path, Path];

/** What is found when one file has another text in one place. */
function found(path: Path, old: string, text: string): readonly string[] {
  const content = FILES[path];
  if (!content.includes(old)) throw new Error(`the sample has no ${old}`);
  const findings = lint({ ...FILES, [path]: content.replace(old, text) });
  return findings.map((one) => `${one.path.split('/').at(-1) ?? ''}:${one.line}: ${one.message}`);
}

it('has nothing to say of files that are as they should be', () => {
  expect(lint(FILES)).toEqual([]);
});

describe('a call', () => {
  it.each([
    [DEPLOY, "images: '{}'", "image: '{}'", /31: .*has no input "image"/],
    [DEPLOY, "images: '{}'", "token: '{}'", /requires the input "images"/],
    [DEPLOY, 'deploy-preview@v1', 'deploy-all@v1', /deploy-all@v1 is not in this repository/],
    [CALLER, '{ pr-number: 7 }', '{ pr-number: 7, number: 7 }', /9: .*has no input "number"/],
    [CALLER, '{ pr-number: 7 }', '{}', /requires the input "pr-number"/],
    [CALLER, "{ key: '", "{ password: '", /has no secret "password"/],
    [CALLER, "{ key: '", "{ password: '", /requires the secret "key"/],
    [CALLER, "secrets: { key: '${{ secrets.KEY }}' }", 'secrets: inherit', /every secret/],
    [CALLER, 'workflows/deploy.yml', 'workflows/cleanup-preview.yml', /cannot be called/],
    [CALLER, 'outputs.url', 'outputs.address', /has no output "address"/],
    [DEPLOY, 'steps.go.outputs.url', 'steps.go.outputs.link', /25: .*has no output "link"/],
  ] as const)('of %s with %j as %j is found out', (path, old, text, message) => {
    expect(found(path, old, text)).toContainEqual(expect.stringMatching(message));
  });

  it('may leave out what has a default', () => {
    expect(
      found(ACTION, 'images: { required: true }', "images: { required: true, default: '' }"),
    ).toEqual([]);
  });
});

describe('a script', () => {
  it.each([
    'github.event.pull_request.title',
    'github.head_ref',
    'github.ref_name',
    'github.actor',
    'inputs.app',
    'env.TITLE',
    'matrix.service',
    'steps.go.outputs.url',
    'needs.plan.outputs.plan',
    'secrets.key',
    "format('{0}', github.sha)",
    'github.sha || github.head_ref',
    'toJSON(github)',
  ])('that is made with ${{ %s }} is found out', (inside) => {
    const findings = found(DEPLOY, '${{ github.sha }}', `\${{ ${inside} }}`);
    expect(findings).toEqual([expect.stringContaining('hand it over by `env`')]);
  });

  it('of an action that runs code is looked at too', () => {
    const step = `- uses: actions/github-script@${COMMIT} # v8.0.0
        with: { script: "core.info('\${{ github.head_ref }}')" }`;
    const findings = found(CLEANUP, '- run: echo "#1"', step);
    expect(findings).toEqual([expect.stringContaining('${{ github.head_ref }}')]);
  });

  it.each([
    'echo "A=$B" >> "$GITHUB_ENV"',
    'echo x >> $GITHUB_PATH',
    'echo "::set-output name=a::b"',
  ])('that changes later steps (%s) is found out', (run) => {
    const findings = found(CLEANUP, 'echo "#1"', run);
    expect(findings).toEqual([expect.stringContaining('use an output')]);
  });
});

describe('a pin', () => {
  it.each([
    [`${COMMIT} # v5.0.0`, 'v5', /not pinned by commit/],
    [`${COMMIT} # v5.0.0`, `${COMMIT.slice(0, 12)} # v5.0.0`, /not pinned by commit/],
    [` # v5.0.0`, '', /version is missing/],
    [` # v5.0.0`, ' # the newest', /version is missing/],
    ['deploy-preview@v1', 'deploy-preview@main', /not named at @v1/],
    [`actions/checkout@${COMMIT} # v5.0.0`, 'docker://alpine:3.20', /not pinned by digest/],
  ])('%j -> %j is found out', (old, text, message) => {
    expect(found(DEPLOY, old, text)).toEqual([expect.stringMatching(message)]);
  });
});

describe('a permission', () => {
  it.each([
    [DEPLOY, 'permissions: {}\n', '', /`permissions: {}` is missing/],
    [DEPLOY, 'permissions: {}', 'permissions: { contents: read }', /`permissions: {}` is missing/],
    [DEPLOY, " # reads the app's file", '', /22: contents: read .* has no reason/],
    [CALLER, '      id-token: write # signs in to AWS\n', '', /asks for id-token: write/],
    [CALLER, 'id-token: write', 'id-token: read', /asks for id-token: write/],
    [CALLER, 'contents: read', 'contents: write', /contents: write, which .* does not ask for/],
    [CALLER, 'contents: read', 'issues: read', /issues: read, which .* does not ask for/],
  ] as const)('in %s: %j -> %j is found out', (path, old, text, message) => {
    expect(found(path, old, text)).toContainEqual(expect.stringMatching(message));
  });

  it('for everything at once is found out', () => {
    const findings = found(CLEANUP, '    steps:', '    permissions: write-all\n    steps:');
    expect(findings).toEqual([expect.stringContaining('"write-all": name each right')]);
  });
});

describe('a job', () => {
  it.each([
    [DEPLOY, '    timeout-minutes: 45\n', '', /14: job deploy has no timeout-minutes/],
    [DEPLOY, '      queue: max\n', '', /needs queue: max/],
    [
      DEPLOY,
      'cancel-in-progress: false',
      'cancel-in-progress: true',
      /needs cancel-in-progress: false/,
    ],
    [CLEANUP, 'group: macro-infra-', 'group: macro-', /is not the one of/],
    [CLEANUP, '-pr-${{ inputs', '-${{ inputs', /no concurrency group that ends with the number/],
    [CLEANUP, 'on: pull_request', 'on: pull_request_target', /runs others' code/],
  ] as const)('in %s: %j -> %j is found out', (path, old, text, message) => {
    expect(found(path, old, text)).toEqual([expect.stringMatching(message)]);
  });
});

describe('an ignored finding', () => {
  const ignoring = (comments: readonly string[]) => ({
    ...FILES,
    [CLEANUP]: `${comments.map((one) => `# ${one}\n`).join('')}${cleanup}`,
  });

  it('needs its rule and a reason', () => {
    expect(lint(ignoring(['zizmor: ignore[template-injection]']))).toHaveLength(1);
    expect(lint(ignoring(['zizmor: ignore because']))).toHaveLength(1);
    expect(lint(ignoring(['zizmor: ignore[template-injection] a number only']))).toEqual([]);
  });

  it('is one of two at most, those in settings counted', () => {
    const two = ignoring(Array<string>(2).fill('zizmor: ignore[template-injection] a number only'));
    expect(lint(two)).toEqual([]);
    expect(lint(two, 1)).toHaveLength(1);
  });
});

describe('a file that is not what it should be', () => {
  it('is told with its line', () => {
    expect(() => lint({ 'a.yml': 'jobs:\n  - a\n  b: c\n' })).toThrow(/^a\.yml:3: /);
    expect(() => lint({ 'a.yml': 'on: push\njobs: { a: { steps: 7 } }\n' })).toThrow(
      /^a\.yml:2: jobs\.a\.steps: /,
    );
  });
});

it('shows actionlint the major version of what is pinned by commit', () => {
  expect(byMajorVersion(`- uses: actions/checkout@${COMMIT} # v5.0.0`)).toBe(
    '- uses: actions/checkout@v5 # v5.0.0',
  );
  expect(byMajorVersion(`- uses: acme/tool@${COMMIT}`)).toBe(`- uses: acme/tool@${COMMIT}`);
});
