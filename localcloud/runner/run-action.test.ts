import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { trackedProcesses } from './processes.ts';
import { runAction } from './run-action.ts';
import type { RunOptions, RunResult } from './run-action.ts';

let root = '';
beforeAll(() => void (root = mkdtempSync(join(tmpdir(), 'runner-test-'))));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const github = {
  repository: 'acme/shop',
  sha: 'a'.repeat(40),
  runId: 7,
  job: 'deploy',
  eventName: 'pull_request',
  actor: 'ada',
  token: 'ghs_token_of_the_job',
  apiUrl: 'http://127.0.0.1:1',
  serverUrl: 'http://127.0.0.1:2',
};

interface Scenario {
  readonly main: string;
  readonly post?: string;
  readonly postIf?: string;
  readonly inputs?: string;
}

let count = 0;
/** Makes an action of these scripts and runs it. */
async function play(scenario: Scenario, options: Partial<RunOptions> = {}): Promise<RunResult> {
  const actionDir = join(root, `action-${(count += 1)}`);
  mkdirSync(actionDir);
  const prelude = `import { appendFileSync, readFileSync } from 'node:fs'; import { spawn } from 'node:child_process';
    const tell = (file, text) => appendFileSync(process.env['GITHUB_' + file], text + '\\n');\n`;
  writeFileSync(join(actionDir, 'main.mjs'), prelude + scenario.main);
  writeFileSync(join(actionDir, 'post.mjs'), prelude + (scenario.post ?? ''));
  const post = scenario.post === undefined ? '' : '\n  post: post.mjs';
  const postIf = scenario.postIf === undefined ? '' : `\n  post-if: ${scenario.postIf}`;
  writeFileSync(
    join(actionDir, 'action.yml'),
    `name: Sample\n${scenario.inputs ?? 'inputs: {}'}\nruns:\n  using: node24\n  main: main.mjs${post}${postIf}\n`,
  );
  return runAction({ actionDir, github, tempDir: join(actionDir, 'temp'), ...options });
}

describe('inputs and environment', () => {
  const inputs = `inputs:
  url: { required: true }
  times: { default: 3 }
  github-token: { default: '\${{ github.token }}' }`;
  const print = `console.log(JSON.stringify(process.env))`;
  const environmentOf = (result: RunResult): Record<string, string> =>
    JSON.parse(result.rawLog) as Record<string, string>;

  it('hands over given inputs, defaults, and the token where a default names it', async () => {
    const env = environmentOf(await play({ main: print, inputs }, { inputs: { url: 'x y' } }));
    expect(env).toMatchObject({ INPUT_URL: 'x y', INPUT_TIMES: '3' });
    expect(env['INPUT_GITHUB-TOKEN']).toBe(github.token);
  });

  it('passes an unknown input with the warning of GitHub', async () => {
    const result = await play({ main: print, inputs }, { inputs: { url: 'x', utl: 'y' } });
    expect(environmentOf(result)['INPUT_UTL']).toBe('y');
    expect(result.annotations.map(({ message }) => message)).toEqual([
      "Unexpected input(s) 'utl', valid inputs are ['url', 'times', 'github-token']",
    ]);
  });

  it('leaves a missing required input to the action, as GitHub does', async () => {
    const result = await play({ main: print, inputs });
    expect(result.conclusion).toBe('success');
    expect(environmentOf(result)['INPUT_URL']).toBe('');
  });

  it('says which expression of a default it cannot evaluate', async () => {
    const odd = "inputs: { a: { default: '${{ secrets.A }}' } }";
    await expect(play({ main: '', inputs: odd })).rejects.toThrow(
      'cannot evaluate ${{ secrets.A }}',
    );
  });

  it('tells the run, and passes nothing of the own environment but what a machine has', async () => {
    process.env['A_SECRET_OF_THE_DEVELOPER'] = 'x';
    const env = environmentOf(await play({ main: print }, { env: { AWS_REGION: 'eu-west-1' } }));
    delete process.env['A_SECRET_OF_THE_DEVELOPER'];
    expect(env).not.toHaveProperty('A_SECRET_OF_THE_DEVELOPER');
    expect(env).toMatchObject({
      AWS_REGION: 'eu-west-1',
      GITHUB_REPOSITORY: 'acme/shop',
      GITHUB_REPOSITORY_OWNER: 'acme',
      GITHUB_RUN_ID: '7',
      GITHUB_RUN_ATTEMPT: '1',
      GITHUB_ACTIONS: 'true',
      CI: 'true',
    });
    expect(env['PATH']).toBe(process.env['PATH']);
  });

  it('writes the event where GITHUB_EVENT_PATH says', async () => {
    const main = `console.log(readFileSync(process.env.GITHUB_EVENT_PATH, 'utf8'))`;
    const result = await play({ main }, { event: { number: 42 } });
    expect(JSON.parse(result.rawLog)).toEqual({ number: 42 });
  });
});

