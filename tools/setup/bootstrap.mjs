#!/usr/bin/env node
/**
 * Entry of `npm test`, `npm run demo`, `npm run bench` and `npm run localcloud` on a machine that may
 * have nothing but Node >= 20. Plain JavaScript, no dependencies: it installs the node modules (which
 * bring Node 24 and TypeScript) when they are missing or older than the lock file, and hands over.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const stampFile = `${root}node_modules/.macro-infra-lock`;
const node24 = `${root}node_modules/node/bin/node`;

const commands = {
  demo: ['python', 'engine', 'localcloud/commands/demo.ts'],
  test: ['python', 'engine', 'tools/test/main.ts'],
  bench: ['python', 'engine', 'tools/bench/main.ts'],
  localcloud: ['python', 'engine', 'localcloud/commands/main.ts'],
  referee: ['python', 'engine', 'tools/referee/main.ts'],
  'lint:workflows': ['tools/lint-workflows/main.ts'],
};

function stop(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function installModules() {
  const lock = createHash('sha256')
    .update(readFileSync(`${root}package-lock.json`))
    .digest('hex');
  const installed = existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : '';
  if (installed === lock && existsSync(node24)) return;
  process.stdout.write('set-up: node modules (npm ci; about a minute, once) ...\n');
  const started = Date.now();
  const npm = spawnSync(
    'npm',
    ['ci', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  if (npm.error)
    stop(`set-up: npm is missing (${npm.error.message}). Install Node.js 20 or newer with npm.`);
  if (npm.status !== 0)
    stop('set-up: `npm ci` failed, see above. Without network it needs a filled npm cache.');
  writeFileSync(stampFile, lock);
  process.stdout.write(`set-up: node modules ready (${seconds(started)} s)\n`);
}

function seconds(since) {
  return ((Date.now() - since) / 1000).toFixed(1);
}

const [name = '', ...args] = process.argv.slice(2);
const command = commands[name];
if (!command)
  stop(`set-up: unknown command "${name}". Known: ${Object.keys(commands).join(', ')}.`);
if (Number(process.versions.node.split('.')[0]) < 20) {
  stop(`set-up: Node ${process.versions.node} is too old. Install Node.js 20 or newer.`);
}
installModules();
const needs = command.slice(0, -1);
const child = spawnSync(node24, ['tools/setup/main.ts', needs.join(','), command.at(-1), ...args], {
  cwd: root,
  stdio: 'inherit',
  env: {
    ...process.env,
    PATH: `${root}node_modules/node/bin:${root}node_modules/.bin:${process.env.PATH}`,
  },
});
process.exit(child.status ?? 1);
