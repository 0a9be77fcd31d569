import type { CheckRun } from '../state/model.ts';
import type { Job, Run } from '../state/run-model.ts';
import { latestAttempt } from '../state/run-status.ts';
import { jobPage } from './run.ts';
import type { View } from './view.ts';

/**
 * Check runs of a repository: those that the API made, and one per job of a workflow's newest
 * attempt. Jobs of shortcuts have none: no workflow stands behind them.
 */
export function allChecks(view: View, repo: string): readonly CheckRun[] {
  const { checkRuns, runs } = view.store.state;
  const ofJobs = runs
    .filter((run) => run.repo === repo && !run.simple)
    .flatMap((run) => latestAttempt(run).jobs.map((job) => checkOfJob(view, run, job)));
  return [...checkRuns.filter((one) => one.repo === repo), ...ofJobs];
}

/** The check run that GitHub keeps for a job: same id, same name. */
function checkOfJob(view: View, run: Run, job: Job): CheckRun {
  return {
    id: job.id,
    repo: run.repo,
    name: job.name,
    headSha: run.headSha,
    externalId: job.key,
    detailsUrl: jobPage(view, run, job),
    status: job.status === 'pending' || job.status === 'waiting' ? 'queued' : job.status,
    conclusion: job.conclusion,
    startedAt: job.startedAt ?? job.createdAt,
    completedAt: job.completedAt,
    output: { title: null, summary: null, text: null },
  };
}
