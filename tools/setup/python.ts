import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { UserError } from '../../action-shared/errors.ts';
import type { SetupDeps } from './deps.ts';
import { pythonPath, REPOSITORY_ROOT } from './locations.ts';

/**
 * The Python environment of the emulator: a private virtual environment named after the hash of
 * tools/requirements.txt. Made under a temporary name and renamed when whole, so that an interrupted
 * set-up is simply made again.
 *
 * @throws UserError when Python 3 with `venv` is missing or the packages cannot be installed.
 */
export function ensurePython(deps: SetupDeps): void {
  const python = pythonPath(deps.env);
  if (existsSync(python)) return;
  const home = dirname(dirname(python));
  const partial = `${home}.partial-${process.pid}`;
  deps.step('Python environment with the AWS emulator (about 20 s, once)', () => {
    mkdirSync(dirname(home), { recursive: true });
    rmSync(partial, { recursive: true, force: true });
    const venv = deps.run('python3', ['-m', 'venv', partial]);
    if (venv.status !== 0) {
      throw new UserError(
        `set-up: Python 3 with venv is missing; the local AWS runs on it. Install python3 and python3-venv. ${venv.output}`,
      );
    }
    const pip = deps.run(`${partial}/bin/python`, [
      ...['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'],
      ...['-r', `${REPOSITORY_ROOT}/tools/requirements.txt`],
    ]);
    if (pip.status !== 0) {
      throw new UserError(`set-up: the Python packages could not be installed: ${pip.output}`);
    }
    if (existsSync(python)) rmSync(partial, { recursive: true, force: true });
    else renameSync(partial, home);
  });
}
