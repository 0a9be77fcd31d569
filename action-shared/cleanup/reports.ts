import type { FailureReport, Leftover, PreviewReport } from '../documents/report.ts';
import { comparePhases } from '../session/progress.ts';
import type { Progress } from '../session/progress.ts';
import type { RemovalInputs } from './ports.ts';
import { beginReport, learnt } from '../session/report.ts';

export function startReport(app: string, inputs: RemovalInputs): PreviewReport {
  const subject = { ...inputs, app, base: inputs.base ?? 'dev' };
  const reason = because(inputs, 'The preview is being destroyed.');
  return beginReport(subject, { kind: 'cleanup', state: 'destroying', reason });
}

export function destroyedReport(removed: {
  readonly run: {
    readonly report: PreviewReport;
    readonly progress: Progress;
    readonly inputs: RemovalInputs;
  };
  readonly existed: boolean;
  readonly previous: Readonly<Record<string, number>>;
}): PreviewReport {
  const { run, existed, previous } = removed;
  const proof = run.inputs.verify
    ? 'AWS was asked by tags and by names: nothing of this preview is left.'
    : 'Not verified: `verify` is off.';
  return {
    ...learnt(run.report, run.progress),
    state: 'destroyed',
    reason: because(run.inputs, existed ? proof : `There was no preview. ${proof}`),
    phases: comparePhases(run.progress.phases, previous),
  };
}

function because({ why }: RemovalInputs, sentence: string): string {
  return why === undefined ? sentence : `${why} ${sentence}`;
}

export function leftoversReport(
  report: PreviewReport,
  leftovers: readonly Leftover[],
  progress: Progress,
): PreviewReport {
  const count = leftovers.length === 1 ? '1 resource is' : `${leftovers.length} resources are`;
  return {
    ...learnt(report, progress),
    state: 'leftovers',
    reason: `The stack is gone, but ${count} left. ${leftovers.length === 1 ? 'Remove it with the command' : 'Remove them with the commands'} below, then run the cleanup again.`,
    leftovers: [...leftovers],
  };
}

export function failedReport(
  report: PreviewReport,
  failure: FailureReport,
  progress: Progress,
): PreviewReport {
  return { ...learnt(report, progress), state: 'failed', reason: failure.cause, failure };
}