describe('what an action tells its runner', () => {
  it('reads outputs, state, variables, paths and summary from the files', async () => {
    const main = `tell('OUTPUT', 'url<<END\\nfirst\\n\\nthird\\nEND'); tell('OUTPUT', 'a=b=c');
      tell('STATE', 'lease=7'); tell('ENV', 'STAGE=x'); tell('PATH', '/opt/tool'); tell('STEP_SUMMARY', '# Hi');`;
    const post = `console.log(process.env.STATE_lease, process.env.STAGE, process.env.PATH.split(':')[0]); tell('STEP_SUMMARY', 'bye');`;
    const result = await play({ main, post });
    expect(result.outputs).toEqual({ url: 'first\n\nthird', a: 'b=c' });
    expect(result.state).toEqual({ lease: '7' });
    expect(result.rawLog).toBe('7 x /opt/tool\n');
    expect(result.summary).toBe('# Hi\nbye\n');
  });

  it.each([
    { name: 'a line without value', text: 'nothing', why: "Invalid format 'nothing'" },
    { name: 'an open block', text: 'a<<END\\nb', why: "Matching delimiter not found 'END'" },
    { name: 'a value without name', text: '=b', why: 'Name must not be empty' },
  ])('fails a step whose output file has $name', async ({ text, why }) => {
    const result = await play({ main: `tell('OUTPUT', '${text}')` });
    expect(result.conclusion).toBe('failure');
    expect(result.annotations.at(0)?.message).toContain(why);
  });

  it('makes annotations and groups of workflow commands, and unescapes them', async () => {
    const main = `console.log('::group::A\\n::error title=T%2C x,file=f.ts,line=3::one%0Atwo 100%25\\n  ::warning::w\\n::endgroup::\\n::debug::d')`;
    const result = await play({ main });
    expect(result.annotations).toEqual([
      { level: 'error', message: 'one\ntwo 100%', title: 'T, x', file: 'f.ts', line: 3 },
      { level: 'warning', message: 'w', title: null, file: null, line: null },
    ]);
    expect(result.log).toBe(
      'Run Sample\n##[group]A\n##[error]one\ntwo 100%\n##[warning]w\n##[endgroup]\n',
    );
  });

  it('obeys no commands between stop-commands and its word', async () => {
    const main = `console.log('::stop-commands::word\\n::error::no\\n::word::\\n::error::yes')`;
    const result = await play({ main });
    expect(result.annotations.map(({ message }) => message)).toEqual(['yes']);
    expect(result.log).toContain('::error::no\n');
  });

  it('reads lines that end in \\r too, where a command may hide', async () => {
    const result = await play({ main: `process.stdout.write('text\\r::error::hidden\\n')` });
    expect(result.annotations.map(({ message }) => message)).toEqual(['hidden']);
  });

  it('masks the token, secrets and what add-mask names, in log, annotations and summary', async () => {
    const main = `console.log('::add-mask::line one%0Aline two'); console.log('${github.token} s3cr3t/x line two ' + Buffer.from('s3cr3t/x').toString('base64'));
      console.log('::error::s3cr3t/x'); tell('STEP_SUMMARY', 's3cr3t/x');`;
    const result = await play({ main }, { secrets: ['s3cr3t/x'] });
    expect(result.log).toBe('Run Sample\n*** *** *** ***\n##[error]***\n');
    expect(result.annotations.at(0)?.message).toBe('***');
    expect(result.summary).toBe('***\n');
    expect(result.rawLog).toContain('s3cr3t/x');
  });

  it('refuses a summary of more than 1 MiB as a whole', async () => {
    const result = await play({ main: `tell('STEP_SUMMARY', 'x'.repeat(1100 * 1024))` });
    expect(result.summary).toBe('');
    expect(result.annotations.at(0)?.message).toContain('upload aborted');
  });
});

