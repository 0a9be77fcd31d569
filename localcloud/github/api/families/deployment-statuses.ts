import { z } from 'zod';
import { statusShape } from '../../shapes/deployment.ts';
import { addStatus, retireOlder } from '../../state/deployment-life.ts';
import type { ApiCall, OperationFamily } from '../call.ts';
import { pagedList } from '../pagination.ts';
import { created, notFound, ok, validationFailed } from '../reply.ts';
import type { ApiReply, FieldError } from '../reply.ts';
import { deploymentOf } from './deployments.ts';

/** Statuses of deployments. */
export const deploymentStatuses: OperationFamily = {
  'repos/list-deployment-statuses': (call) => {
    const deployment = deploymentOf(call);
    const newestFirst = [...deployment.statuses].reverse();
    return pagedList(call, newestFirst, (one) => statusShape(call, deployment, one));
  },
  'repos/get-deployment-status': (call) => {
    const deployment = deploymentOf(call);
    const status = deployment.statuses.find((one) => one.id === Number(call.params['status_id']));
    if (status === undefined) throw notFound();
    return ok(statusShape(call, deployment, status));
  },
  'repos/create-deployment-status': create,
};

const creation = z.object({
  state: z.enum(['error', 'failure', 'inactive', 'in_progress', 'queued', 'pending', 'success']),
  target_url: z.string().default(''),
  log_url: z.string().optional(),
  description: z.string().default(''),
  environment: z.string().optional(),
  environment_url: z.string().default(''),
  auto_inactive: z.boolean().default(true),
});
type Creation = z.infer<typeof creation>;

/** GitHub's limit for the description of a status. */
const maxDescriptionCharacters = 140;

function create(call: ApiCall): ApiReply {
  const deployment = deploymentOf(call);
  const wanted = creation.parse(call.body);
  const errors = problemsOf(wanted);
  if (errors.length > 0) throw validationFailed(...errors);
  const { login: creator } = call.caller;
  const status = addStatus(call.store, deployment, {
    state: wanted.state,
    creator,
    description: wanted.description,
    environmentUrl: wanted.environment_url,
    logUrl: wanted.log_url ?? wanted.target_url,
  });
  if (wanted.state === 'success' && wanted.auto_inactive) {
    retireOlder(call.store, deployment, creator);
  }
  const shape = statusShape(call, deployment, status);
  return created(shape, String(shape['url']));
}

function problemsOf(wanted: Creation): readonly FieldError[] {
  const problem = (field: string, message: string): FieldError => ({
    resource: 'DeploymentStatus',
    field,
    code: 'custom',
    message,
  });
  const { description, log_url, target_url, environment_url } = wanted;
  const urls = Object.entries({ log_url, target_url, environment_url });
  const limit = `description is too long (maximum is ${maxDescriptionCharacters} characters)`;
  return [
    ...(description.length > maxDescriptionCharacters ? [problem('description', limit)] : []),
    ...urls
      .filter(([, url]) => url !== undefined && url !== '' && !/^https?:\/\//.test(url))
      .map(([field]) => problem(field, `${field} must use http(s) scheme`)),
  ];
}
