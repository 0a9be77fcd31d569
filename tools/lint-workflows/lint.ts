import { checkCalls } from './checks/calls.ts';
import { checkIgnores } from './checks/ignores.ts';
import { checkJobs, checkSharedGroup } from './checks/jobs.ts';
import { checkPermissions } from './checks/permissions.ts';
import { checkPins } from './checks/pins.ts';
import { checkScripts } from './checks/scripts.ts';
import { understand, type Finding } from './model.ts';
import { Files } from './references.ts';
import { readSource } from './source.ts';

/**
 * Our own checks of workflow and action files, which actionlint and zizmor do not make.
 *
 * @param texts Content of each file by its path from the root of the repository.
 * @param ignoredInSettings Findings that the other linters are told to leave out.
 * @throws Error with file and line when one is no YAML, no workflow or no action.
 */
export function lint(
  texts: Readonly<Record<string, string>>,
  ignoredInSettings = 0,
): readonly Finding[] {
  const files = Object.entries(texts).map(([path, text]) => understand(readSource(path, text)));
  const known = new Files(files);
  const each = files.flatMap((file) => [
    ...checkCalls(file, known),
    ...checkScripts(file),
    ...checkPins(file),
    ...checkPermissions(file, known),
    ...checkJobs(file),
  ]);
  return [...each, ...checkSharedGroup(files), ...checkIgnores(files, ignoredInSettings)];
}
