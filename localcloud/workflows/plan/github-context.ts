import type { Json, JsonObject } from '../expressions/evaluate.ts';
import type { Delivery, RepositoryFacts, WorkflowIdentity } from '../scheduler/ports.ts';

export interface GithubFacts {
  readonly delivery: Delivery;
  readonly runId: number;
  readonly runNumber: number;
  readonly attempt: number;
  readonly triggeringActor: string;
  readonly actorId: number;
  readonly workflow: WorkflowIdentity & { readonly name: string };
  readonly repository: RepositoryFacts;
  readonly urls: { readonly api: string; readonly server: string };
}

/** The `github` context as far as it is the same in all jobs of a run. */
export function githubContext(facts: GithubFacts): JsonObject {
  const { delivery, workflow, urls } = facts;
  const [owner = ''] = delivery.repository.split('/');
  const pull = pullOf(delivery);
  return {
    event_name: delivery.event,
    event: delivery.payload,
    ref: delivery.ref,
    ref_name: delivery.ref.replace(/^refs\/(heads|tags|pull)\//, ''),
    ref_type: delivery.ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    ref_protected: false,
    sha: delivery.sha,
    head_ref: pull === null ? '' : at(pull, 'head', 'ref'),
    base_ref: pull === null ? '' : at(pull, 'base', 'ref'),
    repository: delivery.repository,
    repository_id: String(facts.repository.id),
    repository_owner: owner,
    repository_owner_id: String(facts.repository.ownerId),
    repositoryUrl: `git://github.com/${delivery.repository}.git`,
    actor: delivery.actor,
    actor_id: String(facts.actorId),
    triggering_actor: facts.triggeringActor,
    run_id: String(facts.runId),
    run_number: String(facts.runNumber),
    run_attempt: String(facts.attempt),
    workflow: workflow.name,
    workflow_ref: `${workflow.repository}/${workflow.path}@${workflow.ref}`,
    workflow_sha: workflow.sha,
    api_url: urls.api,
    server_url: urls.server,
    graphql_url: `${urls.api}/graphql`,
    retention_days: '90',
    secret_source: isUntrusted(delivery) ? 'None' : 'Actions',
  };
}

/** The pull request of a `pull_request` event; null for every other event. */
export function pullOf({ event, payload }: Delivery): JsonObject | null {
  if (!event.startsWith('pull_request')) return null;
  const pull = payload['pull_request'];
  return isObject(pull) ? pull : null;
}

/**
 * Whether a run gets no secrets and a token that only reads: pull requests of forks and of
 * Dependabot (GitHub docs, "Events that trigger workflows", `pull_request`).
 */
export function isUntrusted(delivery: Delivery): boolean {
  const pull = pullOf(delivery);
  if (pull === null || delivery.event === 'pull_request_target') return false;
  const head = textAt(pull, 'head', 'repo', 'full_name');
  return (
    head.toLowerCase() !== delivery.repository.toLowerCase() || delivery.actor === 'dependabot[bot]'
  );
}

/** A value in a payload; null when the way to it ends. */
export function at(value: Json, ...path: readonly string[]): Json {
  return path.reduce<Json>((here, key) => (isObject(here) ? (here[key] ?? null) : null), value);
}

/** The same as text; '' for nothing. */
export function textAt(value: Json, ...path: readonly string[]): string {
  const found = at(value, ...path);
  return found === null || typeof found === 'object' ? '' : String(found);
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
