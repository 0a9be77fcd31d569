import type { JobResult } from '../../localcloud/world/job.ts';

/** A job must have ended so, and have left no process; otherwise its log says what happened instead. */
export function expectEnd(job: JobResult, wanted: JobResult['conclusion']): void {
  if (job.conclusion === wanted && job.orphans.length === 0) return;
  const left = job.orphans.length === 0 ? '' : ` and left ${job.orphans.join(', ')}`;
  throw new Error(
    `The job ended as ${job.conclusion}${left} instead of ${wanted}:\n${job.log.slice(-6000)}`,
  );
}
