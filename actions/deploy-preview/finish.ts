import { createGitHub } from '../../action-shared/github/client.ts';
import { setDeploymentStatus } from '../../action-shared/github/deployment-statuses.ts';
import type { Runner } from '../../action-shared/runner/runner.ts';
import { deploymentStatus } from '../../action-shared/session/deployment-status.ts';
import { finishInterrupted } from '../../action-shared/session/finish-interrupted.ts';

/** Ends truthfully what a cancelled main left: engine, lease, deployment, comment. */
export async function post(runner: Runner): Promise<void> {
  const report = await finishInterrupted(runner, process.env);
  if (report?.deploymentId == null) return;
  const gh = createGitHub({
    token: runner.input('github-token'),
    apiUrl: runner.context.apiUrl,
    repository: runner.context.repository,
  });
  await setDeploymentStatus(gh, report.deploymentId, deploymentStatus(report));
}
