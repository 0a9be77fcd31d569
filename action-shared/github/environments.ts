import { z } from 'zod';
import { parseAnswer } from './answers.ts';
import { statusOf } from './api-error.ts';
import type { GitHub } from './client.ts';

/**
 * Deletes an environment with its secrets and protection rules. `github.token` may not: that needs
 * the `administration: write` permission of an app or a personal token.
 */
export async function deleteEnvironment(
  gh: GitHub,
  name: string,
): Promise<'deleted' | 'forbidden' | 'not-found'> {
  try {
    await gh.send({
      route: 'DELETE /repos/{owner}/{repo}/environments/{environment_name}',
      permission: 'administration: write',
      parameters: { environment_name: name },
    });
    return 'deleted';
  } catch (error) {
    if (statusOf(error) === 403) return 'forbidden';
    if (statusOf(error) === 404) return 'not-found';
    throw error;
  }
}

/** Names of all environments of the repository. */
export async function listEnvironments(gh: GitHub): Promise<readonly string[]> {
  const answers = await gh.list({
    route: 'GET /repos/{owner}/{repo}/environments',
    permission: 'actions: read',
  });
  const environments = parseAnswer(
    z.array(z.object({ name: z.string() })),
    answers,
    'environments',
  );
  return environments.map(({ name }) => name);
}
