import { UserError } from '../../../action-shared/errors.ts';
import { settleDeployment } from './deployment-life.ts';
import { ensureEnvironment } from './environments.ts';
import { conclude, requireJob } from './job-life.ts';
import type { Deployment, Environment } from './model.ts';
import type { Job, Review, Run, RunAttempt } from './run-model.ts';
import { latestAttempt } from './run-status.ts';
import type { EnvironmentAnswer } from './signals.ts';
import { sameName } from './store.ts';
import type { Store } from './store.ts';

export interface EnvironmentRequest {
  readonly runId: number;
  readonly jobId: number;
  /** Made when it is not there, as at GitHub. */
  readonly environment: string;
  /** Whether it makes a deployment (`deployment: false` in a workflow). @default true */
  readonly deployment?: boolean;
}

/** Effects that a gate needs. */
export interface GateEffects {
  /** Address of the run's page. */
  readonly runPage: (run: Run) => string;
  /** Lets minutes of a wait timer pass. */
  readonly wait: (minutes: number) => Promise<void>;
  /** The state has changed. */
  readonly changed: () => void;
}

const approved: EnvironmentAnswer = { state: 'approved', by: null, comment: '' };

/**
 * Asks for a job's environment: resolves when its rules let the job through, when a reviewer
 * refuses, or when the job ends. The job is `waiting` in the meantime, `in_progress` when approved
 * and ended with `failure` when rejected.
 */
export async function requestEnvironment(
  store: Store,
  request: EnvironmentRequest,
  effects: GateEffects,
): Promise<EnvironmentAnswer> {
  const { run, attempt, job } = requireJob(store, request);
  if (job.status === 'completed') throw new UserError(`Job ${job.key} has ended already.`);
  const environment = ensureEnvironment(store, run.repo, request.environment);
  job.environment = environment.name;
  if (request.deployment ?? true)
    openDeployment(store, run, job, environment, effects.runPage(run));
  const answer = await passRules(store, job, environment, effects);
  if (answer.state === 'approved' && !hasEnded(job)) {
    job.status = 'in_progress';
    job.startedAt ??= store.now();
    attempt.status = 'in_progress';
    settleDeployment(store, job);
  }
  effects.changed();
  return answer;
}

async function passRules(
  store: Store,
  job: Job,
  environment: Environment,
  effects: GateEffects,
): Promise<EnvironmentAnswer> {
  const { reviewers, waitMinutes } = environment;
  if (reviewers.length === 0 && waitMinutes === 0) return approved;
  job.status = 'waiting';
  if (reviewers.length > 0) job.reviewAskedAt = store.now();
  effects.changed();
  // GitHub lets the timer run beside the reviewers: the job goes on when both are through.
  const ended = answerTo(store, job.id);
  const timer = effects.wait(waitMinutes).then(() => approved);
  if (reviewers.length === 0) return Promise.race([ended, timer]);
  const answer = await ended;
  if (answer.state !== 'approved' || waitMinutes === 0) return answer;
  return (await Promise.race([answerTo(store, job.id), timer])) === approved
    ? answer
    : { state: 'cancelled', by: null, comment: '' };
}

function answerTo(store: Store, jobId: number): Promise<EnvironmentAnswer> {
  return new Promise((resolve) => {
    const stop = store.signals.answers.on(({ jobId: answered, ...answer }) => {
      if (answered !== jobId) return;
      stop();
      resolve(answer);
    });
  });
}

function hasEnded(job: Job): boolean {
  return job.status === 'completed';
}

function openDeployment(
  store: Store,
  run: Run,
  job: Job,
  environment: Environment,
  logUrl: string,
): void {
  const now = store.now();
  const creator = 'github-actions[bot]';
  const waits = environment.reviewers.length > 0 || environment.waitMinutes > 0;
  const state = waits ? 'pending' : 'queued';
  const status = {
    id: store.id(),
    state,
    creator,
    description: '',
    environmentUrl: '',
    logUrl,
  } as const;
  const deployment: Deployment = {
    id: store.id(),
    repo: run.repo,
    sha: run.headSha,
    ref: run.headBranch,
    task: 'deploy',
    environment: environment.name,
    payload: {},
    description: '',
    creator,
    transient: false,
    production: sameName(environment.name, 'production'),
    createdAt: now,
    updatedAt: now,
    statuses: [{ ...status, createdAt: now }],
  };
  store.state.deployments.push(deployment);
  job.deployment = deployment.id;
}

/** Jobs of the newest attempt that wait for a person to let them into an environment. */
export function waitingJobs(run: Run, environment: string): readonly Job[] {
  return latestAttempt(run).jobs.filter(
    (job) => job.reviewAskedAt !== null && sameName(job.environment ?? '', environment),
  );
}

/** Why somebody may not review; `null`: may. */
export function reviewHindrance(
  environment: Environment,
  attempt: RunAttempt,
  login: string,
): string | null {
  if (!environment.reviewers.some((one) => sameName(one, login))) {
    return `${login} is not a required reviewer of the environment ${environment.name}`;
  }
  const own = sameName(attempt.triggeringActor, login);
  return environment.preventSelfReview && own
    ? `${login} started this run, and the environment ${environment.name} prevents self-reviews`
    : null;
}

/** Records a review, which whoever calls has found to be allowed, and lets go of the jobs. */
export function review(
  store: Store,
  run: Run,
  environment: Environment,
  answer: Pick<Review, 'state' | 'by' | 'comment'>,
): void {
  const { attempt } = latestAttempt(run);
  const { state, by, comment } = answer;
  run.reviews.push({ attempt, environment: environment.name, ...answer, at: store.now() });
  for (const job of waitingJobs(run, environment.name)) {
    job.reviewAskedAt = null;
    store.signals.answers.emit({ jobId: job.id, state, by, comment });
    if (state === 'rejected') conclude(store, job, 'failure');
  }
}
