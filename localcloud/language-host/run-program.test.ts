import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { outcomeOf, runProgram, starterArguments, type Program } from './run-program.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'macro-infra-language-host-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const going = new AbortController().signal;

function program(more: Partial<Program> = {}): Program {
  return {
    project: 'macro-infra-preview',
    stack: 'shop-pr-7',
    organization: 'organization',
    rootDirectory: folder,
    pwd: folder,
    entryPoint: 'index.ts',
    args: [],
    dryRun: false,
    parallel: 0,
    monitorAddress: '127.0.0.1:1',
    engineAddress: '127.0.0.1:2',
    config: { 'macro-infra-preview:plan': '{"a":1}' },
    secretKeys: ['macro-infra-preview:key'],
    options: { typescript: false, nodeArguments: [] },
    ...more,
  };
}

/** A copy of @pulumi/pulumi whose starter is the given code. */
function starter(code: string): void {
  const home = join(folder, 'node_modules/@pulumi/pulumi/cmd/run');
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'index.js'), code);
}

describe('the arguments of the starter', () => {
  it('end with the program, its own after it', () => {
    expect(starterArguments(program({ args: ['--fast'] })).slice(-2)).toEqual([
      'index.ts',
      '--fast',
    ]);
  });

  it('say what is only tried, and how much at once', () => {
    const tried = starterArguments(program({ dryRun: true, parallel: 16 }));
    expect(tried).toEqual(expect.arrayContaining(['--dry-run', '--parallel', '16']));
    expect(starterArguments(program())).not.toContain('--dry-run');
  });

  it('leave out what the engine did not say', () => {
    const left = starterArguments(program({ organization: '' }));
    expect(left).not.toContain('--organization');
    expect(left).not.toContain('--parallel');
  });
});

describe('a program', () => {
  it('gets its configuration, and which of it is secret', async () => {
    starter(
      `require('node:fs').writeFileSync('seen.json', JSON.stringify([process.argv.slice(2), process.env]))`,
    );
    expect(await runProgram(program(), { PATH: '/bin' }, going)).toEqual({
      error: '',
      bail: false,
    });
    const [args, env] = JSON.parse(readFileSync(join(folder, 'seen.json'), 'utf8')) as [
      string[],
      Record<string, string>,
    ];
    expect(args).toEqual(starterArguments(program()));
    expect(env).toMatchObject({
      PATH: '/bin',
      PULUMI_CONFIG: '{"macro-infra-preview:plan":"{\\"a\\":1}"}',
      PULUMI_CONFIG_SECRET_KEYS: '["macro-infra-preview:key"]',
      PULUMI_NODEJS_TYPESCRIPT: 'false',
    });
  });

  it('is ended when the engine gives it up', async () => {
    starter('setInterval(() => undefined, 1000)');
    const stop = new AbortController();
    const ended = runProgram(program(), process.env, stop.signal);
    stop.abort();
    expect(await ended).toEqual({ error: 'The program was ended by SIGTERM.', bail: false });
  });

  it('without @pulumi/pulumi is a line that says how to get it', async () => {
    const { error } = await runProgram(program(), process.env, going);
    expect(error).toContain('Run "npm ci"');
  });

  it.each([
    [0, null, { error: '', bail: false }],
    [32, null, { error: '', bail: true }],
    [1, null, { error: 'The program ended with status 1.', bail: false }],
    [null, 'SIGKILL', { error: 'The program was ended by SIGKILL.', bail: false }],
  ] as const)('that ends with status %s, signal %s, is told as %o', (status, signal, outcome) => {
    expect(outcomeOf(status, signal)).toEqual(outcome);
  });
});
