import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REPOSITORY_ROOT } from '../setup/locations.ts';
import { bundleAll, compile } from './bundle.ts';
import { differences, filesBelow } from './differences.ts';

/** quality.md: all of `dist/`. */
const MAX_TOTAL_BYTES = 12 * 1024 * 1024;

const DIST = join(REPOSITORY_ROOT, 'dist');

/**
 * `npm run bundle` builds `dist/`; `-- --check` builds elsewhere and compares byte for byte.
 */
async function main(args: readonly string[]): Promise<void> {
  const check = args.includes('--check');
  const target = check ? mkdtempSync(join(tmpdir(), 'macro-infra-dist-')) : DIST;
  try {
    compile(REPOSITORY_ROOT);
    await bundleAll(REPOSITORY_ROOT, target);
    if (check) assertSame(target);
    printSizes(target);
  } finally {
    if (check) rmSync(target, { recursive: true, force: true });
  }
}

function assertSame(rebuilt: string): void {
  const changed = differences(DIST, rebuilt);
  if (changed.length === 0) {
    console.log('dist/ is what the sources build, byte for byte');
    return;
  }
  process.exitCode = 1;
  const list = changed.map((name) => `  dist/${name}`).join('\n');
  console.error(`dist/ is not what the sources build; run \`npm run bundle\`:\n${list}`);
}

function printSizes(folder: string): void {
  const sizes = filesBelow(folder).map((name) => ({
    name,
    bytes: statSync(join(folder, name)).size,
  }));
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { name, bytes } of sizes.filter((one) => one.name.endsWith('.js')))
    console.log(`${kilobytes(bytes)}  dist/${name}`);
  console.log(`${kilobytes(total)}  dist/ in all`);
  if (total <= MAX_TOTAL_BYTES) return;
  process.exitCode = 1;
  console.error(`dist/ is larger than ${kilobytes(MAX_TOTAL_BYTES).trim()}`);
}

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1024)} kB`.padStart(9);
}

await main(process.argv.slice(2));
