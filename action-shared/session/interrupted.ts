import type { PreviewReport } from '../documents/report.ts';
import type { Finished } from './finish-session.ts';

const ENGINE: Readonly<Record<Finished['engine'], string>> = {
  idle: 'No change to the infrastructure was under way.',
  stopped: 'The engine finished what was in flight and stopped.',
  completed: 'The engine had finished its work.',
  'still-running': 'The engine still works; the stack stays locked until it ends.',
};

/** The true report of a run that was cancelled, after its engine came to rest. */
export function interruptedReport(report: PreviewReport, finished: Finished): PreviewReport {
  const [what, again] =
    report.kind === 'deploy'
      ? ['while it deployed', 'Run the job again, or push: the next run goes on from here.']
      : ['while it destroyed the preview', 'Run the cleanup again: it goes on from here.'];
  const cause = `The run was cancelled ${what}. ${ENGINE[finished.engine]}`;
  return {
    ...report,
    state: 'failed',
    reason: cause,
    failure: {
      // A failure that was recorded before the cancellation tells more than the cancellation.
      stoppedReason: null,
      exitCode: null,
      targetHealth: null,
      logLines: [],
      service: null,
      ...report.failure,
      phase: 'cancelled',
      cause: report.failure === null ? cause : `${report.failure.cause} ${cause}`,
      remedy: again,
      outcome: 'unfinished',
      servingSha: null,
    },
  };
}
