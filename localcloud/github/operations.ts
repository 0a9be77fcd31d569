/** What a permission map of a token may hold per scope. */
export type Access = 'read' | 'write';

/** Permissions that GitHub Apps, and so `GITHUB_TOKEN`, know and that this slice asks about. */
export type Scope =
  | 'actions'
  | 'administration'
  | 'attestations'
  | 'checks'
  | 'contents'
  | 'deployments'
  | 'issues'
  | 'metadata'
  | 'packages'
  | 'pull_requests'
  | 'statuses';

/** One of these is enough (`X-Accepted-GitHub-Permissions: a=write; b=write`); empty: none asked. */
export type Requirement = readonly (readonly [Scope, Access])[];

const none: Requirement = [];
const needs = (scope: Scope, access: Access): Requirement => [[scope, access]];
const thread = (access: Access): Requirement => [
  ['issues', access],
  ['pull_requests', access],
];

/**
 * Every operation this server answers, with the permission GitHub asks for. The keys are the
 * operation ids of GitHub's OpenAPI description; `tools/github-slice.ts` cuts the slice from them.
 * Source: docs.github.com/rest/authentication/permissions-required-for-github-apps.
 */
export const operations = {
  'repos/get': needs('metadata', 'read'),
  'repos/get-collaborator-permission-level': needs('metadata', 'read'),
  'repos/get-commit': needs('contents', 'read'),
  'repos/get-branch': needs('contents', 'read'),
  'repos/get-content': needs('contents', 'read'),
  'git/get-commit': needs('contents', 'read'),
  'pulls/get': needs('pull_requests', 'read'),
  'pulls/list': needs('pull_requests', 'read'),
  'pulls/list-files': needs('pull_requests', 'read'),
  'issues/get': thread('read'),
  'issues/list-events': thread('read'),
  'issues/list-comments': thread('read'),
  'issues/list-comments-for-repo': thread('read'),
  'issues/create-comment': thread('write'),
  'issues/get-comment': thread('read'),
  'issues/update-comment': thread('write'),
  'issues/delete-comment': thread('write'),
  'issues/list-labels-on-issue': thread('read'),
  'issues/add-labels': thread('write'),
  'issues/set-labels': thread('write'),
  'issues/remove-label': thread('write'),
  'repos/list-deployments': needs('deployments', 'read'),
  'repos/create-deployment': needs('deployments', 'write'),
  'repos/get-deployment': needs('deployments', 'read'),
  'repos/delete-deployment': needs('deployments', 'write'),
  'repos/list-deployment-statuses': needs('deployments', 'read'),
  'repos/create-deployment-status': needs('deployments', 'write'),
  'repos/get-deployment-status': needs('deployments', 'read'),
  'repos/get-all-environments': needs('actions', 'read'),
  'repos/get-environment': needs('actions', 'read'),
  'repos/create-or-update-environment': needs('administration', 'write'),
  'repos/delete-an-environment': needs('administration', 'write'),
  'actions/get-workflow-run': needs('actions', 'read'),
  'actions/get-workflow-run-attempt': needs('actions', 'read'),
  'actions/list-jobs-for-workflow-run': needs('actions', 'read'),
  'actions/list-jobs-for-workflow-run-attempt': needs('actions', 'read'),
  'actions/list-workflow-runs-for-repo': needs('actions', 'read'),
  'actions/list-workflow-runs': needs('actions', 'read'),
  'actions/list-repo-workflows': needs('actions', 'read'),
  'actions/get-workflow': needs('actions', 'read'),
  'actions/create-workflow-dispatch': needs('actions', 'write'),
  'actions/cancel-workflow-run': needs('actions', 'write'),
  'actions/force-cancel-workflow-run': needs('actions', 'write'),
  'actions/re-run-workflow': needs('actions', 'write'),
  'actions/re-run-workflow-failed-jobs': needs('actions', 'write'),
  'actions/get-pending-deployments-for-run': needs('actions', 'read'),
  // Readers may review when they are asked to; what a token needs is in api/families/reviews.ts.
  'actions/review-pending-deployments-for-run': needs('deployments', 'read'),
  'actions/get-reviews-for-run': needs('actions', 'read'),
  'actions/get-job-for-workflow-run': needs('actions', 'read'),
  'actions/download-job-logs-for-workflow-run': needs('actions', 'read'),
  'actions/list-workflow-run-artifacts': needs('actions', 'read'),
  'checks/create': needs('checks', 'write'),
  'checks/update': needs('checks', 'write'),
  'checks/get': needs('checks', 'read'),
  'checks/list-for-ref': needs('checks', 'read'),
  'repos/create-commit-status': needs('statuses', 'write'),
  'repos/list-commit-statuses-for-ref': needs('statuses', 'read'),
  'users/get-authenticated': none,
  'users/get-by-username': none,
  'rate-limit/get': none,
} as const satisfies Record<string, Requirement>;

export type OperationId = keyof typeof operations;

/** Narrows an operation id read from a description to one that this server answers. */
export function isOperationId(id: string): id is OperationId {
  return Object.hasOwn(operations, id);
}
