import { chmod, mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build, type BuildOptions } from 'esbuild';
import { REPOSITORY_ROOT, cacheRoot } from '../../tools/setup/locations.ts';
import { VERSION } from './service.ts';

/** CommonJS modules inside the bundle ask for Node's own by `require`. */
const REQUIRE =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/**
 * Places the plugin in a PULUMI_HOME, so that the engine finds it as `resource-aws` of the version
 * of @pulumi/aws in use. The bundle is made once per content and kept in the cache.
 */
export async function installProvider(pulumiHome: string): Promise<void> {
  const bundle = await bundledProvider();
  const folder = join(pulumiHome, 'plugins', `resource-aws-v${VERSION}`);
  await mkdir(folder, { recursive: true });
  const executable = join(folder, 'pulumi-resource-aws');
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
async function bundledProvider(): Promise<string> {
  const folder = join(cacheRoot(), 'provider', await sourceHash());
  if (existsSync(join(folder, 'start.mjs'))) return folder;
  const partial = `${folder}.${process.pid}`;
  await rm(partial, { recursive: true, force: true });
  await build({ ...OPTIONS, outdir: partial });
  await writeFile(join(partial, 'start.mjs'), START);
  await rename(partial, folder).catch((error: unknown) => {
    if (!existsSync(join(folder, 'start.mjs'))) throw error; // another process was first
  });
  return folder;
}

/** Hash of everything the bundle is made from: our sources and the locked modules. */
async function sourceHash(): Promise<string> {
  const hash = createHash('sha256').update(process.version);
  const names = await readdir(SOURCES, { recursive: true });
  const sources = names.filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  for (const name of sources.toSorted())
    hash.update(name).update(await readFile(join(SOURCES, name)));
  hash.update(await readFile(join(REPOSITORY_ROOT, 'package-lock.json')));
  return hash.digest('hex').slice(0, 16);
}

/** Compiled code is kept beside the bundle: half of the start-up is compiling. */
const START = `import { enableCompileCache, flushCompileCache } from 'node:module';
enableCompileCache(new URL('./compiled', import.meta.url).pathname);
await import('./main.mjs');
setTimeout(flushCompileCache, 3000).unref(); // the engine ends its plugins without a word
`;

const SOURCES = join(REPOSITORY_ROOT, 'localcloud/provider');

const OPTIONS: BuildOptions = {
  entryPoints: [join(SOURCES, 'main.ts')],
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
