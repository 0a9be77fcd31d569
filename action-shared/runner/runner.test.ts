import { EventEmitter } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { UserError } from '../errors.ts';
import { parseContext } from './context.ts';
import { plainLines } from './plain-lines.ts';
import { githubRunner } from './runner.ts';
import { fittingSummary } from './summary-size.ts';

let folder = '';
let before: NodeJS.ProcessEnv = {};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'runner-room-'));
  before = { ...process.env };
  // These tests may run in a job themselves.
  for (const name of Object.keys(process.env))
    if (/^(?:GITHUB|RUNNER|INPUT|STATE)_/.test(name)) Reflect.deleteProperty(process.env, name);
});
afterEach(() => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
  for (const name of Object.keys(process.env)) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, before);
  rmSync(folder, { recursive: true, force: true });
});

/** The process as a job's runner starts it, with what it writes caught. */
function host(env: NodeJS.ProcessEnv = {}) {
  Object.assign(process.env, env);
  const fake = new EventEmitter();
  const state = {
    text: '',
    get exitCode() {
      return process.exitCode ?? 0;
    },
  };
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    state.text += String(text);
    return true;
  });
  return { fake, state, send: (signal: string) => fake.emit(signal) };
}

/** An empty file, as the runner makes one for each kind before a step. */
function emptyFile(name: string): string {
  const file = join(folder, name);
  writeFileSync(file, '');
  return file;
}

describe('the log', () => {
  it.each([
    { name: 'a command', text: '::error::x', line: ': :error::x' },
    { name: 'an indented command', text: '  ::add-mask::x', line: '  : :add-mask::x' },
    { name: 'a command after a carriage return', text: 'a\r::error::x', line: 'a\n: :error::x' },
    {
      name: 'a command after a Unicode line end',
      text: 'a\u2028::error::x',
      line: 'a\n: :error::x',
    },
    { name: 'an old command', text: 'a ##[error]x', line: 'a ## [error]x' },
    { name: 'an escape that hides a command', text: '\u001b[2K::error::x', line: ': :error::x' },
    { name: 'a control character before a command', text: '\u0000::error::x', line: ': :error::x' },
    { name: 'three colons', text: ':::error::x', line: ': ::error::x' },
    { name: 'plain text', text: 'a::b, ü 🎉', line: 'a::b, ü 🎉' },
  ])('prints $name as text', ({ text, line }) => {
    const { fake, state } = host();
    githubRunner(fake).info(text);
    expect(state.text).toBe(`${line}\n`);
    expect(plainLines(line)).toBe(line);
  });

  it('escapes messages and titles of annotations', () => {
    const { fake, state } = host();
    githubRunner(fake).error('50%\n::error::x', 'a:b,c');
    expect(state.text).toBe('::error title=a%3Ab%2Cc::50%25%0A::error::x\n');
  });

  it('closes a group when its body fails', async () => {
    const { fake, state } = host();
    const failing = githubRunner(fake).group('A', () => Promise.reject(new Error('x')));
    await expect(failing).rejects.toThrow('x');
    expect(state.text).toBe('::group::A\n::endgroup::\n');
  });
});

describe('secrets', () => {
  it('are registered with the runner, and masked in whatever we write ourselves', async () => {
    const files = {
      GITHUB_OUTPUT: emptyFile('o'),
      GITHUB_STATE: emptyFile('s'),
      GITHUB_STEP_SUMMARY: emptyFile('m'),
    };
    const { fake, state } = host(files);
    const runner = githubRunner(fake);
    runner.setSecret('s3cr3t/of mine');
    expect(state.text.split('\n')).toContain('::add-mask::s3cr3t/of mine');
    state.text = '';
    runner.info('x s3cr3t/of mine');
    runner.warning('s3cr3t%2Fof%20mine', 's3cr3t/of mine');
    runner.setOutput('a', '{"k":"s3cr3t/of mine"}');
    runner.saveState('b', 's3cr3t/of mine');
    await runner.summary('_s3cr3t/of mine_');
    await runner.group('s3cr3t/of mine', () => Promise.resolve());
    runner.fail(new UserError('s3cr3t/of mine'));
    const written =
      state.text +
      Object.values(files)
        .map((file) => readFileSync(file, 'utf8'))
        .join('');
    expect(written).not.toContain('of mine');
    expect(written.match(/\*\*\*/g)).toHaveLength(8);
  });

  it('include the tokens among the inputs from the start', () => {
    const { fake, state } = host({ 'INPUT_GITHUB-TOKEN': 'ghs_1234567890' });
    githubRunner(fake).info('ghs_1234567890');
    expect(state.text.split('\n').slice(-2)).toEqual(['***', '']);
  });
});

describe('secrets of the environment', () => {
  it.each([
    ['PULUMI_CONFIG_PASSPHRASE', 'a passphrase'],
    ['AWS_SECRET_ACCESS_KEY', 'wJalrXUtnFEMI'],
    ['AWS_SESSION_TOKEN', 'FwoGZXIvYXdzE'],
    ['AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE'],
    ['GITHUB_TOKEN', 'ghp_1234567890'],
  ])('are masked from the start: %s', (name, value) => {
    const { fake, state } = host({ [name]: value });
    githubRunner(fake).info(`x ${value}`);
    expect(state.text.split('\n').slice(-2)).toEqual(['x ***', '']);
  });

  it.each([
    ['AWS_ACCESS_KEY_ID', '000000000000'],
    ['PULUMI_CONFIG_PASSPHRASE', 'abc'],
  ])('are none when they protect nothing: %s %s', (name, value) => {
    const { fake, state } = host({ [name]: value });
    githubRunner(fake).info(`x ${value}`);
    expect(state.text).toContain(`x ${value}\n`);
  });
});

