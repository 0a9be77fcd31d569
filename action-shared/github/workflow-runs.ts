import { z } from 'zod';
import { parseAnswer } from './answers.ts';
import { statusOf } from './api-error.ts';
import type { GitHub } from './client.ts';

/** A run that a pull request's event started. */
export interface PullRun {
  readonly id: number;
  readonly createdAt: string;
  readonly succeeded: boolean;
  readonly finished: boolean;
}

const runSchema = z.object({
  id: z.number(),
  head_branch: z.string().nullable(),
  head_repository: z.object({ full_name: z.string() }).nullish(),
  status: z.string().nullable(),
  conclusion: z.string().nullable(),
  created_at: z.string(),
});

/** A head as a pull request has it. */
export interface Head {
  readonly sha: string;
  readonly ref: string;
  /** `owner/name`. */
  readonly repository: string;
}

/**
 * Runs of `pull_request` for a commit as the head of one branch, newest first. The branch counts: the
 * same commit may have been the head of another pull request before.
 */
export async function pullRunsOf(gh: GitHub, head: Head): Promise<readonly PullRun[]> {
  const answers = await gh.list({
    route: 'GET /repos/{owner}/{repo}/actions/runs',
    permission: 'actions: read',
    parameters: { event: 'pull_request', head_sha: head.sha },
  });
  return parseAnswer(z.array(runSchema), answers, 'workflow runs')
    .filter((run) => run.head_branch === head.ref)
    .filter((run) => run.head_repository?.full_name === head.repository)
    .map((run) => ({
      id: run.id,
      createdAt: run.created_at,
      succeeded: run.conclusion === 'success',
      finished: run.status === 'completed',
    }))
    .toSorted((a, b) => b.id - a.id);
}

/** Names of the artifacts that a run left and that are still there, oldest first. */
export async function artifactNames(gh: GitHub, runId: number): Promise<readonly string[]> {
  const answers = await gh.list({
    route: 'GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts',
    permission: 'actions: read',
    parameters: { run_id: runId },
  });
  const schema = z.array(z.object({ id: z.number(), name: z.string(), expired: z.boolean() }));
  return parseAnswer(schema, answers, 'artifacts')
    .filter(({ expired }) => !expired)
    .toSorted((a, b) => a.id - b.id)
    .map(({ name }) => name);
}

export interface WorkflowDispatch {
  /** File name: `preview-fork.yml`. */
  readonly workflow: string;
  /** Branch whose workflow it is. */
  readonly ref: string;
  readonly inputs: Readonly<Record<string, string>>;
}

const dispatchedSchema = z.object({ html_url: z.string() });

/**
 * Starts a workflow.
 * @returns address of its run; null where GitHub does not tell (Enterprise Server)
 */
export async function dispatchWorkflow(
  gh: GitHub,
  { workflow, ref, inputs }: WorkflowDispatch,
): Promise<string | null> {
  const answer = await gh.create(
    {
      route: 'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches',
      permission: 'actions: write',
      parameters: { workflow_id: workflow, ref, inputs, return_run_details: true },
    },
    // A second run of the same commit changes nothing: sending again does no harm.
    () => Promise.resolve(null),
  );
  return dispatchedSchema.safeParse(answer).data?.html_url ?? null;
}

/** A run as it is now; null when GitHub no longer has it. */
export async function workflowRun(
  gh: GitHub,
  runId: number,
): Promise<Pick<PullRun, 'id' | 'createdAt' | 'finished'> | null> {
  try {
    const answer = await gh.send({
      route: 'GET /repos/{owner}/{repo}/actions/runs/{run_id}',
      permission: 'actions: read',
      parameters: { run_id: runId },
    });
    const run = parseAnswer(runSchema, answer, `run ${runId}`);
    return { id: run.id, createdAt: run.created_at, finished: run.status === 'completed' };
  } catch (error) {
    if (statusOf(error) === 404) return null;
    throw error;
  }
}

/** Runs all jobs of a finished run again. @throws what GitHub answers, also when it is running */
export async function rerunWorkflow(gh: GitHub, runId: number): Promise<void> {
  await gh.send({
    route: 'POST /repos/{owner}/{repo}/actions/runs/{run_id}/rerun',
    permission: 'actions: write',
    parameters: { run_id: runId },
  });
}

/** Cancels a run, with the jobs that wait for a review. */
export async function cancelRun(gh: GitHub, runId: number): Promise<void> {
  await gh.send({
    route: 'POST /repos/{owner}/{repo}/actions/runs/{run_id}/cancel',
    permission: 'actions: write',
    parameters: { run_id: runId },
  });
}
