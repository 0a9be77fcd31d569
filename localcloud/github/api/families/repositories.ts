import { z } from 'zod';
import {
  branchShape,
  commitShape,
  commitStatusShape,
  fileShape,
  gitCommitShape,
} from '../../shapes/commit.ts';
import { wholeRepository } from '../../shapes/repository.ts';
import { publicUser, simpleUser } from '../../shapes/user.ts';
import { fullName, resolveCommit } from '../../state/store.ts';
import type { Commit, CommitStatus, Role } from '../../state/model.ts';
import type { ApiCall, OperationFamily } from '../call.ts';
import { roleOf, writes } from '../caller.ts';
import { pagedList } from '../pagination.ts';
import { ApiError, created, notFound, ok, validationFailed } from '../reply.ts';
import type { ApiReply } from '../reply.ts';

/** Repositories, their commits and files. */
export const repositories: OperationFamily = {
  'repos/get': (call) => ok(wholeRepository(call, call.repository())),
  'repos/get-collaborator-permission-level': collaboratorPermission,
  'repos/get-commit': (call) => ok(commitShape(call, call.repository(), commitOf(call, 'ref'))),
  'git/get-commit': (call) =>
    ok(gitCommitShape(call, call.repository(), commitOf(call, 'commit_sha'))),
  'repos/get-branch': getBranch,
  'repos/get-content': getContent,
  'repos/create-commit-status': createStatus,
  'repos/list-commit-statuses-for-ref': listStatuses,
};

function collaboratorPermission(call: ApiCall): ApiReply {
  const login = call.params['username'] ?? '';
  const role = roleOf(call.repository(), login);
  const user = {
    ...simpleUser(call, login),
    permissions: permissionFlags(role),
    role_name: role,
  };
  return ok({ permission: legacyPermission(role), role_name: role, user });
}

/** `permission` knows four words; `role_name` says it exactly. */
function legacyPermission(role: Role): string {
  if (role === 'maintain') return 'write';
  return role === 'triage' ? 'read' : role;
}

function permissionFlags(role: Role): Record<string, boolean> {
  return {
    pull: role !== 'none',
    triage: writes(role) || role === 'triage',
    push: writes(role),
    maintain: role === 'admin' || role === 'maintain',
    admin: role === 'admin',
  };
}

function commitOf(call: ApiCall, parameter: string): Commit {
  const ref = call.params[parameter] ?? '';
  const commit = resolveCommit(call.repository(), ref);
  if (commit !== undefined) return commit;
  throw new ApiError(422, `No commit found for SHA: ${ref}`);
}

function getBranch(call: ApiCall): ApiReply {
  const repository = call.repository();
  const name = call.params['branch'] ?? '';
  const commit = repository.commits[repository.branches[name] ?? ''];
  if (commit === undefined) throw new ApiError(404, 'Branch not found');
  return ok(branchShape(call, repository, name, commit));
}

function getContent(call: ApiCall): ApiReply {
  const repository = call.repository();
  const ref = call.query['ref'] ?? repository.defaultBranch;
  const path = call.params['path'] ?? '';
  const commit = resolveCommit(repository, ref);
  if (commit === undefined) throw new ApiError(404, `No commit found for the ref ${ref}`);
  const text = commit.files[path];
  if (text === undefined) throw notFound();
  const headers = { 'last-modified': new Date(commit.date).toUTCString() };
  if (/^application\/vnd\.github\.(v3\.)?raw\b/.test(call.accept)) {
    return { status: 200, text, headers };
  }
  return { ...ok(fileShape(call, repository, { path, ref, text })), headers };
}

const statusBody = z.object({
  state: z.enum(['error', 'failure', 'pending', 'success']),
  context: z.string().default('default'),
  description: z.string().nullable().default(null),
  target_url: z.string().nullable().default(null),
});

function createStatus(call: ApiCall): ApiReply {
  const repository = call.repository();
  const commit = resolveCommit(repository, call.params['sha'] ?? '');
  if (commit === undefined) {
    throw new ApiError(422, `No commit found for SHA: ${call.params['sha'] ?? ''}`);
  }
  const body = statusBody.parse(call.body);
  if ((body.description?.length ?? 0) > 140) {
    throw validationFailed({
      resource: 'Status',
      field: 'description',
      code: 'custom',
      message: 'description is too long (maximum is 140 characters)',
    });
  }
  const status: CommitStatus = {
    id: call.store.id(),
    repo: fullName(repository),
    sha: commit.sha,
    state: body.state,
    context: body.context,
    description: body.description,
    targetUrl: body.target_url,
    creator: call.caller.login,
    createdAt: call.store.now(),
  };
  call.store.state.commitStatuses.push(status);
  const shape = commitStatusShape(call, status);
  return created(shape, String(shape['url']));
}

function listStatuses(call: ApiCall): ApiReply {
  const name = fullName(call.repository());
  const commit = resolveCommit(call.repository(), call.params['ref'] ?? '');
  if (commit === undefined) throw notFound();
  const statuses = call.store.state.commitStatuses
    .filter((one) => one.repo === name && one.sha === commit.sha)
    .reverse();
  return pagedList(call, statuses, (one) => commitStatusShape(call, one));
}

/** People and bots. */
export const users: OperationFamily = {
  'users/get-by-username': (call) => {
    const login = call.params['username'] ?? '';
    const known = call.store.state.users.some((one) => one.login === login);
    if (!known) throw notFound();
    return ok(publicUser(call, login));
  },
  'users/get-authenticated': (call) => {
    const { token } = call.caller;
    if (token === null) throw new ApiError(401, 'Requires authentication');
    if (token.kind === 'installation') {
      throw new ApiError(403, 'Resource not accessible by integration');
    }
    return ok(publicUser(call, token.login));
  },
};
