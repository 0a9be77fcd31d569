import { chmod, mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build, type BuildOptions } from 'esbuild';
import { REPOSITORY_ROOT, cacheRoot } from '../tools/setup/locations.ts';

/** A program of ours that the engine starts as one of its plugins. */
export interface EnginePlugin {
  readonly kind: 'resource' | 'language';
  /** Name without the kind: `aws`, `nodejs`. */
  readonly name: string;
  /** `x.y.z`, by which the engine finds it. */
  readonly version: string;
  /** Folder in the repository whose `main.ts` is the plugin's entry. */
  readonly sources: string;
}

/** CommonJS modules inside the bundle ask for Node's own by `require`. */
const REQUIRE =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/** Compiled code is kept beside the bundle: half of the start-up is compiling. */
const START = `import { enableCompileCache, flushCompileCache } from 'node:module';
enableCompileCache(new URL('./compiled', import.meta.url).pathname);
await import('./main.mjs');
setTimeout(flushCompileCache, 3000).unref(); // the engine ends its plugins without a word
`;

/**
 * Places a plugin in a PULUMI_HOME, where the engine looks last: one on PATH or beside the engine's own
 * executable is taken before it. The bundle is made once per content and kept in the cache.
 */
export async function installPlugin(pulumiHome: string, plugin: EnginePlugin): Promise<void> {
  const { kind, name, version } = plugin;
  const bundle = await bundled(plugin);
  const folder = join(pulumiHome, 'plugins', `${kind}-${name}-v${version}`);
  await mkdir(folder, { recursive: true });
  const executable = join(folder, `pulumi-${kind}-${name}`);
  const script = [
    '#!/bin/sh',
    `exec '${process.execPath}' --no-warnings '${join(bundle, 'start.mjs')}' "$@"`,
    '',
  ].join('\n');
  await writeFile(`${executable}.new`, script);
  await chmod(`${executable}.new`, 0o755);
  await rename(`${executable}.new`, executable);
}

/** Folder of the bundle of the sources as they are now; made when it is not there yet. */
async function bundled({ kind, name, sources }: EnginePlugin): Promise<string> {
  const from = join(REPOSITORY_ROOT, sources);
  const folder = join(cacheRoot(), `${kind}-${name}`, await sourceHash(from));
  if (existsSync(join(folder, 'start.mjs'))) return folder;
  const partial = `${folder}.${process.pid}`;
  await rm(partial, { recursive: true, force: true });
  await build({ ...OPTIONS, entryPoints: [join(from, 'main.ts')], outdir: partial });
  await writeFile(join(partial, 'start.mjs'), START);
  await rename(partial, folder).catch(async (error: unknown) => {
    await rm(partial, { recursive: true, force: true });
    if (!existsSync(join(folder, 'start.mjs'))) throw error; // another process was first
  });
  return folder;
}

/** Hash of everything the bundle is made from: our sources and the locked modules. */
async function sourceHash(folder: string): Promise<string> {
  const hash = createHash('sha256').update(process.version);
  const names = await readdir(folder, { recursive: true });
  const sources = names.filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  for (const name of sources.toSorted())
    hash.update(name).update(await readFile(join(folder, name)));
  hash.update(await readFile(join(REPOSITORY_ROOT, 'package-lock.json')));
  return hash.digest('hex').slice(0, 16);
}

const OPTIONS: BuildOptions = {
  absWorkingDir: REPOSITORY_ROOT,
  bundle: true,
  splitting: true,
  minify: true,
  format: 'esm',
  platform: 'node',
  mainFields: ['module', 'main'],
  target: 'node24',
  outExtension: { '.js': '.mjs' },
  banner: { js: REQUIRE },
  logLevel: 'error',
};
