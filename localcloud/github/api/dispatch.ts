import { createHash, randomUUID } from 'node:crypto';
import { operations } from '../operations.ts';
import type { OperationId } from '../operations.ts';
import type { Repository } from '../state/model.ts';
import { findRepository } from '../state/store.ts';
import type { View } from '../shapes/view.ts';
import type { ApiCall, Caller, OperationFamily, OperationHandler } from './call.ts';
import { acceptedPermissions, authenticate, authorize } from './caller.ts';
import type { ApiRequest, Description } from './description.ts';
import { checks } from './families/checks.ts';
import { comments } from './families/comments.ts';
import { deployments } from './families/deployments.ts';
import { deploymentStatuses } from './families/deployment-statuses.ts';
import { environments } from './families/environments.ts';
import { issues } from './families/issues.ts';
import { pulls } from './families/pulls.ts';
import { repositories, users } from './families/repositories.ts';
import { reviews } from './families/reviews.ts';
import { runControls } from './families/run-controls.ts';
import { runs } from './families/runs.ts';
import { workflows } from './families/workflows.ts';
import { rateHeaders, rateLimitFamily } from './rate-limit.ts';
import type { RateLimits } from './rate-limit.ts';
import { ApiError, notFound, validationFailed } from './reply.ts';
import type { ApiReply } from './reply.ts';

/** Answer with GitHub's common headers, and what the call log wants to know. */
export interface Answer {
  readonly reply: ApiReply;
  readonly operation: OperationId | null;
  readonly caller: string;
}

export interface Api {
  readonly families: OperationFamily;
  answer(request: ApiRequest): Answer;
}

/** Status of an answer of ours that GitHub would not give: loud, and retried by nobody's habit. */
const wrongAnswer = 599;

/** GitHub's API over the state: routes, authenticates, authorises, validates, handles, validates. */
export function createApi(
  view: View,
  description: Description,
  limits: RateLimits,
  complain: (line: string) => void,
): Api {
  const families: OperationFamily = {
    ...repositories,
    ...users,
    ...pulls,
    ...issues,
    ...comments,
    ...deployments,
    ...deploymentStatuses,
    ...environments,
    ...runs,
    ...runControls,
    ...reviews,
    ...workflows,
    ...checks,
    ...rateLimitFamily(limits),
  };
  const answer = (request: ApiRequest): Answer => {
    const routed = description.route(request);
    let caller: Caller = { token: null, login: '' };
    let reply: ApiReply;
    try {
      caller = authenticate(view.store, headerOf(request, 'authorization'));
      reply = handle(view, description, families, request, caller);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      ({ reply } = error);
    }
    const id = routed?.id ?? null;
    const checked = id === null ? reply : honest(description, id, reply, complain);
    const settled = revalidated(request, checked);
    if (settled.status !== 304 && id !== 'rate-limit/get') limits.count(caller);
    const headers = { ...commonHeaders(id), ...rateHeaders(limits.rate(caller)) };
    const whole = { ...settled, headers: { ...headers, ...settled.headers } };
    return { reply: whole, operation: id, caller: caller.login };
  };
  return { families, answer };
}

function handle(
  view: View,
  description: Description,
  families: OperationFamily,
  request: ApiRequest,
  caller: Caller,
): ApiReply {
  if ((headerOf(request, 'user-agent') ?? '') === '') {
    throw new ApiError(403, 'Request forbidden by administrative rules. Please send a User-Agent.');
  }
  const routed = description.route(request);
  const handler: OperationHandler | undefined = routed === null ? undefined : families[routed.id];
  if (routed === null || handler === undefined) throw notInSlice(request);
  const { id, params } = routed;
  const repository = repositoryOf(view, params);
  authorize(caller, operations[id], repository);
  const faults = description.requestFaults(request, id);
  if (faults.some((fault) => fault.place === 'path')) throw notFound();
  if (faults.length > 0) throw validationFailed(...faults.map((fault) => fault.error));
  return handler(callOf(view, request, caller, params, repository));
}

function callOf(
  view: View,
  request: ApiRequest,
  caller: Caller,
  params: Readonly<Record<string, string>>,
  repository: Repository | null,
): ApiCall {
  const url = new URL(request.path, view.urls.server);
  return {
    ...view,
    caller,
    params,
    query: Object.fromEntries(url.searchParams),
    body: request.body,
    accept: headerOf(request, 'accept') ?? '',
    path: url.pathname,
    repository: () => {
      if (repository === null) throw notFound();
      return repository;
    },
  };
}

function repositoryOf(view: View, params: Readonly<Record<string, string>>): Repository | null {
  const { owner, repo } = params;
  if (owner === undefined || repo === undefined) return null;
  const found = findRepository(view.store.state, `${owner}/${repo}`);
  if (found === undefined) throw notFound();
  return found;
}

function notInSlice(request: ApiRequest): ApiError {
  const what = `${request.method} ${request.path.split('?')[0] ?? ''}`;
  return new ApiError(
    501,
    `${what} is not part of the local GitHub. Add its operation to localcloud/github/operations.ts.`,
  );
}

/** The answer itself, or 599 with what GitHub's description says against it. */
function honest(
  description: Description,
  id: OperationId,
  reply: ApiReply,
  complain: (line: string) => void,
): ApiReply {
  const body: unknown =
    reply.body === undefined ? undefined : JSON.parse(JSON.stringify(reply.body));
  const faults = description.responseFaults(body, id, reply.status);
  if (faults.length === 0) return reply;
  complain(`local GitHub gave a wrong answer to ${id}: ${faults.join('; ')}`);
  const message = 'The local GitHub gave an answer that GitHub would not give: a fault of ours.';
  return { status: wrongAnswer, body: { message, operation: id, status: reply.status, faults } };
}

/** 304 when the caller has this answer already (`If-None-Match`). */
function revalidated(request: ApiRequest, reply: ApiReply): ApiReply {
  if (request.method !== 'GET' || reply.status !== 200) return reply;
  const digest = createHash('sha256')
    .update(reply.text ?? JSON.stringify(reply.body))
    .digest('hex');
  const etag = `W/"${digest}"`;
  const headers = { ...reply.headers, etag, 'cache-control': 'private, max-age=60, s-maxage=60' };
  const known = headerOf(request, 'if-none-match')?.split(/,\s*/) ?? [];
  const same = known.some((tag) => tag.replace(/^W\//, '') === `"${digest}"`);
  return same ? { status: 304, headers } : { ...reply, headers };
}

function commonHeaders(id: OperationId | null): Record<string, string> {
  const accepted = id === null ? '' : acceptedPermissions(operations[id]);
  return {
    'x-github-request-id': randomUUID().slice(0, 18).toUpperCase(),
    'x-github-media-type': 'github.v3; format=json',
    'x-github-api-version-selected': '2022-11-28',
    ...(accepted === '' ? {} : { 'x-accepted-github-permissions': accepted }),
  };
}

function headerOf(request: ApiRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
