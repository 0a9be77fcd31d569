import { controlRun } from '../../state/run-control.ts';
import { latestAttempt } from '../../state/run-status.ts';
import type { RunControl } from '../../state/signals.ts';
import type { ApiCall, OperationFamily } from '../call.ts';
import { ApiError } from '../reply.ts';
import type { ApiReply } from '../reply.ts';
import { runOf } from './runs.ts';

/** What may be done to a run: cancel it, run it again. */
export const runControls: OperationFamily = {
  'actions/cancel-workflow-run': cancel,
  'actions/force-cancel-workflow-run': cancel,
  'actions/re-run-workflow': (call) => again(call, 'rerun'),
  'actions/re-run-workflow-failed-jobs': (call) => again(call, 'rerun-failed'),
};

function cancel(call: ApiCall): ApiReply {
  const run = runOf(call);
  if (latestAttempt(run).status === 'completed') {
    throw new ApiError(409, 'Cannot cancel a workflow run that is completed.');
  }
  control(call, 'cancel');
  return { status: 202, body: {} };
}

function again(call: ApiCall, type: 'rerun' | 'rerun-failed'): ApiReply {
  const run = runOf(call);
  const attempt = latestAttempt(run);
  if (attempt.status !== 'completed') throw new ApiError(403, 'This workflow is already running');
  if (type === 'rerun-failed' && attempt.conclusion === 'success') {
    throw new ApiError(403, 'This workflow run has no failed jobs to run again');
  }
  control(call, type);
  return { status: 201, body: {} };
}

function control(call: ApiCall, type: RunControl['type']): void {
  controlRun(call.store, { type, runId: runOf(call).id, actor: call.caller.login });
}
