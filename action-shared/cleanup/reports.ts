import type { FailureReport, Leftover, PreviewReport } from '../documents/report.ts';
import { comparePhases } from '../session/progress.ts';
import type { Progress } from '../session/progress.ts';
import type { RemovalInputs } from './ports.ts';
import { beginReport, learnt } from '../session/report.ts';

export function startReport(app: string, inputs: RemovalInputs): PreviewReport {
  const subject = { ...inputs, app, base: inputs.base ?? 'dev' };
  const reason = 'The preview is being destroyed.';
  return beginReport(subject, { kind: 'cleanup', state: 'destroying', reason });
}

export function destroyedReport(
  report: PreviewReport,
  existed: boolean,
  progress: Progress,
  previous: Readonly<Record<string, number>>,
  verified: boolean,
): PreviewReport {
  const proof = verified
    ? 'AWS was asked by tags and by names: nothing of this preview is left.'
    : 'Not verified: `verify` is off.';
  return {
    ...learnt(report, progress),
    state: 'destroyed',
    reason: existed ? proof : `There was no preview. ${proof}`,
    phases: comparePhases(progress.phases, previous),
  };
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
