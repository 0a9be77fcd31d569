import { setTimeout as sleep } from 'node:timers/promises';
import { REPOSITORY_ROOT } from '../../tools/setup/locations.ts';
import type { LocalGitHub } from '../github/server.ts';
import { startWorkflows } from '../workflows/start.ts';
import type { Workflows } from '../workflows/start.ts';
import type { Organisation } from './organisation.ts';
import { submitForm } from './page-form.ts';

/** A run as the local GitHub has it now. */
export type SeenRun = NonNullable<ReturnType<LocalGitHub['run']>>;

/** An organisation whose events start workflows. */
export interface Automation {
  readonly org: Organisation;
  readonly workflows: Workflows;
  /** Lets something happen; gives what it gave, and the runs that it started. */
  begin<T>(happening: () => T): { readonly result: T; readonly runIds: readonly number[] };
  /** Waits for the end of a run. */
  ended(runId: number): Promise<SeenRun>;
  /** Waits until a person is asked, or the run has ended without. */
  asked(runId: number): Promise<SeenRun>;
  /** Waits until the comment of a pull request says that somebody has to approve. */
  approvalShown(repo: string, number: number): Promise<void>;
  /** Runs a run again, as a person does on its page. */
  rerun(runId: number, actor: string): Promise<void>;
  /** Answers on the run's page, as a reviewer does. */
  review(runId: number, reviewer: string, choice: 'approve' | 'reject'): Promise<void>;
}

export interface AutomationOptions {
  /** Runs the sources of our actions instead of their bundles. @default false */
  readonly sources?: boolean;
  /** @default 'oidc' */
  readonly credentials?: 'oidc' | 'runner';
  readonly log?: (line: string) => void;
}

/** How long anything of a run may take before it counts as stuck. */
const PATIENCE_MILLISECONDS = 240_000;
const LOOK_EVERY_MILLISECONDS = 50;

/** Starts the runner of workflow files; this repository is `org/macro-infra` at every ref. */
export function startAutomation(org: Organisation, options: AutomationOptions = {}): Automation {
  const { github } = org.cloud;
  const repositories = { 'org/macro-infra': REPOSITORY_ROOT };
  const workflows = startWorkflows({ cloud: org.cloud, repositories, ...options });
  return {
    org,
    workflows,
    begin(happening) {
      const before = github.deliveries().length;
      const result = happening();
      // Runs are made while an event is told.
      const told = github.deliveries().slice(before);
      return { result, runIds: told.flatMap(({ runIds }) => runIds) };
    },
    ended: (runId) => until(github, runId, (run) => attemptOf(run).status === 'completed'),
    asked: (runId) =>
      until(github, runId, (run) => {
        const { status, jobs } = attemptOf(run);
        return status === 'completed' || jobs.some((job) => job.reviewAskedAt !== null);
      }),
    approvalShown: async (repo, number) => {
      await eventually(`the comment of ${repo}#${number} does not ask for an approval`, () =>
        github
          .comments({ repo, number })
          .some(({ body }) => body.includes('Review the deployment')),
      );
    },
    async rerun(runId, actor) {
      const page = `${github.serverUrl}/${runOf(github, runId).repo}/actions/runs/${runId}`;
      await submitForm(page, '/control', { actor, choice: 'rerun' });
    },
    async review(runId, reviewer, choice) {
      const page = `${github.serverUrl}/${runOf(github, runId).repo}/actions/runs/${runId}`;
      await submitForm(page, '/review', { actor: reviewer, choice });
    },
  };
}

type Attempt = SeenRun['attempts'][number];

/** The newest attempt of a run. */
export function attemptOf(run: SeenRun): Attempt {
  const attempt = run.attempts.at(-1);
  if (attempt === undefined) throw new Error(`run ${run.id} has no attempt`);
  return attempt;
}

/** A job of a run's newest attempt by the end of its key: `deploy / deploy`. */
export function jobOf(run: SeenRun, key: string): Attempt['jobs'][number] {
  const job = attemptOf(run).jobs.find((one) => one.key.endsWith(key));
  if (job !== undefined) return job;
  const keys = attemptOf(run).jobs.map((one) => one.key);
  throw new Error(`run ${run.id} has no job ${key}, only ${keys.join(', ')}`);
}

/** Text of all jobs of a run's newest attempt. */
export function logOf(run: SeenRun): string {
  const { jobs } = attemptOf(run);
  return jobs.map(({ name, log }) => `=== ${name}\n${log}`).join('\n');
}

function runOf(github: LocalGitHub, runId: number): SeenRun {
  const run = github.run({ runId });
  if (run === null) throw new Error(`the local GitHub has no run ${runId}`);
  return run;
}

async function until(
  github: LocalGitHub,
  runId: number,
  reached: (run: SeenRun) => boolean,
): Promise<SeenRun> {
  await eventually(
    () => stuck(runOf(github, runId)),
    () => reached(runOf(github, runId)),
  );
  return runOf(github, runId);
}

function stuck(run: SeenRun): string {
  const jobs = attemptOf(run).jobs.map(({ key, status }) => `${key}: ${status}`);
  return `run ${run.id} (${run.title}) is stuck:\n${jobs.join('\n')}\n${logOf(run)}`;
}

async function eventually(complaint: string | (() => string), holds: () => boolean): Promise<void> {
  const begun = Date.now();
  while (!holds()) {
    if (Date.now() - begun > PATIENCE_MILLISECONDS) {
      throw new Error(typeof complaint === 'string' ? complaint : complaint());
    }
    await sleep(LOOK_EVERY_MILLISECONDS);
  }
}
