import type { Deployment, DeploymentState, DeploymentStatus } from './model.ts';
import type { Conclusion, Job } from './run-model.ts';
import type { Store } from './store.ts';

type Wanted = Pick<DeploymentStatus, 'state' | 'creator'> &
  Partial<Pick<DeploymentStatus, 'description' | 'environmentUrl' | 'logUrl'>>;

/** Adds a status to a deployment. */
export function addStatus(store: Store, to: Deployment, wanted: Wanted): DeploymentStatus {
  const createdAt = store.now();
  const texts = { description: '', environmentUrl: '', logUrl: '' };
  const status: DeploymentStatus = { id: store.id(), ...texts, ...wanted, createdAt };
  to.statuses.push(status);
  to.updatedAt = createdAt;
  return status;
}

/**
 * `auto_inactive`: older successful deployments of the same environment become inactive, but not
 * transient and not production ones. A preview's environment is transient: nothing retires it.
 * Source: docs.github.com/rest/deployments/statuses#create-a-deployment-status.
 */
export function retireOlder(store: Store, newest: Deployment, creator: string): void {
  const older = store.state.deployments.filter(
    (one) =>
      one.repo === newest.repo &&
      one.environment === newest.environment &&
      one.id < newest.id &&
      !one.transient &&
      !one.production &&
      one.statuses.at(-1)?.state === 'success',
  );
  for (const one of older) addStatus(store, one, { state: 'inactive', creator });
}

/** Tells the deployment that a job's environment made how the job fares. */
export function settleDeployment(store: Store, job: Job): void {
  const deployment = store.state.deployments.find((one) => one.id === job.deployment);
  if (deployment === undefined) return;
  const { creator } = deployment;
  const state = job.conclusion === null ? 'in_progress' : endState(job.conclusion);
  const logUrl = deployment.statuses[0]?.logUrl ?? '';
  addStatus(store, deployment, { state, creator, logUrl });
  if (state === 'success') retireOlder(store, deployment, creator);
}

function endState(conclusion: Conclusion): DeploymentState {
  if (conclusion === 'success') return 'success';
  return conclusion === 'cancelled' || conclusion === 'skipped' ? 'inactive' : 'failure';
}
