import type { JobFile } from '../files/workflow-file.ts';
import type { LoadedWorkflow } from './load.ts';
import type { JobResult } from './ports.ts';
import type { RunContext, ScopeContext } from './run-context.ts';

/** Makes a job on the local GitHub, once; gives its id. */
export function recordJob(
  run: RunContext,
  workflow: LoadedWorkflow,
  job: Pick<JobFile, 'needs'> & { readonly key: string; readonly name: string },
  prefix: string,
): number {
  const known = run.jobIds.get(job.key);
  if (known !== undefined) return known;
  const { repository, path, ref, sha } = workflow.identity;
  const { jobId } = run.deps.runs.addJob({
    runId: run.runId,
    key: job.key,
    name: job.name,
    needs: job.needs.flatMap((need) => leafKeys(workflow, need, prefix)),
    workflowRef: `${repository}/${path}@${ref}`,
    workflowSha: sha,
  });
  run.jobIds.set(job.key, jobId);
  return jobId;
}

/** All jobs that are known before the run begins: those of a matrix come when it is expanded. */
export function recordKnownJobs(run: RunContext, workflow: LoadedWorkflow, prefix = ''): void {
  for (const job of workflow.file.jobs) {
    if ('matrix' in job.strategy) continue;
    const called = workflow.calls[job.key];
    const key = `${prefix}${job.key}`;
    if (called !== undefined) recordKnownJobs(run, called, `${key} / `);
    else {
      const name = typeof job.name === 'string' ? `${prefix}${job.name}` : key;
      recordJob(run, workflow, { key, name, needs: job.needs }, prefix);
    }
  }
}

/** Ends a job that never began, with all that it would have called. */
export function recordUnstarted(
  scope: ScopeContext,
  job: JobFile,
  result: JobResult,
  because: string,
): void {
  const { run, workflow, prefix } = scope;
  const key = `${prefix}${job.key}`;
  const below = [...run.jobIds].filter(([one]) => one.startsWith(`${key} / `));
  const all =
    below.length > 0
      ? below
      : [[key, recordJob(run, workflow, { key, name: key, needs: job.needs }, prefix)] as const];
  for (const [one, jobId] of all) {
    // What a call has run already stays as it ended; only the reason is added.
    if (run.results.has(one)) logReason(run, jobId, because);
    else {
      run.results.set(one, { result, outputs: {} });
      endJob(run, jobId, result, because);
    }
  }
}

/** Ends a job, with a reason in its log. */
export function endJob(run: RunContext, jobId: number, result: JobResult, because: string): void {
  logReason(run, jobId, because);
  run.deps.runs.updateJob({ runId: run.runId, jobId, conclusion: result });
}

function logReason({ deps, runId }: RunContext, jobId: number, because: string): void {
  if (because === '') return;
  const text = because.split('\n').map((line) => `##[error]${line}\n`);
  deps.runs.appendJobLog({ runId, jobId, text: text.join('') });
}

/** The jobs behind a need: itself, or all that it calls. */
function leafKeys(workflow: LoadedWorkflow, need: string, prefix: string): readonly string[] {
  const called = workflow.calls[need];
  const key = `${prefix}${need}`;
  if (called === undefined) return [key];
  return called.file.jobs.flatMap((job) => leafKeys(called, job.key, `${key} / `));
}
