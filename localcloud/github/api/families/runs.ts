import { jobShape, runShape } from '../../shapes/run.ts';
import { fullName } from '../../state/store.ts';
import { latestAttempt } from '../../state/run-status.ts';
import type { Run, RunAttempt } from '../../state/run-model.ts';
import type { ApiCall, OperationFamily } from '../call.ts';
import { countedList } from '../pagination.ts';
import { notFound, ok } from '../reply.ts';

/** Runs of workflows. */
export const runs: OperationFamily = {
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
};

function runOf(call: ApiCall): Run {
  const id = Number(call.params['run_id']);
  const repo = fullName(call.repository());
  const run = call.store.state.runs.find((one) => one.id === id && one.repo === repo);
  if (run === undefined) throw notFound();
  return run;
}

function attemptOf(call: ApiCall, run: Run): RunAttempt {
  const number = Number(call.params['attempt_number']);
  const attempt = run.attempts.find((one) => one.attempt === number);
  if (attempt === undefined) throw notFound();
  return attempt;
}
