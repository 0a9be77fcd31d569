import { jobShape, runShape, workflowId } from '../../shapes/run.ts';
import { fullName } from '../../state/store.ts';
import { latestAttempt, statusOf } from '../../state/run-status.ts';
import type { Job, Run, RunAttempt } from '../../state/run-model.ts';
import type { ApiCall, OperationFamily } from '../call.ts';
import { countedList } from '../pagination.ts';
import { notFound, ok } from '../reply.ts';
import type { ApiReply } from '../reply.ts';

/** Runs of workflows and their jobs, to be read. */
export const runs: OperationFamily = {
  'actions/list-workflow-runs-for-repo': (call) => list(call, () => true),
  'actions/list-workflow-runs': (call) => {
    const wanted = call.params['workflow_id'] ?? '';
    return list(call, ({ workflow }) => isWorkflow(workflow, wanted));
  },
  'actions/get-workflow-run': (call) => {
    const run = runOf(call);
    return ok(runShape(call, run, latestAttempt(run)));
  },
  'actions/get-workflow-run-attempt': (call) => {
    const run = runOf(call);
    return ok(runShape(call, run, attemptOf(call, run)));
  },
  'actions/list-jobs-for-workflow-run': (call) => {
    const run = runOf(call);
    const attempts = call.query['filter'] === 'all' ? run.attempts : [latestAttempt(run)];
    const jobs = [...new Set(attempts.flatMap((one) => one.jobs))];
    return countedList(call, 'jobs', jobs, (one) => jobShape(call, run, one));
  },
  'actions/list-jobs-for-workflow-run-attempt': (call) => {
    const run = runOf(call);
    const { jobs } = attemptOf(call, run);
    return countedList(call, 'jobs', jobs, (one) => jobShape(call, run, one));
  },
  'actions/get-job-for-workflow-run': (call) => {
    const { run, job } = jobOf(call);
    return ok(jobShape(call, run, job));
  },
  'actions/download-job-logs-for-workflow-run': (call) => {
    const { run, job } = jobOf(call);
    const location = `${call.urls.server}/${run.repo}/actions/runs/${run.id}/job/${job.id}/log`;
    return { status: 302, headers: { location } };
  },
  'actions/list-workflow-run-artifacts': (call) => {
    const run = runOf(call);
    const { name = null } = call.query;
    const found = run.artifacts.filter((one) => name === null || one.name === name);
    return countedList(call, 'artifacts', found, (one) => artifactShape(call, run, one));
  },
};

/** The run that the path names. */
export function runOf(call: ApiCall): Run {
  const id = Number(call.params['run_id']);
  const repo = fullName(call.repository());
  const run = call.store.state.runs.find((one) => one.id === id && one.repo === repo);
  if (run === undefined) throw notFound();
  return run;
}

/** Whether a workflow's path is the one that an id or a file name means. */
export function isWorkflow(path: string, wanted: string): boolean {
  return String(workflowId(path)) === wanted || path === `.github/workflows/${wanted}`;
}

function attemptOf(call: ApiCall, run: Run): RunAttempt {
  const number = Number(call.params['attempt_number']);
  const attempt = run.attempts.find((one) => one.attempt === number);
  if (attempt === undefined) throw notFound();
  return attempt;
}

function jobOf(call: ApiCall): { readonly run: Run; readonly job: Job } {
  const id = Number(call.params['job_id']);
  const repo = fullName(call.repository());
  for (const run of call.store.state.runs.filter((one) => one.repo === repo)) {
    const job = run.attempts.flatMap((one) => one.jobs).find((one) => one.id === id);
    if (job !== undefined) return { run, job };
  }
  throw notFound();
}

function list(call: ApiCall, belongs: (run: Run) => boolean): ApiReply {
  const repo = fullName(call.repository());
  const found = call.store.state.runs
    .filter((run) => run.repo === repo && belongs(run) && matches(call, run))
    .reverse();
  return countedList(call, 'workflow_runs', found, (run) =>
    runShape(call, run, latestAttempt(run)),
  );
}

function matches(call: ApiCall, run: Run): boolean {
  const { actor, branch, event, head_sha: sha, status, created } = call.query;
  const attempt = latestAttempt(run);
  return (
    (actor === undefined || actor === run.actor) &&
    (branch === undefined || branch === run.headBranch) &&
    (event === undefined || event === run.event) &&
    (sha === undefined || sha === run.headSha) &&
    (status === undefined || status === statusOf(attempt) || status === attempt.conclusion) &&
    (created === undefined || isWithin(run.createdAt, created))
  );
}

/** GitHub's search syntax for dates: `>=2026-01-01`, `2026-01-01..2026-01-31`, a day. */
function isWithin(at: string, range: string): boolean {
  const time = Date.parse(at);
  const [from = '', to] = range.split('..');
  if (to !== undefined) return time >= start(from) && time <= end(to);
  const [, operator = '', date = ''] = /^(>=|<=|>|<)?(.*)$/.exec(range) ?? [];
  if (operator === '>=') return time >= start(date);
  if (operator === '<=') return time <= end(date);
  if (operator === '>') return time > end(date);
  return operator === '<' ? time < start(date) : time >= start(date) && time <= end(date);
}

const dayMs = 86_400_000;

function start(date: string): number {
  return date === '*' ? -Infinity : Date.parse(date);
}

function end(date: string): number {
  if (date === '*') return Infinity;
  return /^\d{4}-\d\d-\d\d$/.test(date) ? Date.parse(date) + dayMs - 1 : Date.parse(date);
}

function artifactShape(call: ApiCall, run: Run, artifact: Run['artifacts'][number]): unknown {
  const base = `${call.urls.api}/repos/${run.repo}/actions/artifacts/${artifact.id}`;
  return {
    id: artifact.id,
    node_id: `A_${artifact.id}`,
    name: artifact.name,
    size_in_bytes: artifact.sizeBytes,
    url: base,
    archive_download_url: `${base}/zip`,
    expired: false,
    created_at: artifact.createdAt,
    updated_at: artifact.createdAt,
    expires_at: new Date(Date.parse(artifact.createdAt) + 90 * dayMs).toISOString(),
    digest: artifact.digest,
    workflow_run: {
      id: run.id,
      repository_id: call.repository().id,
      head_repository_id: call.repository().id,
      head_branch: run.headBranch,
      head_sha: run.headSha,
    },
  };
}