describe('outputs and state', () => {
  it('cannot be forged by their values', () => {
    const file = emptyFile('o');
    githubRunner(host({ GITHUB_OUTPUT: file }).fake).setOutput('a', 'x\nEND\nb=c');
    expect(readFileSync(file, 'utf8')).toMatch(
      /^a<<(ghadelimiter_[0-9a-f-]{36})\nx\nEND\nb=c\n\1\n$/,
    );
  });

  it.each(['a=b', 'a\nb', 'a<<b'])('have no name like %j', (name) => {
    const runner = githubRunner(host({ GITHUB_OUTPUT: emptyFile('o') }).fake);
    expect(() => runner.setOutput(name, 'x')).toThrow('cannot be the name');
    expect(() => runner.saveState(name, 'x')).toThrow('cannot be the name');
  });

  it('come back to post', () => {
    const { fake } = host({ STATE_lease: '7' });
    expect(githubRunner(fake).getState('lease')).toBe('7');
    expect(githubRunner(fake).getState('other')).toBe('');
  });

  it('need no runner: in a plain shell nothing is written', () => {
    const { fake, state } = host();
    githubRunner(fake).setOutput('a', 1);
    githubRunner(fake).saveState('a', '1');
    expect(state.text).toBe('');
  });

  it('cuts a summary between characters where GitHub would drop it as a whole', () => {
    const summary = fittingSummary('é'.repeat(600 * 1024));
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(1024 * 1024);
    expect(summary).not.toContain('\ufffd');
    expect(summary).toContain('left out');
  });
});

describe('failure and cancellation', () => {
  it('shows a user error by its message alone', () => {
    const { fake, state } = host();
    githubRunner(fake).fail(new UserError('`urls`: missing.'));
    expect({ ...state }).toEqual({ text: '::error::`urls`: missing.\n', exitCode: 1 });
  });

  it('shows any other error with its causes, and its stack to the debug log only', () => {
    const { fake, state } = host();
    githubRunner(fake).fail(new Error('outer', { cause: new Error('inner') }));
    const [error, debug] = state.text.split('\n');
    expect(error).toMatch(/^::error::Unexpected error: outer: inner\. /);
    expect(debug).toMatch(/^::debug::Error: outer%0A/);
  });

  it.each(['SIGINT', 'SIGTERM'])('aborts at %s, once', (signal) => {
    const { fake, state, send } = host();
    const runner = githubRunner(fake);
    expect(runner.cancelled.aborted).toBe(false);
    send(signal);
    send('SIGTERM');
    expect(runner.cancelled.reason).toEqual(new UserError('The run was cancelled.'));
    expect(state.text).toBe(`Received ${signal}: the run was cancelled.\n`);
  });
});

describe('the context', () => {
  const env = {
    GITHUB_REPOSITORY: 'acme/shop',
    GITHUB_SHA: 'abc',
    GITHUB_RUN_ID: '7',
    GITHUB_RUN_ATTEMPT: '2',
    GITHUB_SERVER_URL: 'https://github.example/',
  };

  it('tells run and pull request', () => {
    const event = {
      action: 'closed',
      pull_request: { number: 42, head: { sha: 'def' }, base: { ref: 'main' } },
    };
    expect(parseContext(env, event)).toMatchObject({
      repository: 'acme/shop',
      runId: 7,
      runAttempt: 2,
      apiUrl: 'https://api.github.com',
      runUrl: 'https://github.example/acme/shop/actions/runs/7/attempts/2',
      eventAction: 'closed',
      prNumber: 42,
      headSha: 'def',
      baseRef: 'main',
    });
  });

  it.each([
    { name: 'a push', event: { ref: 'refs/heads/main' }, prNumber: null },
    {
      name: 'a comment on a pull request',
      event: { issue: { number: 5, pull_request: {} } },
      prNumber: 5,
    },
    { name: 'a comment on an issue', event: { issue: { number: 5 } }, prNumber: null },
    { name: 'no event', event: {}, prNumber: null },
  ])('knows the pull request of $name: $prNumber', ({ event, prNumber }) => {
    expect(parseContext(env, event).prNumber).toBe(prNumber);
  });

  it('names every variable that is missing or wrong', () => {
    expect(() => parseContext({ GITHUB_REPOSITORY: 'x', GITHUB_RUN_ID: 'y' }, {})).toThrow(
      /GITHUB_REPOSITORY \(must be owner\/name\), GITHUB_SHA .*, GITHUB_RUN_ID/,
    );
  });

  it('says which event file cannot be read', () => {
    const file = join(folder, 'event.json');
    writeFileSync(file, '{');
    const runner = githubRunner(host({ ...env, GITHUB_EVENT_PATH: file }).fake);
    expect(() => runner.context).toThrow(`The event file ${file} cannot be read`);
  });
});