describe('main and post', () => {
  it.each([
    { main: '', post: '', conclusion: 'success' },
    { main: 'process.exitCode = 3', post: '', conclusion: 'failure' },
    { main: '', post: 'process.exitCode = 1', conclusion: 'failure' },
    { main: 'throw new Error("x")', post: '', conclusion: 'failure' },
  ])('concludes $conclusion for main `$main` and post `$post`', async (scenario) => {
    const result = await play(scenario);
    expect(result.conclusion).toBe(scenario.conclusion);
    expect(result.post).not.toBeNull();
  });

  it.each([
    { postIf: 'always()', main: 'process.exit(1)', ran: true },
    { postIf: 'success()', main: 'process.exit(1)', ran: false },
    { postIf: 'success()', main: '', ran: true },
    { postIf: 'failure()', main: '', ran: false },
    { postIf: 'failure()', main: 'process.exit(1)', ran: true },
    { postIf: 'cancelled()', main: '', ran: false },
  ])('after main `$main` a post with $postIf runs: $ran', async ({ postIf, main, ran }) => {
    const result = await play({ main, post: '', postIf });
    expect(result.post !== null).toBe(ran);
  });

  it('leaves out post when only main is asked for', async () => {
    const result = await play({ main: '', post: '' }, { phases: 'main-only' });
    expect(result.post).toBeNull();
  });
});

/** Runs an action and aborts when it says that it is ready. */
async function playUntilReady(scenario: Scenario, how: 'cancel' | 'kill'): Promise<RunResult> {
  const controller = new AbortController();
  const onLine = (line: string): void => {
    if (line === 'ready') controller.abort();
  };
  return play(scenario, { [how]: controller.signal, onLine });
}

describe('cancellation', () => {
  const patient = `setInterval(() => {}, 1000); console.log('ready');`;

  it('interrupts main, then runs post with what main saved', async () => {
    const result = await playUntilReady(
      {
        main: `process.on('SIGINT', () => { tell('STATE', 'why=interrupted'); process.exit(1); }); ${patient}`,
        post: `console.log(process.env.STATE_why)`,
      },
      'cancel',
    );
    expect(result).toMatchObject({ conclusion: 'cancelled', main: { exitCode: 1, signal: null } });
    expect(result.rawLog).toBe('ready\ninterrupted\n');
    expect(result.post?.exitCode).toBe(0);
  });

  it('ends a main that does not listen by the interrupt itself', async () => {
    const result = await playUntilReady({ main: patient, post: '' }, 'cancel');
    expect(result.main).toMatchObject({ exitCode: null, signal: 'SIGINT' });
    expect(result.post?.exitCode).toBe(0);
  });

  it('terminates, then kills a main that ignores everything, with all below it', async () => {
    const main = `process.on('SIGINT', () => console.log('INT')); process.on('SIGTERM', () => console.log('TERM'));
      spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' }); ${patient}`;
    const result = await playUntilReady({ main, post: `console.log('post')` }, 'cancel');
    expect(result.main.signal).toBe('SIGKILL');
    expect(result.rawLog).toBe('ready\nINT\nTERM\npost\n');
    expect(result.orphans).toEqual([]);
  }, 20_000);

  it('runs no post when the machine is lost, and kills what left the process group', async () => {
    const main = `spawn(process.execPath, ['-e', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' });
      console.log(process.env.RUNNER_TRACKING_ID); ${patient}`;
    const result = await playUntilReady({ main, post: `console.log('post')` }, 'kill');
    expect(result.conclusion).toBe('killed');
    expect(result.post).toBeNull();
    const trackingId = result.rawLog.split('\n')[0] ?? '';
    expect(trackingId).toMatch(/^github_/);
    expect(trackedProcesses(trackingId)).toEqual([]);
  });
});

describe('orphans', () => {
  it('live until post has ended, and are terminated and named then', async () => {
    const main = `const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' });
      child.unref(); tell('STATE', 'pid=' + child.pid);`;
    const post = `process.kill(Number(process.env.STATE_pid), 0); console.log('alive');`;
    const result = await play({ main, post });
    expect(result.conclusion).toBe('success');
    expect(result.rawLog).toBe('alive\n');
    expect(result.orphans).toEqual(['node']);
    expect(result.log).toMatch(/Terminate orphan process: pid \(\d+\) \(node\)\n$/);
  });
});
