import { spawn } from 'node:child_process';
import { text as textOf } from 'node:stream/consumers';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { z } from 'zod';
import { localBaseValues } from '../localcloud/world/organisation.ts';
import { buildShop } from '../localcloud/world/shop.ts';
import { previewPlan, STACKS } from '../tools/referee/programs.ts';
import { REPOSITORY_ROOT } from '../tools/setup/locations.ts';
import { E2E_TIMEOUT_MS, useStage } from './support/stage.ts';

jest.setTimeout(E2E_TIMEOUT_MS);

/** Both programs by plain `pulumi up` in their folders, with the variables of `npm run localcloud -- env`. */
const stage = useStage({ base: false });

type Program = keyof typeof STACKS;

/** Stack configurations and all that the repository's folders must not get. */
let folder: string;
let before: Readonly<Record<string, string>>;
/** Resources of each stack, components and providers included. */
const made: Record<Program, number> = { base: 0, preview: 0 };

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'macro-infra-command-line-'));
  before = sources();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Every file of the two folders with its content. */
function sources(): Record<string, string> {
  const files = ['base', 'preview'].flatMap((name) => {
    const program = join(REPOSITORY_ROOT, 'programs', name);
    return readdirSync(program).map((file) => join(program, file));
  });
  return Object.fromEntries(files.map((file) => [file, readFileSync(file, 'utf8')]));
}

/** Not `spawnSync`: the cloud it talks to lives in this process. */
async function pulumi(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
) {
  const child = spawn('pulumi', [...args, '--non-interactive', '--color=never'], {
    cwd,
    env: { ...process.env, ...stage.cloud.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  const [stdout, stderr, status] = await Promise.all([
    textOf(child.stdout),
    textOf(child.stderr),
    ended,
  ]);
  return { status, stdout, text: `${stdout}${stderr}` };
}

function inFolder(program: Program, command: string, ...args: readonly string[]) {
  const stack = ['--stack', STACKS[program], '--config-file', join(folder, `${program}.yaml`)];
  return pulumi(join(REPOSITORY_ROOT, 'programs', program), [
    ...command.split(' '),
    ...stack,
    ...args,
  ]);
}

/** `stack init` writes beside the Pulumi.yaml it finds, whatever `--config-file` says elsewhere. */
function initialised(program: Program) {
  const elsewhere = join(folder, `init-${program}`);
  mkdirSync(elsewhere);
  writeFileSync(join(elsewhere, 'Pulumi.yaml'), `name: macro-infra-${program}\nruntime: nodejs\n`);
  return pulumi(elsewhere, ['stack', 'init', STACKS[program]]);
}

async function outputs(program: Program): Promise<Record<string, unknown>> {
  const { stdout } = await pulumi(join(REPOSITORY_ROOT, 'programs', program), [
    ...['stack', 'output', '--json', '--stack', STACKS[program]],
  ]);
  return z.record(z.string(), z.unknown()).parse(JSON.parse(stdout));
}

/** `    + 36 created` in what the engine says at the end. */
function counted(text: string, what: 'created' | 'unchanged' | 'deleted'): number {
  const last = [...text.matchAll(new RegExp(`^ +[-+]? ?(\\d+) ${what}$`, 'gm'))].at(-1);
  return Number(last?.[1] ?? 0);
}

function setConfig(program: Program, config: Readonly<Record<string, unknown>>): void {
  writeFileSync(join(folder, `${program}.yaml`), JSON.stringify({ config }));
}

describe('the base from the command line', () => {
  it('is made by `pulumi up`, with values of the stack over those of its file', async () => {
    expect((await initialised('base')).text).toContain("Created stack 'dev'");
    const values = { ...localBaseValues(stage.cloud), shards: 2 };
    setConfig('base', { 'macro-infra-base:values': values });
    const set = ['macro-infra-base:values.region', stage.cloud.region];
    expect(await inFolder('base', 'config set --path', ...set)).toMatchObject({ status: 0 });
    const up = await inFolder('base', 'up', '--yes');
    expect(up.status).toBe(0);
    made.base = counted(up.text, 'created');
    expect(made.base).toBeGreaterThanOrEqual(36);
    expect(await outputs('base')).toMatchObject({
      contract: 1,
      region: 'us-east-1',
      domain: 'localhost',
    });
  });

  it('is left alone by the next one', async () => {
    const again = await inFolder('base', 'up', '--yes', '--expect-no-changes');
    expect(again).toMatchObject({ status: 0 });
    expect(counted(again.text, 'unchanged')).toBe(made.base);
  });
});

describe('a preview from the command line', () => {
  it('says in a line what is wrong with its plan, and makes nothing', async () => {
    expect((await initialised('preview')).text).toContain("Created stack 'shop-pr-7'");
    setConfig('preview', { 'macro-infra-preview:plan': { app: 7 } });
    const { status, text } = await inFolder('preview', 'up', '--yes');
    expect(text).toContain("error: The preview's plan is not valid:");
    expect(text).not.toContain('unhandled exception');
    expect(status).not.toBe(0);
  });

  it('is made of the plan in its configuration', async () => {
    const images = await buildShop(stage.org, 'v1');
    const plan = previewPlan(stage.cloud, await outputs('base'), images);
    setConfig('preview', { 'macro-infra-preview:plan': plan });
    const up = await inFolder('preview', 'up', '--yes');
    made.preview = counted(up.text, 'created');
    expect(made.preview).toBeGreaterThanOrEqual(26);
    expect(await outputs('preview')).toMatchObject({ environment: 'pr-7' });
  });

  it('is left alone by the next one', async () => {
    expect(await inFolder('preview', 'up', '--yes', '--expect-no-changes')).toMatchObject({
      status: 0,
    });
  });
});

describe('the stand-in for the language plugin', () => {
  it('gives way to one that is on PATH', async () => {
    const official = join(folder, 'bin');
    mkdirSync(official);
    writeFileSync(join(official, 'pulumi-language-nodejs'), '#!/bin/sh\nexit 3\n');
    chmodSync(join(official, 'pulumi-language-nodejs'), 0o755);
    const env = { PATH: [official, stage.cloud.env['PATH']].join(delimiter) };
    const args = ['preview', '--stack', 'dev', '--config-file', join(folder, 'base.yaml')];
    const { status, text } = await pulumi(join(REPOSITORY_ROOT, 'programs/base'), args, env);
    expect(text).toContain(`${official}/pulumi-language-nodejs`);
    expect(status).not.toBe(0);
  });
});

describe('what was made from the command line', () => {
  it('is destroyed, the preview and then the base', async () => {
    for (const program of ['preview', 'base'] as const) {
      const { text } = await inFolder(program, 'destroy', '--yes');
      expect(counted(text, 'deleted')).toBe(made[program]);
    }
  });

  it('has changed no file of the repository', () => {
    expect(sources()).toEqual(before);
  });
});
