import { z } from 'zod';
import { deploymentShape } from '../../shapes/deployment.ts';
import { ensureEnvironment } from '../../state/environments.ts';
import { fullName, resolveCommit, sameName } from '../../state/store.ts';
import type { Commit, Deployment, Repository } from '../../state/model.ts';
import type { ApiCall, OperationFamily } from '../call.ts';
import { pagedList } from '../pagination.ts';
import { ApiError, created, noContent, notFound, ok, validationFailed } from '../reply.ts';
import type { ApiReply } from '../reply.ts';

/** Deployments; their statuses are a family of their own. */
export const deployments: OperationFamily = {
  'repos/list-deployments': list,
  'repos/create-deployment': create,
  'repos/get-deployment': (call) => ok(deploymentShape(call, deploymentOf(call))),
  'repos/delete-deployment': remove,
};

/** The deployment that the path names. */
export function deploymentOf(call: ApiCall): Deployment {
  const id = Number(call.params['deployment_id']);
  const repo = fullName(call.repository());
  const found = call.store.state.deployments.find((one) => one.id === id && one.repo === repo);
  if (found === undefined) throw notFound();
  return found;
}

function list(call: ApiCall): ApiReply {
  const repo = fullName(call.repository());
  const { sha, ref, task, environment } = call.query;
  const wanted = (asked: string | undefined, value: string): boolean =>
    asked === undefined || asked === 'none' || asked === value;
  const found = call.store.state.deployments.filter(
    (one) =>
      one.repo === repo &&
      wanted(sha, one.sha) &&
      wanted(ref, one.ref) &&
      wanted(task, one.task) &&
      (environment === undefined || sameName(environment, one.environment)),
  );
  return pagedList(call, found.reverse(), (one) => deploymentShape(call, one));
}

const creation = z.object({
  ref: z.string(),
  task: z.string().default('deploy'),
  auto_merge: z.boolean().default(true),
  required_contexts: z.array(z.string()).optional(),
  payload: z.unknown().default({}),
  environment: z.string().default('production'),
  description: z.string().nullable().default(''),
  transient_environment: z.boolean().default(false),
  production_environment: z.boolean().optional(),
});
type Creation = z.infer<typeof creation>;

function create(call: ApiCall): ApiReply {
  const repository = call.repository();
  const wanted = creation.parse(call.body);
  checkTexts(wanted);
  const commit = resolveCommit(repository, wanted.ref);
  if (commit === undefined) throw new ApiError(422, `No ref found for: ${wanted.ref}`);
  const merged = autoMerge(repository, wanted);
  if (merged !== null) return merged;
  checkContexts(call, commit, wanted);
  const now = call.store.now();
  const deployment: Deployment = {
    id: call.store.id(),
    repo: fullName(repository),
    sha: commit.sha,
    ref: wanted.ref,
    task: wanted.task,
    environment: ensureEnvironment(call.store, fullName(repository), wanted.environment).name,
    payload: wanted.payload,
    description: wanted.description ?? '',
    creator: call.caller.login,
    transient: wanted.transient_environment,
    production: wanted.production_environment ?? wanted.environment === 'production',
    createdAt: now,
    updatedAt: now,
    statuses: [],
  };
  call.store.state.deployments.push(deployment);
  const shape = deploymentShape(call, deployment);
  return created(shape, String(shape['url']));
}

function checkTexts({ environment, description }: Creation): void {
  const tooLong = (field: string, limit: number): ApiError =>
    validationFailed({
      resource: 'Deployment',
      field,
      code: 'custom',
      message: `${field} is too long (maximum is ${limit} characters)`,
    });
  if (environment.length > 255) throw tooLong('environment', 255);
  if ((description?.length ?? 0) > 140) throw tooLong('description', 140);
}

/** 202 when the default branch was merged into the ref first, 409 when it could not be. */
function autoMerge(repository: Repository, wanted: Creation): ApiReply | null {
  const divergence = wanted.auto_merge ? repository.divergence[wanted.ref] : undefined;
  const base = repository.defaultBranch;
  if (divergence === 'conflict')
    throw new ApiError(409, `Conflict merging ${base} into ${wanted.ref}`);
  if (divergence === undefined) return null;
  // The merge commit makes the branch current, so that the next attempt deploys.
  repository.divergence = Object.fromEntries(
    Object.entries(repository.divergence).filter(([branch]) => branch !== wanted.ref),
  );
  return {
    status: 202,
    body: { message: `Auto-merged ${base} into ${wanted.ref} on deployment.` },
  };
}

/** Without `required_contexts` every status and check of the commit must have succeeded. */
function checkContexts(call: ApiCall, commit: Commit, wanted: Creation): void {
  const states = contextsOf(call, commit);
  const required = wanted.required_contexts ?? [...states.keys()];
  const contexts = required.map((context) => ({
    context,
    state: states.get(context) ?? 'pending',
  }));
  if (contexts.every((one) => one.state === 'success')) return;
  const message = `Conflict: Commit status checks failed for ${wanted.ref}.`;
  const error = { resource: 'Deployment', field: 'required_contexts', code: 'invalid' };
  throw new ApiError(409, message, { errors: [{ contexts, ...error }] });
}

function contextsOf(call: ApiCall, commit: Commit): Map<string, string> {
  const { commitStatuses, checkRuns } = call.store.state;
  const repo = fullName(call.repository());
  const states = new Map<string, string>();
  for (const one of commitStatuses) {
    if (one.repo === repo && one.sha === commit.sha) states.set(one.context, one.state);
  }
  for (const one of checkRuns) {
    if (one.repo !== repo || one.headSha !== commit.sha) continue;
    const passed = ['success', 'neutral', 'skipped'].includes(one.conclusion ?? '');
    states.set(one.name, passed ? 'success' : (one.conclusion ?? 'pending'));
  }
  return states;
}

/** An active deployment, one whose last status is success, may go only when it is the only one. */
function remove(call: ApiCall): ApiReply {
  const deployment = deploymentOf(call);
  const { state } = call.store;
  const active = deployment.statuses.at(-1)?.state === 'success';
  const only = state.deployments.filter((one) => one.repo === deployment.repo).length === 1;
  if (active && !only) {
    const rule =
      'We cannot delete an active deployment unless it is the only deployment in a given repository.';
    throw new ApiError(422, rule);
  }
  state.deployments = state.deployments.filter((one) => one !== deployment);
  return noContent;
}
