import type { Conclusion, Job, Run, RunAttempt } from './run-model.ts';

/** Status that API and pages show: of a run whose jobs all wait, `waiting` or `pending`. */
export function statusOf(
  attempt: RunAttempt,
): 'queued' | 'pending' | 'waiting' | 'in_progress' | 'completed' {
  if (attempt.status === 'completed') return 'completed';
  const open = attempt.jobs.filter((job) => job.status !== 'completed');
  if (open.some((job) => job.status === 'in_progress')) return 'in_progress';
  if (open.some((job) => job.status === 'waiting')) return 'waiting';
  if (open.some((job) => job.status === 'pending')) return 'pending';
  return attempt.status;
}

/** Conclusion of a run whose jobs ended so; none ended: success. */
export function conclusionOf(jobs: readonly Job[]): Conclusion {
  const ends = jobs.map((job) => job.conclusion);
  if (ends.some((end) => end === 'failure' || end === 'timed_out')) return 'failure';
  if (ends.includes('cancelled')) return 'cancelled';
  if (ends.includes('action_required')) return 'action_required';
  return ends.length > 0 && ends.every((end) => end === 'skipped') ? 'skipped' : 'success';
}

/** The attempt that counts: the newest. */
export function latestAttempt(run: Run): RunAttempt {
  const attempt = run.attempts.at(-1);
  if (attempt === undefined) throw new Error(`run ${run.id} has no attempt`);
  return attempt;
}
