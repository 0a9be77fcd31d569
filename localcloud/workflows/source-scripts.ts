import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Scripts } from './files/action-definition.ts';

/**
 * Lets actions run from their sources: a folder laid out as `dist/` is, whose scripts import the
 * sources. Actions look for the stack runner, which is bundled in any case, beside their script.
 *
 * @param folder is emptied
 * @param root repository that holds `actions/` and `dist/stack-runner/`
 */
export function openSourceScripts(
  folder: string,
  root: string,
): (action: string, scripts: Scripts) => Scripts {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  symlinkSync(join(root, 'dist/stack-runner'), join(folder, 'stack-runner'));
  const scriptFor = (action: string): string => {
    const script = join(folder, basename(action), 'index.js');
    if (!existsSync(script)) {
      mkdirSync(join(folder, basename(action)), { recursive: true });
      const source = pathToFileURL(join(action, 'index.ts')).href;
      writeFileSync(script, `await import(${JSON.stringify(source)});\n`);
    }
    return script;
  };
  return (action, scripts) => {
    if (!action.startsWith(join(root, 'actions/'))) return scripts;
    const script = scriptFor(action);
    return { ...scripts, main: script, post: scripts.post === null ? null : script };
  };
}
