import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/**
 * Packages whose `exports` give Node their CommonJS build before the ES build: only of the latter a
 * bundler leaves out what is not used.
 */
const ES_BUILDS = ['@aws-sdk/core', '@smithy/core', '@aws-sdk/nested-clients'];

/**
 * Writes how ncc finds modules into the folder it runs in: a `tsconfig.json` with `paths`, which it
 * obeys in packages too. For `undici`, which the toolkit brings along for its own way through a proxy,
 * stands `node-fetch.cjs`: half a megabyte a bundle, and more to load than all the rest of a start.
 */
export function writeResolution(root: string, build: string): void {
  const modules = relative(build, join(root, 'node_modules'));
  const paths = Object.fromEntries<readonly string[]>([
    ...ES_BUILDS.flatMap((name): [string, readonly string[]][] => [
      [name, [`${modules}/${name}/dist-es/index.js`]],
      [`${name}/*`, [`${modules}/${name}/dist-es/submodules/*/index.js`]],
    ]),
    ['undici', ['./node-fetch.cjs']] as const,
  ]);
  mkdirSync(build, { recursive: true });
  const options = { compilerOptions: { baseUrl: '.', paths } };
  writeFileSync(join(build, 'tsconfig.json'), JSON.stringify(options));
  copyFileSync(new URL('node-fetch.cjs', import.meta.url), join(build, 'node-fetch.cjs'));
}
