import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { REPOSITORY_ROOT } from '../setup/locations.ts';
import type { SetupDeps } from '../setup/deps.ts';
import { ensureGoTool } from '../setup/go-tools.ts';
import { ensurePackages } from '../setup/python.ts';

export type Verdict =
  | { readonly state: 'ok' }
  | { readonly state: 'findings'; readonly text: string }
  | { readonly state: 'skipped'; readonly reason: string };

/**
 * What actionlint reports and we leave out: `queue` of a concurrency group is newer than its 1.7.12
 * (checks/jobs.ts demands `queue: max` instead).
 */
export const ACTIONLINT_IGNORES = ['unexpected key "queue" for "concurrency" section'] as const;

/** zizmor's settings: our own actions are named by release, all others by commit. */
const ZIZMOR_SETTINGS = '.github/zizmor.yml';

/**
 * actionlint on workflows, without the linters of scripts that a machine may or may not have. It knows the
 * inputs of the usual actions by their major version, so it is shown `@v5` where a commit is pinned.
 *
 * @param texts Content of each workflow by its path.
 */
export function actionlint(deps: SetupDeps, texts: Readonly<Record<string, string>>): Verdict {
  const executable = ensureGoTool(deps, 'actionlint');
  if (executable === null)
    return { state: 'skipped', reason: 'Go is missing to build it; install Go 1.25 or newer' };
  const folder = mkdtempSync(join(tmpdir(), 'macro-infra-actionlint-'));
  try {
    for (const [path, text] of Object.entries(texts)) {
      mkdirSync(join(folder, dirname(path)), { recursive: true });
      writeFileSync(join(folder, path), byMajorVersion(text));
    }
    const ignores = ACTIONLINT_IGNORES.flatMap((one) => ['-ignore', one]);
    const options = ['-no-color', '-shellcheck=', '-pyflakes=', ...ignores];
    return run(executable, [...options, ...Object.keys(texts)], folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `owner/action@<commit> # v5.0.0` -> `owner/action@v5 # v5.0.0`. */
export function byMajorVersion(workflow: string): string {
  return workflow.replace(/@[0-9a-f]{40}(?=['"]?\s+#\s*(v\d+)\b)/g, '@$1');
}

/** zizmor as an auditor would run it, without asking GitHub. @throws UserError when Python is missing. */
export function zizmor(deps: SetupDeps, files: readonly string[]): Verdict {
  const bin = ensurePackages(deps, {
    title: 'Python environment with zizmor (about 5 s, once)',
    purpose: 'the workflows are audited by zizmor, a Python package',
    requirements: 'tools/lint-workflows/requirements.txt',
  });
  return run(
    join(bin, 'zizmor'),
    [
      ...['--offline', '--persona', 'auditor', '--strict-collection'],
      ...['--quiet', '--no-progress', '--color', 'never', '--config', ZIZMOR_SETTINGS],
      ...files,
    ],
    REPOSITORY_ROOT,
  );
}

function run(executable: string, args: readonly string[], cwd: string): Verdict {
  const child = spawnSync(executable, args, { cwd, encoding: 'utf8', maxBuffer: 64 << 20 });
  if (child.error) throw child.error;
  if (child.status === 0) return { state: 'ok' };
  const text = `${child.stdout}${child.stderr}`.trimEnd();
  return {
    state: 'findings',
    text: text === '' ? `ended with status ${child.status ?? child.signal ?? '?'}` : text,
  };
}
