import { pullShape, pullSimple } from '../../shapes/thread.ts';
import { findIssue, fullName } from '../../state/store.ts';
import type { Issue, PullRequest } from '../../state/model.ts';
import type { ApiCall, OperationFamily } from '../call.ts';
import { pagedList } from '../pagination.ts';
import { notFound, ok } from '../reply.ts';
import type { ApiReply } from '../reply.ts';

/** Pull requests. */
export const pulls: OperationFamily = {
  'pulls/get': (call) => {
    const repo = fullName(call.repository());
    const issue = findIssue(call.store.state, repo, Number(call.params['pull_number']));
    if (issue?.pull == null) throw notFound();
    return ok(pullShape(call, issue, issue.pull));
  },
  'pulls/list': list,
};

type Entry = readonly [Issue, PullRequest];

function list(call: ApiCall): ApiReply {
  const repo = fullName(call.repository());
  const entries = call.store.state.issues
    .filter((issue) => issue.repo === repo)
    .flatMap((issue): Entry[] => (issue.pull === null ? [] : [[issue, issue.pull]]))
    .filter(([issue, pull]) => matches(call, issue, pull));
  const sorted = entries.sort(([a], [b]) => sortKey(call, a) - sortKey(call, b) || a.id - b.id);
  const descending = (call.query['direction'] ?? defaultDirection(call)) === 'desc';
  return pagedList(call, descending ? sorted.reverse() : sorted, ([issue, pull]) =>
    pullSimple(call, issue, pull),
  );
}

function matches(call: ApiCall, issue: Issue, pull: PullRequest): boolean {
  const { state = 'open', head, base } = call.query;
  const owner = (pull.fork ?? issue.repo).split('/')[0] ?? '';
  return (
    (state === 'all' || issue.state === state) &&
    (base === undefined || pull.baseBranch === base) &&
    (head === undefined || `${owner}:${pull.headBranch}` === head)
  );
}

function sortKey(call: ApiCall, issue: Issue): number {
  return Date.parse(call.query['sort'] === 'updated' ? issue.updatedAt : issue.createdAt);
}

/** Newest first, unless another order than by creation is asked for. */
function defaultDirection(call: ApiCall): 'asc' | 'desc' {
  return (call.query['sort'] ?? 'created') === 'created' ? 'desc' : 'asc';
}
