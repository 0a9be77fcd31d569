import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UserError } from '../../../action-shared/errors.ts';
import { resolveText } from '../expressions/evaluate.ts';
import type { Scope } from '../expressions/evaluate.ts';
import type { StepFile } from '../files/workflow-file.ts';
import { runProcess } from './run-process.ts';
import type { Frame, Session } from './session.ts';
import type { StepEnd } from './step-end.ts';

/** Shells by name (GitHub docs, `jobs.<job_id>.steps[*].shell`); '' is what no `shell:` means. */
const SHELLS: Readonly<Record<string, { readonly command: string; readonly extension: string }>> = {
  '': { command: 'bash -e {0}', extension: '.sh' },
  bash: { command: 'bash --noprofile --norc -eo pipefail {0}', extension: '.sh' },
  sh: { command: 'sh -e {0}', extension: '.sh' },
  python: { command: 'python3 {0}', extension: '.py' },
};

/** Runs the script of a `run:` step. */
export async function runScriptStep(
  session: Session,
  frame: Frame,
  step: StepFile,
  scope: Scope,
  env: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<StepEnd> {
  const { job, log, request } = session;
  const defaults = { ...request.file.defaultsRun, ...request.job.defaultsRun };
  // A composite action's steps say their shell and folder themselves.
  const ownSteps = frame.inputs === null;
  const shell = step.shell ?? (ownSteps ? (defaults['shell'] ?? '') : '');
  const folder = step.workingDirectory ?? (ownSteps ? (defaults['working-directory'] ?? '') : '');
  const script = resolveText(step.run, scope);
  showCommand(session, script);
  const { command, extension } = shellOf(resolveText(shell, scope));
  const file = join(job.tempDir, `${randomUUID()}${extension}`);
  writeFileSync(file, script.replaceAll('\r\n', '\n'));
  const [executable = 'bash', ...args] = command
    .split(/\s+/)
    .map((part) => part.replaceAll('{0}', file));
  log.own(`##[command]shell: ${command}`);
  const { result, told } = await runProcess(session, frame, {
    command: [executable, ...args],
    cwd: resolve(job.workspace, resolveText(folder, scope)),
    env,
    signal,
  });
  return { result, outputs: told.outputs };
}

function showCommand({ log }: Session, script: string): void {
  log.own(`##[group]Run ${script.trimStart().split('\n')[0] ?? ''}`);
  for (const line of script.trimEnd().split('\n')) log.own(line);
  log.own('##[endgroup]');
}

function shellOf(name: string): { readonly command: string; readonly extension: string } {
  const known = SHELLS[name];
  if (known !== undefined) return known;
  if (name.includes('{0}')) return { command: name, extension: '' };
  throw new UserError(
    `shell: ${name} is not known here. Known are ${Object.keys(SHELLS).filter(Boolean).join(', ')}, or a command with {0}.`,
  );
}
