import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { minify } from '@swc/core';
import ncc from '@vercel/ncc';
import type { Entry } from './entries.ts';
import { ENTRIES, actionNames, startScript, writeActionsEntry } from './entries.ts';
import { writeResolution } from './resolution.ts';

/** Packages kept out of every bundle, and the file that stands in for them. */
const ABSENT = {
  typescript: './absent.cjs',
  'ts-node': './absent.cjs',
  '@npmcli/arborist': './absent.cjs',
};

/** What ncc emits beside the code that is needed at run time or by the licences. */
const KEPT_ASSETS = /^(?:package\.json|licenses\.txt)$/;

/** Code that is loaded only when it is needed. */
const CHUNK = /^\d+\.index\.js$/;

/** ncc's own minifier takes minutes and leaves unused declarations in; this one takes seconds. */
const MINIFY = {
  compress: { passes: 2 },
  mangle: true,
  module: true,
  ecma: 2022,
  format: { comments: false },
} as const;

/** As ncc writes it beside a bundle of ES modules. */
const ES_MODULES = '{\n  "type": "module"\n}\n';

/** Where TypeScript leaves JavaScript; always the same, because module ids depend on the path. */
const BUILD = '.local/build';

/** Compiles the sources once; types are checked by `npm run types`, not here. */
export function compile(root: string): void {
  rmSync(join(root, BUILD), { recursive: true, force: true });
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const args = [tsc, '-p', 'tsconfig.build.json', '--noCheck'];
  execFileSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  writeActionsEntry(root, join(root, BUILD));
  writeResolution(root, join(root, BUILD));
}

/** Bundles the compiled entries into `dist` (absolute path), and removes what no entry makes. */
export async function bundleAll(root: string, dist: string): Promise<void> {
  const staging = join(root, '.local', `dist-${process.pid}`);
  const before = process.cwd();
  try {
    // ncc reads only there how modules are found.
    process.chdir(join(root, BUILD));
    for (const entry of ENTRIES) await bundle(root, staging, entry);
    for (const name of actionNames(root)) {
      write(join(staging, name, 'index.js'), startScript(name));
      write(join(staging, name, 'package.json'), ES_MODULES);
    }
    const made = readdirSync(staging);
    removeOthers(dist, made);
    for (const folder of made) replaceFolder(join(staging, folder), join(dist, folder));
  } finally {
    process.chdir(before);
    rmSync(staging, { recursive: true, force: true });
  }
}

/** What no entry makes any more. */
function removeOthers(dist: string, made: readonly string[]): void {
  if (!existsSync(dist)) return;
  for (const name of readdirSync(dist)) {
    if (!made.includes(name)) rmSync(join(dist, name), { recursive: true, force: true });
  }
}

/** Puts a finished folder into place: whoever runs the old bundle meanwhile is not left without one. */
function replaceFolder(finished: string, place: string): void {
  mkdirSync(dirname(place), { recursive: true });
  rmSync(place, { recursive: true, force: true });
  cpSync(finished, place, { recursive: true });
}

async function bundle(root: string, dist: string, entry: Entry): Promise<void> {
  const input = join(root, BUILD, entry.source);
  const { code, assets } = await ncc(input, {
    cache: false,
    externals: ABSENT,
    filterAssetBase: root,
    license: 'licenses.txt',
    mainFields: ['module', 'main'],
    minify: false,
    quiet: true,
    sourceMap: false,
    target: 'es2022',
  });
  const folder = join(dist, entry.folder);
  const kept = Object.entries(assets).filter(([name]) => KEPT_ASSETS.test(name));
  for (const [name, { source }] of kept) write(join(folder, name), source);
  const chunks = Object.entries(assets).filter(([name]) => CHUNK.test(name));
  const scripts = [
    ['index.js', code] as const,
    ...chunks.map(([name, { source }]) => [name, String(source)] as const),
  ];
  for (const [name, source] of scripts) {
    const small = await minify(source, MINIFY);
    write(join(folder, name), small.code);
  }
  if (code.includes('./absent.cjs'))
    cpSync(new URL('absent.cjs', import.meta.url), join(folder, 'absent.cjs'));
}

function write(file: string, content: string | Uint8Array): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}
