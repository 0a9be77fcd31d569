import { z } from 'zod';
import { parseAnswer } from './answers.ts';
import type { GitHub } from './client.ts';
import { shortened } from './shortened.ts';

export type DeploymentState = z.infer<typeof stateSchema>;

const stateSchema = z.enum([
  'queued',
  'pending',
  'in_progress',
  'waiting',
  'success',
  'failure',
  'error',
  'inactive',
]);

export interface NewDeploymentStatus {
  readonly state: Exclude<DeploymentState, 'pending' | 'waiting'>;
  /** Cut to 140 characters. */
  readonly description: string;
  /** Where the environment answers; the pull request's "View deployment" button. */
  readonly environmentUrl?: string;
  /** Where the log is. */
  readonly logUrl?: string;
}

const statusSchema = z.object({
  id: z.number(),
  state: stateSchema,
  description: z.string().nullish(),
  environment_url: z.string().nullish(),
  log_url: z.string().nullish(),
});

export type DeploymentStatus = z.infer<typeof statusSchema>;

const ROUTE = '/repos/{owner}/{repo}/deployments/{deployment_id}/statuses';

/** Gives a deployment a new status. A lost answer does not lead to a second one. */
export async function setDeploymentStatus(
  gh: GitHub,
  id: number,
  status: NewDeploymentStatus,
): Promise<void> {
  const parameters = {
    deployment_id: id,
    state: status.state,
    description: shortened(status.description),
    environment_url: status.environmentUrl ?? '',
    log_url: status.logUrl ?? '',
    // Ours to do: it works for permanent environments only, see deactivateDeployments.
    auto_inactive: false,
  };
  const call = { route: `POST ${ROUTE}`, permission: 'deployments: write', parameters };
  await gh.create(call, async () => {
    const latest = await latestStatus(gh, id);
    const same =
      latest?.state === parameters.state && (latest.description ?? '') === parameters.description;
    return same ? latest : null;
  });
}

/** A deployment's newest status; null when it has none. */
export async function latestStatus(gh: GitHub, id: number): Promise<DeploymentStatus | null> {
  const answer = await gh.send({
    route: `GET ${ROUTE}`,
    permission: 'deployments: read',
    parameters: { deployment_id: id, per_page: 1 },
  });
  return parseAnswer(z.array(statusSchema), answer, 'deployment statuses').at(0) ?? null;
}
