import { UserError } from '../errors.ts';
import type { Progress } from '../session/progress.ts';
import { githubEnvironmentOf } from '../session/report.ts';
import type { CleanupDeps, RemovalInputs } from './ports.ts';

/**
 * Marks every deployment of the preview inactive and deletes its GitHub environment as far as the token
 * may: deleting needs `administration: write`, which a workflow's own token never has.
 *
 * @throws UserError when `delete-environment` is `true` and the token may not.
 */
export async function retireDeployments(
  deps: Pick<CleanupDeps, 'deployments' | 'log' | 'warn'>,
  inputs: RemovalInputs,
  app: string,
  progress: Progress,
): Promise<void> {
  const environment = githubEnvironmentOf(inputs.environmentName, app, inputs.number);
  const count = await deps.deployments.deactivate(environment);
  deps.log(`${count} deployments of ${environment} marked inactive.`);
  if (inputs.deleteEnvironment === 'false') return;
  const outcome = await deps.deployments.deleteEnvironment(environment);
  if (outcome !== 'forbidden') return;
  const message = `The environment ${environment} stays: the token lacks \`administration: write\`, which deleting it needs.`;
  if (inputs.deleteEnvironment === 'true') throw new UserError(message);
  deps.warn(message);
  progress.warnings.push(message);
}
