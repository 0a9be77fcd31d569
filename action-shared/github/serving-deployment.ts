import { z } from 'zod';
import { parseAnswer } from './answers.ts';
import type { GitHub } from './client.ts';
import { latestStatus } from './deployment-statuses.ts';

/** The deployment of an environment that is the truth now, and those before it that were left open. */
export interface ServingDeployment {
  readonly serving: { readonly id: number; readonly sha: string; readonly payload: unknown } | null;
  /** Newer ones that neither succeeded nor ended: left by runs that were killed. */
  readonly open: readonly number[];
  /** Their commits. */
  readonly deploying: readonly string[];
}

const deploymentSchema = z.object({ id: z.number(), sha: z.string(), payload: z.unknown() });

const ENDED = new Set(['inactive', 'failure', 'error']);

/**
 * Looks from the newest deployment back to the one whose last status is `success`: two requests as a
 * rule, however many deployments the environment has had.
 */
export async function servingDeployment(
  gh: GitHub,
  environment: string,
): Promise<ServingDeployment> {
  const answers = await gh.list({
    route: 'GET /repos/{owner}/{repo}/deployments',
    permission: 'deployments: read',
    parameters: { environment },
  });
  const open: number[] = [];
  const deploying: string[] = [];
  for (const one of parseAnswer(z.array(deploymentSchema), answers, 'deployments')) {
    const state = (await latestStatus(gh, one.id))?.state ?? 'queued';
    if (state === 'success') {
      return { serving: { ...one, payload: objectOf(one.payload) }, open, deploying };
    }
    // Cleanup makes all of them inactive: nothing older can be serving.
    if (state === 'inactive') return { serving: null, open, deploying };
    if (ENDED.has(state)) continue;
    open.push(one.id);
    deploying.push(one.sha);
  }
  return { serving: null, open, deploying };
}

function objectOf(payload: unknown): unknown {
  return typeof payload === 'string' && payload.startsWith('{') ? JSON.parse(payload) : payload;
}
