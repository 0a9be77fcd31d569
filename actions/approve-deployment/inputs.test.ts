import { describe, expect, it } from '@jest/globals';
import { parseContext } from '../../action-shared/runner/context.ts';
import { parseInputs } from './inputs.ts';

const SHA = 'c0ffee1'.padEnd(40, '0');
const DEFAULTS: Readonly<Record<string, string>> = {
  'github-token': 't',
  'config-file': '.github/macro-infra.yml',
  environment: 'preview',
  'environment-name': 'preview-pr-{number}',
  'dispatch-workflow': 'preview-fork.yml',
  'timeout-minutes': '60',
  comment: 'true',
};

function parse(
  given: Readonly<Record<string, string>>,
  event = 'pull_request',
  payload: unknown = {},
) {
  const env = {
    GITHUB_REPOSITORY: 'acme/shop',
    GITHUB_SHA: 'f'.repeat(40),
    GITHUB_RUN_ID: '5',
    GITHUB_RUN_ATTEMPT: '2',
    GITHUB_EVENT_NAME: event,
  };
  const all = { ...DEFAULTS, ...given };
  return parseInputs((name) => all[name] ?? '', parseContext(env, payload));
}

const pull = { pull_request: { number: 42, head: { sha: SHA }, base: { ref: 'main' } } };

describe('inputs of approve-deployment', () => {
  it('come from the event where they are not given', () => {
    expect(parse({ mode: 'admit' }, 'pull_request', pull)).toMatchObject({ number: 42, sha: SHA });
    expect(parse({ mode: 'admit' }, 'schedule')).toMatchObject({ number: null, sha: null });
    const gate = parse({ mode: 'gate', sha: SHA, decision: 'ask', 'pr-number': '7' });
    expect(gate).toMatchObject({
      number: 7,
      runId: 5,
      runAttempt: 2,
      approvalToken: null,
      timeoutSeconds: 3600,
    });
  });

  it.each([
    { text: '', is: {} },
    { text: '{"web":"sha256:a"}', is: { web: 'sha256:a' } },
    {
      text: 'web=sha256:a\n\n# those of the fork\n api = r/api@sha256:b\r\n',
      is: { web: 'sha256:a', api: 'r/api@sha256:b' },
    },
  ])('take digests as $text', ({ text, is }) => {
    expect(parse({ mode: 'admit', images: text })).toMatchObject({ images: is });
  });

  it.each([
    { given: {}, names: ['mode'] },
    { given: { mode: 'approve' }, names: ['mode'] },
    { given: { mode: 'confirm' }, names: ['pr-number', 'sha', 'decision'] },
    {
      given: { mode: 'gate', sha: SHA.slice(1), 'pr-number': '0', decision: 'yes' },
      names: ['pr-number', 'sha', 'decision'],
    },
    {
      given: {
        mode: 'gate',
        sha: SHA,
        'pr-number': '1',
        decision: 'ask',
        'timeout-minutes': '351',
      },
      names: ['timeout-minutes'],
    },
    { given: { mode: 'admit', images: '{"web":1}' }, names: ['images'] },
    { given: { mode: 'admit', images: 'web' }, names: ['images'] },
    { given: { mode: 'admit', app: 'My App', base: 'X' }, names: ['app', 'base'] },
    { given: { mode: 'admit', 'environment-name': 'preview' }, names: ['environment-name'] },
    { given: { mode: 'admit', 'dispatch-workflow': '../x' }, names: ['dispatch-workflow'] },
    {
      given: { mode: 'admit', comment: 'perhaps', 'github-token': '' },
      names: ['comment', 'github-token'],
    },
  ])('are refused all at once: $given', ({ given, names }) => {
    for (const name of names) expect(() => parse(given)).toThrow(`\`${name}\`:`);
  });

  it('demand the typed commit of a dispatched run', () => {
    expect(() => parse({ mode: 'admit' }, 'workflow_dispatch')).toThrow(/`sha`[\s\S]*`pr-number`/);
  });
});
