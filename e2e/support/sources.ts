import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REPOSITORY_ROOT } from '../../tools/setup/locations.ts';

let folder: string | undefined;

/**
 * Scripts that run an action from its sources, with a stack runner from its sources beside it. Only for
 * an action that is not bundled yet, or when E2E_SOURCES is set; else its bundle is what is tested.
 */
export function sourceScripts(action: string): { scripts?: { main: string; post: string } } {
  const bundled = existsSync(join(REPOSITORY_ROOT, 'dist', action, 'index.js'));
  if (bundled && process.env['E2E_SOURCES'] === undefined) return {};
  folder ??= mkdtempSync(join(tmpdir(), 'macro-infra-sources-'));
  writeEntry(folder, 'stack-runner', 'programs/stack-runner/index.ts');
  const main = writeEntry(folder, action, `actions/${action}/index.ts`);
  return { scripts: { main, post: main } };
}

function writeEntry(root: string, name: string, source: string): string {
  const file = join(root, name, 'index.mjs');
  mkdirSync(join(root, name), { recursive: true });
  writeFileSync(file, `import '${join(REPOSITORY_ROOT, source)}';\n`);
  // The stack runner is started as index.js.
  writeFileSync(join(root, name, 'index.js'), `import '${join(REPOSITORY_ROOT, source)}';\n`);
  return file;
}
