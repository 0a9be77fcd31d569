import type { Job, Run, RunAttempt } from '../state/run-model.ts';
import type { Repository } from '../state/model.ts';
import { requireRepository } from '../state/require.ts';
import { ensureUser, findIssue, fullName } from '../state/store.ts';
import type { Store } from '../state/store.ts';

/**
 * What GitHub's token says of a job, without `iss`, `jti` and times.
 * Source: docs.github.com/actions/reference/openid-connect-reference.
 * @param audience Default: the address of the repository's owner.
 */
export function claimsOf(
  store: Store,
  { run, attempt, job }: { readonly run: Run; readonly attempt: RunAttempt; readonly job: Job },
  { audience, serverUrl }: { readonly audience: string | null; readonly serverUrl: string },
): Record<string, unknown> {
  const repository = requireRepository(store, run.repo);
  const owner = ensureUser(store, repository.owner);
  const workflowRef = `${run.repo}/${run.workflow}@${run.ref}`;
  return {
    sub: subject(store, repository, run, job),
    aud: audience ?? `${serverUrl}/${repository.owner}`,
    ref: run.ref,
    sha: run.sha,
    repository: run.repo,
    repository_owner: repository.owner,
    repository_owner_id: String(owner.id),
    run_id: String(run.id),
    run_number: String(run.number),
    run_attempt: String(attempt.attempt),
    repository_visibility: repository.private ? 'private' : 'public',
    repository_id: String(repository.id),
    actor_id: String(ensureUser(store, run.actor).id),
    actor: run.actor,
    workflow: run.name,
    ...branches(store, run),
    event_name: run.event,
    ref_protected: 'false',
    ref_type: 'branch',
    workflow_ref: workflowRef,
    workflow_sha: run.sha,
    job_workflow_ref: job.workflowRef ?? workflowRef,
    job_workflow_sha: job.workflowSha ?? run.sha,
    runner_environment: 'github-hosted',
    ...(job.environment === null ? {} : { environment: job.environment }),
  };
}

/** An environment, else a pull request, else the ref is what the subject is about. */
function subject(store: Store, repository: Repository, run: Run, job: Job): string {
  const { owner, name, id, subjectForm } = repository;
  const ownerId = ensureUser(store, owner).id;
  const place =
    subjectForm === 'names' ? fullName(repository) : `${owner}@${ownerId}/${name}@${id}`;
  if (job.environment !== null) {
    // GitHub escapes what separates the parts.
    return `repo:${place}:environment:${job.environment.replaceAll(':', '%3A')}`;
  }
  const ofPull = run.event === 'pull_request';
  return `repo:${place}:${ofPull ? 'pull_request' : `ref:${run.ref}`}`;
}

function branches(store: Store, run: Run): { head_ref: string; base_ref: string } {
  const issue = run.pull === null ? undefined : findIssue(store.state, run.repo, run.pull);
  const pull = run.event.startsWith('pull_request') ? issue?.pull : undefined;
  return { head_ref: pull?.headBranch ?? '', base_ref: pull?.baseBranch ?? '' };
}
