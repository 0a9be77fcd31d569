import { changeShape } from '../../shapes/commit.ts';
import { pullShape, pullSimple } from '../../shapes/thread.ts';
import { changedFiles } from '../../state/merge.ts';
import { findIssue, fullName } from '../../state/store.ts';
import type { Issue, PullRequest } from '../../state/model.ts';
import type { ApiCall, OperationFamily } from '../call.ts';
import { pagedList } from '../pagination.ts';
import { notFound, ok } from '../reply.ts';
import type { ApiReply } from '../reply.ts';

/** Pull requests. */
export const pulls: OperationFamily = {
  'pulls/get': (call) => {
    const [issue, pull] = pullOf(call);
    return ok(pullShape(call, issue, pull));
  },
  'pulls/list': list,
  'pulls/list-files': listFiles,
};

type Entry = readonly [Issue, PullRequest];

function pullOf(call: ApiCall): Entry {
  const repo = fullName(call.repository());
  const issue = findIssue(call.store.state, repo, Number(call.params['pull_number']));
  if (issue?.pull == null) throw notFound();
  return [issue, issue.pull];
}

/** GitHub lists no more than these files of a pull request. */
const maxFiles = 3000;

function listFiles(call: ApiCall): ApiReply {
  const [issue, pull] = pullOf(call);
  const changes = changedFiles(call.repository(), { ...issue, pull }).slice(0, maxFiles);
  return pagedList(call, changes, (one) => changeShape(call, issue.repo, pull.headSha, one));
}

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
