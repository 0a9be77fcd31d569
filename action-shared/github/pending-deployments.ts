import { z } from 'zod';
import { parseAnswer } from './answers.ts';
import { statusOf } from './api-error.ts';
import type { GitHub } from './client.ts';
import { isBot } from './pull-origin.ts';

/** A job of a run that an environment's rules hold. */
export interface PendingDeployment {
  readonly environmentId: number;
  /** The token's owner is one of the reviewers. */
  readonly mayApprove: boolean;
  /** Logins of people and slugs of teams who may approve. */
  readonly reviewers: readonly string[];
}

const reviewer = z.object({
  type: z.enum(['User', 'Team']),
  reviewer: z.object({ login: z.string().optional(), slug: z.string().optional() }),
});

const pendingSchema = z.array(
  z.object({
    environment: z.object({ id: z.number(), name: z.string() }),
    current_user_can_approve: z.boolean(),
    reviewers: z.array(reviewer),
  }),
);

/** What holds a run before an environment; null when nothing does. */
export async function pendingDeployment(
  gh: GitHub,
  runId: number,
  environment: string,
): Promise<PendingDeployment | null> {
  const answer = await gh.send({
    route: 'GET /repos/{owner}/{repo}/actions/runs/{run_id}/pending_deployments',
    permission: 'actions: read',
    parameters: { run_id: runId },
  });
  const all = parseAnswer(pendingSchema, answer, 'pending deployments');
  const held = all.find((one) => sameEnvironment(one.environment.name, environment));
  if (held === undefined) return null;
  return {
    environmentId: held.environment.id,
    mayApprove: held.current_user_can_approve,
    reviewers: held.reviewers.flatMap(({ reviewer: { login, slug } }) => login ?? slug ?? []),
  };
}

/** Approves or rejects what an environment holds, in the name of the token's owner. */
export async function reviewDeployment(
  gh: GitHub,
  review: {
    readonly runId: number;
    readonly environmentId: number;
    readonly state: 'approved' | 'rejected';
    readonly comment: string;
  },
): Promise<void> {
  await gh.send({
    route: 'POST /repos/{owner}/{repo}/actions/runs/{run_id}/pending_deployments',
    permission: 'deployments: write',
    parameters: {
      run_id: review.runId,
      environment_ids: [review.environmentId],
      state: review.state,
      comment: review.comment,
    },
  });
}

/** A review that was given to a run. */
export interface Review {
  readonly state: 'approved' | 'rejected';
  readonly login: string;
  readonly bot: boolean;
}

const approvalsSchema = z.array(
  z.object({
    environments: z.array(z.object({ name: z.string() })),
    state: z.enum(['approved', 'rejected', 'pending']),
    user: z.object({ login: z.string(), type: z.string() }),
  }),
);

/** Reviews of a run for an environment, in GitHub's order. */
export async function reviewsOf(
  gh: GitHub,
  runId: number,
  environment: string,
): Promise<readonly Review[]> {
  const answer = await gh.send({
    route: 'GET /repos/{owner}/{repo}/actions/runs/{run_id}/approvals',
    permission: 'actions: read',
    parameters: { run_id: runId },
  });
  return parseAnswer(approvalsSchema, answer, 'reviews of a run')
    .filter((one) => one.environments.some(({ name }) => sameEnvironment(name, environment)))
    .flatMap(({ state, user: { login, type } }) =>
      state === 'pending' ? [] : [{ state, login, bot: isBot(login, type) }],
    );
}

const rulesSchema = z.object({
  protection_rules: z.array(z.object({ type: z.string() })).default([]),
});

/** Whether an environment has rules that hold a job; false when it does not exist yet. */
export async function holdsJobs(gh: GitHub, environment: string): Promise<boolean> {
  try {
    const answer = await gh.send({
      route: 'GET /repos/{owner}/{repo}/environments/{environment_name}',
      permission: 'actions: read',
      parameters: { environment_name: environment },
    });
    const { protection_rules: rules } = parseAnswer(rulesSchema, answer, 'an environment');
    // A branch policy refuses a job or lets it through; it never holds one.
    return rules.some(({ type }) => type !== 'branch_policy');
  } catch (error) {
    if (statusOf(error) === 404) return false;
    throw error;
  }
}

/** GitHub compares the names of environments without regard to case. */
function sameEnvironment(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
