import type { Deployment, DeploymentStatus } from '../state/model.ts';
import { repositoryUrl } from './repository.ts';
import { appOf, simpleUser } from './user.ts';
import { nodeId } from './view.ts';
import type { View } from './view.ts';

/** `deployment`. */
export function deploymentShape(view: View, deployment: Deployment): Record<string, unknown> {
  const base = repositoryUrl(view, deployment.repo);
  const url = `${base}/deployments/${deployment.id}`;
  return {
    url,
    id: deployment.id,
    node_id: nodeId('DE', deployment.id),
    task: deployment.task,
    original_environment: deployment.environment,
    environment: deployment.environment,
    description: deployment.description,
    created_at: deployment.createdAt,
    updated_at: deployment.updatedAt,
    statuses_url: `${url}/statuses`,
    repository_url: base,
    creator: simpleUser(view, deployment.creator),
    sha: deployment.sha,
    ref: deployment.ref,
    payload: deployment.payload,
    transient_environment: deployment.transient,
    production_environment: deployment.production,
    performed_via_github_app: appOf(view, deployment.creator),
  };
}

/** `deployment-status`. */
export function statusShape(
  view: View,
  deployment: Deployment,
  status: DeploymentStatus,
): Record<string, unknown> {
  const base = repositoryUrl(view, deployment.repo);
  const url = `${base}/deployments/${deployment.id}`;
  return {
    url: `${url}/statuses/${status.id}`,
    id: status.id,
    node_id: nodeId('DES', status.id),
    state: status.state,
    creator: simpleUser(view, status.creator),
    description: status.description,
    environment: deployment.environment,
    target_url: status.logUrl,
    created_at: status.createdAt,
    updated_at: status.createdAt,
    deployment_url: url,
    repository_url: base,
    environment_url: status.environmentUrl,
    log_url: status.logUrl,
    performed_via_github_app: appOf(view, status.creator),
  };
}
