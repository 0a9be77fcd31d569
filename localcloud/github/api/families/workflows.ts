import { z } from 'zod';
import { UserError } from '../../../../action-shared/errors.ts';
import { runPage, workflowId } from '../../shapes/run.ts';
import { repositoryUrl } from '../../shapes/repository.ts';
import { nodeId } from '../../shapes/view.ts';
import { dispatchWorkflow } from '../../state/outside.ts';
import { fullName } from '../../state/store.ts';
import type { ApiCall, OperationFamily } from '../call.ts';
import { countedList } from '../pagination.ts';
import { ApiError, noContent, notFound, ok } from '../reply.ts';
import type { ApiReply } from '../reply.ts';
import { isWorkflow } from './runs.ts';

/** Workflow files of the default branch, and starting them by hand. */
export const workflows: OperationFamily = {
  'actions/list-repo-workflows': (call) =>
    countedList(call, 'workflows', pathsOf(call), (path) => workflowShape(call, path)),
  'actions/get-workflow': (call) => ok(workflowShape(call, pathOf(call))),
  'actions/create-workflow-dispatch': dispatch,
};

const dispatchBody = z.object({
  ref: z.string(),
  inputs: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  return_run_details: z.boolean().default(false),
});

function dispatch(call: ApiCall): ApiReply {
  const repository = call.repository();
  const workflow = pathOf(call);
  const body = dispatchBody.parse(call.body);
  const ref = body.ref.replace(/^refs\/heads\//, '');
  if (repository.branches[ref] === undefined) {
    throw new ApiError(422, `No ref found for: ${body.ref}`);
  }
  const repo = fullName(repository);
  const actor = call.caller.login;
  const [runId] = started(() =>
    dispatchWorkflow(call.store, { repo, workflow, ref, inputs: body.inputs ?? {}, actor }),
  );
  const run = call.store.state.runs.find((one) => one.id === runId);
  if (run === undefined) {
    throw new ApiError(422, "Workflow does not have 'workflow_dispatch' trigger");
  }
  if (!body.return_run_details) return noContent;
  return ok({
    workflow_run_id: run.id,
    run_url: `${repositoryUrl(call, repo)}/actions/runs/${run.id}`,
    html_url: runPage(call, run),
  });
}

/** What a workflow runner says against a dispatch (inputs that it does not know) is a 422. */
function started(start: () => { readonly runIds: readonly number[] }): readonly number[] {
  try {
    return start().runIds;
  } catch (error) {
    if (error instanceof UserError) throw new ApiError(422, error.message);
    throw error;
  }
}

function pathsOf(call: ApiCall): readonly string[] {
  const { branches, commits, defaultBranch } = call.repository();
  const files = commits[branches[defaultBranch] ?? '']?.files ?? {};
  return Object.keys(files).filter((path) => /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path));
}

/** GitHub knows the workflows of the default branch, and of no other. */
function pathOf(call: ApiCall): string {
  const wanted = call.params['workflow_id'] ?? '';
  const found = pathsOf(call).find((path) => isWorkflow(path, wanted));
  if (found === undefined) throw notFound();
  return found;
}

function workflowShape(call: ApiCall, path: string): Record<string, unknown> {
  const repository = call.repository();
  const id = workflowId(path);
  const name = fullName(repository);
  const file = path.slice(path.lastIndexOf('/') + 1);
  const home = `${call.urls.server}/${name}`;
  const text = repository.commits[repository.branches[repository.defaultBranch] ?? '']?.files[path];
  return {
    id,
    node_id: nodeId('W', id),
    name: /^name:\s*['"]?(.+?)['"]?\s*$/m.exec(text ?? '')?.[1] ?? path,
    path,
    state: 'active',
    created_at: repository.createdAt,
    updated_at: repository.createdAt,
    url: `${repositoryUrl(call, name)}/actions/workflows/${id}`,
    html_url: `${home}/blob/${repository.defaultBranch}/${path}`,
    badge_url: `${home}/workflows/${file}/badge.svg`,
  };
}
