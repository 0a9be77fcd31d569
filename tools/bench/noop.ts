import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { z } from 'zod';
import { createRepository } from '../../localcloud/world/organisation.ts';
import { buildShop, shopAppFile } from '../../localcloud/world/shop.ts';
import { errorMessage } from '../../action-shared/errors.ts';
import { REPOSITORY_ROOT } from '../setup/locations.ts';
import type { Chapter, Figure } from './figures.ts';
import { atMost, informal, median, repeated, shown, timed } from './figures.ts';
import { ensureBase, measured, openPullRequest, openStage } from './stage.ts';

const run = promisify(execFile);

/** quality.md, Speed. */
const AGAINST_BARE = 1.15;
const AGAINST_USUAL = 0.5;

/** The usual job is long and always the same. */
const USUAL_ROUNDS = 2;

/** What the programs import; the usual job installs it. */
const PACKAGES = ['@pulumi/aws', '@pulumi/pulumi', 'typescript', 'yaml', 'zod'];
/** What bare-up.ts is made of, and all that stands beside it, below the repository's root. */
const SOURCES = ['tools/bench/bare-up.ts', 'programs', 'action-shared'];

interface Request {
  readonly file: string;
  readonly env: NodeJS.ProcessEnv;
}

interface UsualJob {
  readonly install: number;
  readonly up: number;
}

/** A deploy with nothing to do against a bare `up` of the same program, and against the usual job. */
export async function noops(rounds: number): Promise<Chapter> {
  const folder = mkdtempSync(join(tmpdir(), 'macro-infra-bench-noop-'));
  const stage = await openStage();
  try {
    const { org } = stage;
    const repository = createRepository(org, 'acme/shop', shopAppFile);
    await ensureBase(org, repository);
    const number = openPullRequest(org, repository, 'Nothing to do');
    const images = await buildShop(org, 'noop');
    const deploy = () =>
      measured(org, { repository, action: 'deploy-preview', inputs: { images }, number });
    const made = await deploy();
    const request = writeRequest(folder, made.job.outputs, { ...process.env, ...stage.cloud.env });
    const bundled = await bundledBareUp();
    // In turns, so that a busy moment of the machine hits both.
    const pairs = await repeated(rounds, async () => ({
      deploy: (await deploy()).seconds,
      bare: await bareUp(bundled, request),
    }));
    return chapter(pairs, await usualJobs(folder, request));
  } finally {
    await stage.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function writeRequest(
  folder: string,
  outputs: Readonly<Record<string, string>>,
  env: NodeJS.ProcessEnv,
): Request {
  const file = join(folder, 'request.json');
  const plan: unknown = JSON.parse(outputs['plan'] ?? 'null');
  const stack = outputs['stack'];
  writeFileSync(file, JSON.stringify({ project: 'macro-infra-preview', stack, plan }));
  return { file, env };
}

/** As light as it can be: one file, as dist/stack-runner is. Its look-ups of TypeScript are never used. */
async function bundledBareUp(): Promise<string> {
  const folder = join(REPOSITORY_ROOT, '.local/bench');
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, 'bare-up.mjs');
  const require =
    "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";
  await build({
    entryPoints: [join(REPOSITORY_ROOT, 'tools/bench/bare-up.ts')],
    outfile,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    external: ['typescript', 'ts-node', '@npmcli/arborist'],
    banner: {
      js: `${require} const __dirname = import.meta.dirname, __filename = import.meta.filename;`,
    },
    logLevel: 'error',
  });
  return outfile;
}

const unchangedSchema = z.object({ same: z.number() }).strict();

/** Seconds of a bare `up`. @throws when it changed something: then the two do not do the same. */
async function bareUp(script: string, { file, env }: Request): Promise<number> {
  const { result, seconds } = await timed(() => run(process.execPath, [script, file], { env }));
  const changes: unknown = JSON.parse(result.stdout.trim().split('\n').at(-1) ?? '');
  if (!unchangedSchema.safeParse(changes).success) {
    throw new Error(`the bare \`up\` was no no-op: ${result.stdout}`);
  }
  return seconds;
}

/** Null with the reason when the packages cannot be had. */
async function usualJobs(folder: string, request: Request): Promise<UsualJob[] | string> {
  const project = join(folder, 'usual');
  for (const source of SOURCES) {
    cpSync(join(REPOSITORY_ROOT, source), join(project, source), { recursive: true });
  }
  writeFileSync(join(project, 'package.json'), JSON.stringify(manifest()));
  const npm = (...args: string[]) =>
    run('npm', [...args, '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: project,
    });
  try {
    await npm('install', '--package-lock-only'); // a repository has its lock file
    await npm('ci'); // and its runner's cache is warm
  } catch (error) {
    return errorMessage(error);
  }
  return repeated(USUAL_ROUNDS, async () => ({
    install: (await timed(() => npm('ci'))).seconds,
    up: await bareUp(join(project, 'tools/bench/bare-up.ts'), request),
  }));
}

const versionsSchema = z.object({
  dependencies: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()),
});

function manifest(): Record<string, unknown> {
  const text = readFileSync(join(REPOSITORY_ROOT, 'package.json'), 'utf8');
  const { dependencies, devDependencies } = versionsSchema.parse(JSON.parse(text));
  const all = { ...devDependencies, ...dependencies };
  const chosen = Object.fromEntries(PACKAGES.map((name) => [name, all[name] ?? '*']));
  return { name: 'usual-job', private: true, type: 'module', dependencies: chosen };
}

function chapter(
  pairs: readonly { readonly deploy: number; readonly bare: number }[],
  usual: readonly UsualJob[] | string,
): Chapter {
  const deploy = median(pairs.map((one) => one.deploy));
  const bare = median(pairs.map((one) => one.bare));
  const ratio = median(pairs.map((one) => one.deploy / one.bare));
  return {
    title: 'A deploy with nothing to do',
    note:
      'deploy-preview as a job (main and post: pull request, lease, images, `up`, rollout, health, comment) against a bare no-op `up` of the same program and stack: ' +
      "Pulumi's Automation API with an inline program, bundled into one file, process start to end. `pulumi up` with a language host would have to load the program from its modules besides.",
    figures: [
      atMost(
        'no-op deploy against a bare no-op `up`',
        ratio,
        AGAINST_BARE,
        ' x',
        `median of ${pairs.length} pairs in turns: ${shown(deploy)} s and ${shown(bare)} s`,
      ),
      usualFigure(deploy, usual),
    ],
  };
}

function usualFigure(deploy: number, usual: readonly UsualJob[] | string): Figure {
  const name = 'no-op deploy against the usual job';
  if (typeof usual === 'string') {
    return informal(
      name,
      'not measured',
      `its packages cannot be installed here: ${usual.slice(0, 200)}`,
    );
  }
  const install = median(usual.map((one) => one.install));
  const up = median(usual.map((one) => one.up));
  const how = `${shown(deploy)} s against \`npm ci\` from a warm cache, ${shown(install)} s, and the same \`up\` from TypeScript sources, ${shown(up)} s; median of ${usual.length}. It neither waits for a rollout, nor checks health, nor comments`;
  return atMost(name, deploy / (install + up), AGAINST_USUAL, ' x', how);
}
