import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** One bundle: where its compiled entry is, where it goes below `dist/`. */
export interface Entry {
  /** Path of the TypeScript source below the repository's root. */
  readonly source: string;
  /** Folder below `dist/`. */
  readonly folder: string;
  /** `index.js` or `post.js`. */
  readonly file: string;
}

/** Every action's main and post, and the stack runner. */
export function bundleEntries(root: string): readonly Entry[] {
  const actions = readdirSync(join(root, 'actions')).sort();
  const candidates = actions.flatMap((action) =>
    ['index', 'post'].map((name) => entry(`actions/${action}/${name}.ts`, action, name)),
  );
  const all = [...candidates, entry('programs/stack-runner/index.ts', 'stack-runner', 'index')];
  return all.filter(({ source }) => existsSync(join(root, source)));
}

function entry(source: string, folder: string, name: string): Entry {
  return { source, folder, file: `${name}.js` };
}
