import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorMessage } from '../../action-shared/errors.ts';
import { REPOSITORY_ROOT } from '../setup/locations.ts';
import { systemDeps } from '../setup/system.ts';
import { lint } from './lint.ts';
import { ACTIONLINT_IGNORES, actionlint, zizmor, type Verdict } from './linters.ts';

/**
 * `npm run lint:workflows`: actionlint, zizmor and our own checks on every workflow and action file. Each
 * runs even when another found something; findings make the exit code 1.
 */
const WORKFLOWS = ['.github/workflows/*.{yml,yaml}', 'examples/*/.github/workflows/*.{yml,yaml}'];
const ACTIONS = ['actions/*/action.yml', '.github/actions/*/action.yml', 'examples/**/action.yml'];

function filesOf(patterns: readonly string[]): readonly string[] {
  return globSync([...patterns], { cwd: REPOSITORY_ROOT }).toSorted();
}

function textsOf(files: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    files.map((path) => [path, readFileSync(join(REPOSITORY_ROOT, path), 'utf8')]),
  );
}

function ownChecks(files: readonly string[]): Verdict {
  const findings = lint(textsOf(files), ACTIONLINT_IGNORES.length);
  if (findings.length === 0) return { state: 'ok' };
  const text = findings.map(({ path, line, message }) => `${path}:${line}: ${message}`).join('\n');
  return { state: 'findings', text };
}

function tell(name: string, check: () => Verdict): boolean {
  const verdict = attempt(check);
  if (verdict.state === 'skipped') process.stdout.write(`skipped: ${name}: ${verdict.reason}\n`);
  else process.stdout.write(`${verdict.state === 'ok' ? 'ok    ' : 'FAILED'} ${name}\n`);
  if (verdict.state === 'findings') process.stdout.write(`${verdict.text}\n`);
  return verdict.state !== 'findings';
}

/** A linter that cannot run has not found the files to be good. */
function attempt(check: () => Verdict): Verdict {
  try {
    return check();
  } catch (error) {
    return { state: 'findings', text: errorMessage(error) };
  }
}

const [workflows, actions] = [filesOf(WORKFLOWS), filesOf(ACTIONS)];
const files = [...workflows, ...actions];
const deps = systemDeps();
process.stdout.write(`${workflows.length} workflows, ${actions.length} actions\n`);
const good = [
  tell('actionlint', () => actionlint(deps, textsOf(workflows))),
  tell('zizmor (persona auditor)', () => zizmor(deps, files)),
  tell('own checks', () => ownChecks(files)),
];
process.exitCode = good.every(Boolean) ? 0 : 1;
