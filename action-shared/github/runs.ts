import { z } from 'zod';
import { parseAnswer } from './answers.ts';
import { statusOf } from './api-error.ts';
import type { GitHub } from './client.ts';

export interface RunAttempt {
  /** `owner/name`; the run may be another repository's. */
  readonly repository: string;
  readonly runId: number;
  readonly attempt: number;
}

/**
 * Whether a run's attempt is over. `unknown` when it cannot be told: no such run, or one this token
 * may not see. A lease is broken for `completed` only.
 */
export async function attemptState(
  gh: GitHub,
  run: RunAttempt,
): Promise<'completed' | 'running' | 'unknown'> {
  const [owner, repo] = run.repository.split('/');
  try {
    const answer = await gh.send({
      route: 'GET /repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}',
      permission: 'actions: read',
      parameters: { owner, repo, run_id: run.runId, attempt_number: run.attempt },
    });
    const { status } = parseAnswer(z.object({ status: z.string().nullable() }), answer, 'a run');
    return stateOf(status);
  } catch (error) {
    const status = statusOf(error);
    if (status === 404 || status === 403) return 'unknown';
    throw error;
  }
}

function stateOf(status: string | null): 'completed' | 'running' | 'unknown' {
  if (status === null) return 'unknown';
  return status === 'completed' ? 'completed' : 'running';
}
