import { z } from 'zod';
import { deploymentShape } from '../../shapes/deployment.ts';
import { environmentLinks, environmentShape, reviewerList } from '../../shapes/environment.ts';
import { simpleUser } from '../../shapes/user.ts';
import type { Environment } from '../../state/model.ts';
import type { Run } from '../../state/run-model.ts';
import { findEnvironment } from '../../state/environments.ts';
import { review, reviewHindrance, waitingJobs } from '../../state/gates.ts';
import { latestAttempt } from '../../state/run-status.ts';
import type { ApiCall, OperationFamily } from '../call.ts';
import { ApiError, ok, validationFailed } from '../reply.ts';
import type { ApiReply } from '../reply.ts';
import { runOf } from './runs.ts';

/** Environments that hold jobs of a run, and people's answers to them. */
export const reviews: OperationFamily = {
  'actions/get-pending-deployments-for-run': (call) => {
    const run = runOf(call);
    return ok(heldBy(call, run).map((one) => pendingShape(call, run, one)));
  },
  'actions/review-pending-deployments-for-run': answer,
  'actions/get-reviews-for-run': (call) => {
    const run = runOf(call);
    return ok(
      run.reviews.map((one) => {
        const environment = findEnvironment(call.store, run.repo, one.environment);
        return {
          environments: environment === undefined ? [] : [environmentShape(call, environment)],
          state: one.state,
          user: simpleUser(call, one.by),
          comment: one.comment,
        };
      }),
    );
  },
};

/** Environments that a job of the newest attempt waits for, for people or for time. */
function heldBy(call: ApiCall, run: Run): readonly Environment[] {
  const waiting = latestAttempt(run).jobs.filter((job) => job.status === 'waiting');
  const names = new Set(waiting.flatMap((job) => job.environment ?? []));
  return [...names].flatMap((name) => findEnvironment(call.store, run.repo, name) ?? []);
}

function pendingShape(call: ApiCall, run: Run, environment: Environment): unknown {
  const { waitMinutes, name } = environment;
  const attempt = latestAttempt(run);
  const since = attempt.jobs.find((job) => job.environment === name)?.reviewAskedAt ?? null;
  return {
    environment: environmentLinks(call, environment),
    wait_timer: waitMinutes,
    wait_timer_started_at: waitMinutes === 0 ? null : (since ?? attempt.startedAt),
    current_user_can_approve:
      call.caller.token?.kind === 'user' &&
      waitingJobs(run, name).length > 0 &&
      reviewHindrance(environment, attempt, call.caller.login) === null,
    reviewers: reviewerList(call, environment),
  };
}

const reviewBody = z.object({
  environment_ids: z.array(z.number()),
  state: z.enum(['approved', 'rejected']),
  comment: z.string(),
});

function answer(call: ApiCall): ApiReply {
  mayReview(call);
  const run = runOf(call);
  const { environment_ids: ids, state, comment } = reviewBody.parse(call.body);
  const environments = ids.map((id) => pendingEnvironment(call, run, id));
  const { login: by } = call.caller;
  for (const one of environments) {
    const hindrance = reviewHindrance(one, latestAttempt(run), by);
    if (hindrance !== null) throw refused(hindrance);
  }
  const held = environments.flatMap((one) => waitingJobs(run, one.name));
  const made = held.map((job) => job.deployment);
  for (const one of environments) review(call.store, run, one, { state, by, comment });
  const deployments = call.store.state.deployments.filter((one) => made.includes(one.id));
  return ok(deployments.map((one) => deploymentShape(call, one)));
}

/**
 * No app may review, `GITHUB_TOKEN` neither: GitHub's description says `enabledForGitHubApps:
 * false`. A person's fine-grained token needs `deployments: write`.
 */
function mayReview({ caller: { token } }: ApiCall): void {
  if (token?.kind !== 'user') throw new ApiError(403, 'Resource not accessible by integration');
  if (token.permissions === null || token.permissions.deployments === 'write') return;
  throw new ApiError(403, 'Resource not accessible by personal access token', {
    headers: { 'x-accepted-github-permissions': 'deployments=write' },
  });
}

function pendingEnvironment(call: ApiCall, run: Run, id: number): Environment {
  const found = call.store.state.environments.find((one) => one.id === id && one.repo === run.repo);
  if (found !== undefined && waitingJobs(run, found.name).length > 0) return found;
  throw refused('There are no pending deployment requests to approve or reject');
}

function refused(message: string): ApiError {
  return validationFailed({
    resource: 'WorkflowRun',
    field: 'environment_ids',
    code: 'custom',
    message,
  });
}
