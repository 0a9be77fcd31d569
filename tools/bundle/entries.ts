import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** One bundle: where its compiled entry is, where it goes below `dist/`. */
export interface Entry {
  /** Path of the entry below the folder of compiled sources. */
  readonly source: string;
  /** Folder below `dist/`. */
  readonly folder: string;
}

/** The actions share most of their code: one bundle holds it once, in chunks that are loaded as needed. */
const ACTIONS: Entry = { source: 'actions/main.js', folder: 'actions' };

/** All bundles: the actions' and the stack runner's. */
export const ENTRIES: readonly Entry[] = [
  ACTIONS,
  { source: 'programs/stack-runner/index.js', folder: 'stack-runner' },
];

/** Names of the actions: folders of `actions/` with an entry. */
export function actionNames(root: string): readonly string[] {
  const names = readdirSync(join(root, 'actions')).sort();
  return names.filter((name) => existsSync(join(root, 'actions', name, 'index.ts')));
}

/** Writes the entry of the actions' bundle beside the compiled actions: it starts one of them by name. */
export function writeActionsEntry(root: string, build: string): void {
  const starts = actionNames(root).map(
    (name) => `  '${name}': () => import('./${name}/index.js'),`,
  );
  const code = `const actions = {\n${starts.join('\n')}\n};\nexport const start = (name) => actions[name]();\n`;
  writeFileSync(join(build, ACTIONS.source), code);
}

/** Text of `dist/<action>/index.js`, which `action.yml` names. */
export function startScript(name: string): string {
  return `import { start } from '../${ACTIONS.folder}/index.js';\nawait start('${name}');\n`;
}
