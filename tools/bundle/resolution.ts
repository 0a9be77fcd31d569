import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';

/**
 * Packages whose `exports` give Node their CommonJS build before the ES build: only of the latter a
 * bundler leaves out what is not used.
 */
const ES_BUILDS = ['@aws-sdk/core', '@smithy/core', '@aws-sdk/nested-clients'];

/** What of undici the toolkit names; it uses it behind a proxy only. */
const UNDICI_NAMES = ['ProxyAgent', 'fetch'];

/**
 * Writes how ncc finds modules into the folder it runs in: a `tsconfig.json` with `paths`, which it
 * obeys in packages too. `undici` becomes a module that loads the real one when it is first used,
 * because that alone takes longer than all the rest of an action's start.
 */
export function writeResolution(root: string, build: string): void {
  const modules = relative(build, join(root, 'node_modules'));
  const paths = Object.fromEntries([
    ...ES_BUILDS.flatMap((name) => [
      [name, [`${modules}/${name}/dist-es/index.js`]],
      [`${name}/*`, [`${modules}/${name}/dist-es/submodules/*/index.js`]],
    ]),
    ['undici', ['./late-undici.cjs']],
  ]);
  mkdirSync(build, { recursive: true });
  const options = { compilerOptions: { baseUrl: '.', paths } };
  writeFileSync(join(build, 'tsconfig.json'), JSON.stringify(options));
  writeFileSync(join(build, 'late-undici.cjs'), lateUndici(root, build));
}

function lateUndici(root: string, build: string): string {
  const toolkit = join(root, 'node_modules/@actions/http-client/package.json');
  const real = `./${relative(build, createRequire(toolkit).resolve('undici'))}`;
  const getters = UNDICI_NAMES.map((name) => `get ${name}() { return load().${name}; }`);
  return `const load = () => require(${JSON.stringify(real)});\nmodule.exports = { ${getters.join(', ')} };\n`;
}
