import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../../action-shared/errors.ts';
import type { SetupDeps } from './deps.ts';
import { EMULATOR_REQUIREMENTS, pythonHome, REPOSITORY_ROOT } from './locations.ts';

/** Python packages in a virtual environment of their own. */
export interface PythonPackages {
  /** What they are, for the progress line. */
  readonly title: string;
  /** What does not work without them. */
  readonly purpose: string;
  /** Requirements file, from the root of the repository. */
  readonly requirements: string;
}

const EMULATOR: PythonPackages = {
  title: 'Python environment with the AWS emulator (about 20 s, once)',
  purpose: 'the local AWS runs on it',
  requirements: EMULATOR_REQUIREMENTS,
};

/**
 * The Python environment of the emulator.
 *
 * @throws UserError when Python 3 with `venv` is missing or the packages cannot be installed.
 */
export function ensurePython(deps: SetupDeps): void {
  ensurePackages(deps, EMULATOR);
}

/**
 * A private virtual environment named after the hash of its requirements file. Made under a temporary
 * name and renamed when whole, so that an interrupted set-up is simply made again.
 *
 * @returns its `bin` folder. Programs in it are started as `python -m name`: their own first lines name
 *   the folder they were installed under.
 * @throws UserError when Python 3 with `venv` is missing or the packages cannot be installed.
 */
export function ensurePackages(deps: SetupDeps, packages: PythonPackages): string {
  const home = pythonHome(packages.requirements, deps.env);
  const bin = join(home, 'bin');
  if (existsSync(join(bin, 'python'))) return bin;
  deps.step(packages.title, () => {
    const partial = `${home}.partial-${process.pid}`;
    mkdirSync(dirname(home), { recursive: true });
    rmSync(partial, { recursive: true, force: true });
    install(deps, packages, partial);
    if (existsSync(join(bin, 'python'))) rmSync(partial, { recursive: true, force: true });
    else renameSync(partial, home);
  });
  return bin;
}

function install(deps: SetupDeps, packages: PythonPackages, folder: string): void {
  const venv = deps.run('python3', ['-m', 'venv', folder]);
  if (venv.status !== 0) {
    throw new UserError(
      `set-up: Python 3 with venv is missing; ${packages.purpose}. Install python3 and python3-venv. ${venv.output}`,
    );
  }
  const pip = deps.run(`${folder}/bin/python`, [
    ...['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'],
    ...['-r', join(REPOSITORY_ROOT, packages.requirements)],
  ]);
  if (pip.status !== 0) {
    throw new UserError(`set-up: the Python packages could not be installed: ${pip.output}`);
  }
}
